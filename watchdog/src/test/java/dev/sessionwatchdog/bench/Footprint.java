package dev.sessionwatchdog.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What Linux says about a running process at one moment.
///
/// @param residentKib all pages in memory, those shared with other processes too
/// @param anonymousKib the pages that are nobody else's and have no file behind them
/// @param threads how many there are
/// @param voluntarySwitches how often a living thread went to sleep, which is how often it was
///   woken
/// @param runNanos the time that living threads spent on a core
public record Footprint(
        long residentKib, long anonymousKib, int threads, long voluntarySwitches, long runNanos) {

    /// @param process the process's directory, `/proc/PID`
    public static Footprint of(Path process) throws IOException {
        String memory = Files.readString(process.resolve("smaps_rollup"));
        int threads = 0;
        long switches = 0;
        long nanos = 0;
        for (Path task : tasks(process)) {
            Optional<String> status = content(task.resolve("status"));
            Optional<String> schedule = content(task.resolve("schedstat"));
            if (status.isPresent() && schedule.isPresent()) {
                threads++;
                switches += field(status.get(), "voluntary_ctxt_switches");
                nanos += Long.parseLong(words(schedule.get()).getFirst());
            }
        }
        return new Footprint(
                field(memory, "Rss"), field(memory, "Anonymous"), threads, switches, nanos);
    }

    /// The time on a core since the process started, also of threads that have ended; counted by
    /// the kernel in steps of 10 ms.
    static long cpuMillisSinceStart(Path process) throws IOException {
        return cpuMillis(Files.readString(process.resolve("stat")));
    }

    /// The most memory that it has had resident so far.
    static long peakKib(Path process) throws IOException {
        return field(Files.readString(process.resolve("status")), "VmHWM");
    }

    /// How many descriptors it has open.
    static int descriptors(Path process) throws IOException {
        try (Stream<Path> open = Files.list(process.resolve("fd"))) {
            return (int) open.count();
        }
    }

    /// User and system time of a `/proc/PID/stat` line. The name in parentheses may hold anything.
    static long cpuMillis(String stat) {
        List<String> afterName = words(stat.substring(stat.lastIndexOf(')') + 1));
        long ticks = Long.parseLong(afterName.get(11)) + Long.parseLong(afterName.get(12));
        return ticks * 10;
    }

    /// The number after `NAME:` at the start of a line.
    static long field(String text, String name) {
        Matcher line =
                Pattern.compile("^" + Pattern.quote(name) + ":\\s*(\\d+)", Pattern.MULTILINE)
                        .matcher(text);
        if (!line.find()) {
            throw new IllegalArgumentException("no " + name + " in: " + text);
        }
        return Long.parseLong(line.group(1));
    }

    static List<Path> tasks(Path process) throws IOException {
        try (Stream<Path> tasks = Files.list(process.resolve("task"))) {
            return tasks.toList();
        }
    }

    /// A thread may end between the listing and the look.
    static Optional<String> content(Path file) throws IOException {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException ended) {
            return Optional.empty();
        } catch (IOException unreadable) {
            if (String.valueOf(unreadable.getMessage()).contains("No such process")) {
                return Optional.empty();
            }
            throw unreadable;
        }
    }

    static List<String> words(String text) {
        return List.of(text.strip().split("\\s+"));
    }
}
