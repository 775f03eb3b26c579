package dev.sessionwatchdog.store.root;

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

    private SigioIgnored() {}

    private static Optional<String> doubt(LinuxCalls calls) {
        if (calls.handlesSignal(LinuxFlags.SIGIO)) {
            return Optional.of("this program handles SIGIO itself, no lease beside that");
        }
        calls.ignoreSignal(LinuxFlags.SIGIO);
        if (!calls.ignoresSignal(LinuxFlags.SIGIO)) {
            return Optional.of("SIGIO cannot be ignored, no lease without that");
        }
        int failed = calls.signalMyself(LinuxFlags.SIGIO);
        return failed < 0
                ? Optional.of("SIGIO could not be tried: " + Errno.text(failed))
                : Optional.empty();
    }

    /// Whether it is ignored at this moment.
    static boolean holds(LinuxCalls calls) {
        return DOUBT.isEmpty() && calls.ignoresSignal(LinuxFlags.SIGIO);
    }
}
