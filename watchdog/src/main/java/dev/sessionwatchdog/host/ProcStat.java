package dev.sessionwatchdog.host;

import java.io.IOException;
import java.time.Instant;
import java.util.OptionalLong;

/// What `/proc/PID/stat` says (proc_pid_stat(5)).
///
/// @param comm the command's name, which may hold blanks and brackets
/// @param state one letter
/// @param parent process id of the parent
/// @param threads how many threads are left
/// @param startTicks its start since boot, in [#TICKS_PER_SECOND] and our time namespace
public record ProcStat(String comm, char state, long parent, long threads, long startTicks) {

    /// `USER_HZ`, fixed at 100 in the kernel's interface on every architecture that Java 25 runs
    /// on.
    static final long TICKS_PER_SECOND = 100;

    /// Fields 3, 4, 20 and 22, counted behind the command's closing parenthesis.
    private static final int STATE = 0;

    private static final int PARENT = 1;
    private static final int THREADS = 17;
    private static final int START_TIME = 19;

    /// @throws IOException if it is not understood
    static ProcStat parse(String stat) throws IOException {
        int start = stat.indexOf('(');
        int end = stat.lastIndexOf(')');
        if (start < 0 || end < start) {
            throw new IOException("stat names no command");
        }
        String[] fields = stat.substring(end + 1).strip().split(" ", -1);
        if (fields.length <= START_TIME || fields[STATE].length() != 1) {
            throw new IOException("stat has too few fields");
        }
        try {
            return new ProcStat(
                    stat.substring(start + 1, end),
                    fields[STATE].charAt(0),
                    Long.parseLong(fields[PARENT]),
                    Long.parseLong(fields[THREADS]),
                    Long.parseLong(fields[START_TIME]));
        } catch (NumberFormatException unexpected) {
            throw new IOException("stat is not understood", unexpected);
        }
    }

    /// A zombie or on its way out, and no second thread works on: a zombie that leads living
    /// threads is a process that runs (`measurements.md` F.10).
    boolean ended() {
        return (state == 'Z' || state == 'X' || state == 'x') && threads <= 1;
    }

    /// Stopped, traced, or waiting where no signal reaches it.
    boolean paused() {
        return state == 'T' || state == 't' || state == 'D';
    }

    /// Its start by the wall clock that `booted` was read from.
    Instant startedAt(Instant booted) {
        return booted.plusMillis(startTicks * 1_000 / TICKS_PER_SECOND);
    }

    /// Our own start, or nothing where there is no `/proc`.
    public static OptionalLong ownStartTicks() {
        return startTicksOf(ProcessHandle.current().pid());
    }

    /// The start of another process, or nothing when it does not exist or cannot be seen.
    public static OptionalLong startTicksOf(long pid) {
        try {
            return OptionalLong.of(Proc.ofThisMachine().process(pid).stat().startTicks);
        } catch (IOException gone) {
            return OptionalLong.empty();
        }
    }
}
