package dev.sessionwatchdog.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What `/proc/PID/stat` says (proc_pid_stat(5)).
public final class ProcStat {

    /// Field 22, counted behind the command's closing parenthesis.
    private static final int START_TIME = 19;

    /// `USER_HZ`, fixed at 100 in the kernel's interface on every architecture that Java 25 runs
    /// on.
    private static final long TICKS_PER_SECOND = 100;

    private ProcStat() {}

    /// The start of a process in clock ticks since boot, in our time namespace.
    ///
    /// @throws java.nio.file.NoSuchFileException if there is no such process
    static OptionalLong startTicks(Path proc, long pid) throws IOException {
        String stat = Files.readString(proc.resolve(Long.toString(pid)).resolve("stat"));
        int end = stat.lastIndexOf(')');
        if (end < 0) {
            return OptionalLong.empty();
        }
        String[] fields = stat.substring(end + 1).strip().split(" ", -1);
        try {
            return fields.length > START_TIME
                    ? OptionalLong.of(Long.parseLong(fields[START_TIME]))
                    : OptionalLong.empty();
        } catch (NumberFormatException unexpected) {
            return OptionalLong.empty();
        }
    }

    /// The start of a process by the wall clock, good to a second while the clock is not set.
    static Optional<Instant> startedAt(Path proc, long pid) throws IOException {
        OptionalLong ticks = startTicks(proc, pid);
        if (ticks.isEmpty()) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(proc.resolve("stat"));
        for (String line : lines) {
            if (line.startsWith("btime ")) {
                long boot = Long.parseLong(line.substring("btime ".length()).strip());
                return Optional.of(
                        Instant.ofEpochSecond(boot)
                                .plusMillis(ticks.getAsLong() * 1_000 / TICKS_PER_SECOND));
            }
        }
        return Optional.empty();
    }

    /// Our own start, or nothing where there is no `/proc`.
    public static OptionalLong ownStartTicks() {
        try {
            return startTicks(Path.of("/proc"), ProcessHandle.current().pid());
        } catch (IOException noProc) {
            return OptionalLong.empty();
        }
    }

    /// The start of another process, or nothing when it does not exist or cannot be seen.
    public static OptionalLong startTicksOf(long pid) {
        try {
            return startTicks(Path.of("/proc"), pid);
        } catch (IOException gone) {
            return OptionalLong.empty();
        }
    }
}
