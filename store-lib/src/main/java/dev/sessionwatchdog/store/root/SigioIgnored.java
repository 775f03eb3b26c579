package dev.sessionwatchdog.store.root;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// The proof that the kernel's notice of a broken lease cannot end this process.
///
/// When somebody opens a leased file, the holder gets SIGIO, whose default is to end the process
/// (fcntl(2), signal(7)). Before the first lease SIGIO is therefore ignored; that is read back, and
/// only then tried by a SIGIO to this very process. It stays ignored; neither the JVM nor we use
/// it.
final class SigioIgnored {

    /// Why there is no proof; empty when there is.
    static final Optional<String> DOUBT = doubt(new LinuxCalls());

    /// `<signal.h>`.
    private static final long SIG_DFL = 0;

    private static final long SIG_IGN = 1;

    private SigioIgnored() {}

    private static Optional<String> doubt(LinuxCalls calls) {
        long before = handler(calls);
        if (before != SIG_DFL && before != SIG_IGN) {
            return Optional.of("this program handles SIGIO itself, no lease beside that");
        }
        ignore(calls);
        if (handler(calls) != SIG_IGN) {
            return Optional.of("SIGIO cannot be ignored, no lease without that");
        }
        int failed = signalMyself(calls);
        return failed < 0
                ? Optional.of("SIGIO could not be tried: " + Errno.text(failed))
                : Optional.empty();
    }

    /// Whether it is ignored at this moment.
    static boolean holds(LinuxCalls calls) {
        return DOUBT.isEmpty() && handler(calls) == SIG_IGN;
    }

    /// The first word of what sigaction(2) tells; the default's also where it tells nothing.
    private static long handler(LinuxCalls calls) {
        try (LinuxCall call = calls.call()) {
            MemorySegment action = call.structure;
            action.fill((byte) 0);
            int sigio = LinuxFlags.SIGIO;
            int failed = call.of(LinuxFunctions.SIGACTION, sigio, 0, action.address(), 0);
            return failed == 0 ? action.get(JAVA_LONG, 0) : SIG_DFL;
        }
    }

    private static void ignore(LinuxCalls calls) {
        try (LinuxCall call = calls.call()) {
            call.once(LinuxFunctions.SIGNAL, LinuxFlags.SIGIO, SIG_IGN, 0, 0, 0);
        }
    }

    private static int signalMyself(LinuxCalls calls) {
        int self = (int) ProcessHandle.current().pid();
        try (LinuxCall call = calls.call()) {
            return call.of(LinuxFunctions.KILL, self, LinuxFlags.SIGIO);
        }
    }
}
