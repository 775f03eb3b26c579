package dev.sessionwatchdog.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How often the threads of a process made which system call, as strace counts them. Nothing can be
/// timed meanwhile: a call that is counted takes many times as long.
record SystemCalls(Map<String, Long> byName) {

    private static final Pattern LINE =
            Pattern.compile("^\\s*[0-9.]+\\s+[0-9.]+\\s+\\d+\\s+(\\d+)\\s+(?:\\d+\\s+)?(\\w+)$");

    private static final Pattern LISTED = Pattern.compile("getdents64\\(\\d+<([^>]*)>");

    private static final long PATIENCE_SECONDS = 30;

    /// Something that is done while calls are counted.
    interface Act {
        void run() throws IOException, InterruptedException;
    }

    /// Whether they can be counted here.
    static boolean canBeCounted() throws InterruptedException {
        return Run.succeeds(List.of("strace", "-c", "-o", "/dev/null", "true"));
    }

    /// Those of a whole process and its children.
    static SystemCalls of(List<String> command) throws IOException, InterruptedException {
        Path counts = Files.createTempFile("session-watchdog-bench-", ".calls");
        try {
            List<String> counted =
                    new ArrayList<>(List.of("strace", "-f", "-c", "-o", counts.toString()));
            counted.addAll(command);
            Run.of(counted);
            return parse(Files.readString(counts));
        } finally {
            Files.delete(counts);
        }
    }

    /// Those of a running process while something is done; empty where none may look at it.
    ///
    /// @throws IOException if what is done fails, which it is in any case
    static Optional<SystemCalls> during(long pid, Act act)
            throws IOException, InterruptedException {
        return attached(pid, List.of("-c"), act).map(SystemCalls::parse);
    }

    /// The directories that a running process lists while something is done, one for each call that
    /// it takes; empty where none may look at it.
    static Optional<List<String>> listed(long pid, Act act)
            throws IOException, InterruptedException {
        return attached(pid, List.of("-y", "-e", "trace=getdents64"), act)
                .map(SystemCalls::parseListed);
    }

    private static Optional<String> attached(long pid, List<String> options, Act act)
            throws IOException, InterruptedException {
        Path told = Files.createTempFile("session-watchdog-bench-", ".calls");
        List<String> command = new ArrayList<>(List.of("strace", "-f", "-o", told.toString()));
        command.addAll(options);
        command.addAll(List.of("-p", Long.toString(pid)));
        Process strace = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader said = strace.inputReader(StandardCharsets.UTF_8)) {
            String first = said.readLine();
            boolean attached = first != null && first.contains("attached");
            act.run();
            strace.destroy();
            if (!strace.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("strace did not end");
            }
            return attached ? Optional.of(Files.readString(told)) : Optional.empty();
        } finally {
            strace.destroyForcibly();
            Files.delete(told);
        }
    }

    static List<String> parseListed(String calls) {
        return LISTED.matcher(calls).results().map((MatchResult call) -> call.group(1)).toList();
    }

    static SystemCalls parse(String counts) {
        Map<String, Long> byName = new TreeMap<>();
        for (String line : counts.lines().toList()) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches() && !matcher.group(2).equals("total")) {
                byName.merge(matcher.group(2), Long.valueOf(matcher.group(1)), Long::sum);
            }
        }
        return new SystemCalls(byName);
    }

    long total() {
        return byName.values().stream().mapToLong(count -> count).sum();
    }

    /// How often any of them was called.
    long count(String... names) {
        return List.of(names).stream().mapToLong(name -> byName.getOrDefault(name, 0L)).sum();
    }
}
