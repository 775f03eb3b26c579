package dev.sessionwatchdog.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Real processes for the tests, each ended by the test that started it.
final class Tools {

    private Tools() {}

    /// Skips the test where a command does not work, with what it said.
    static void assumeRuns(List<String> command) throws Exception {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException missing) {
            assumeTrue(false, "not installed: " + command.getFirst());
            return;
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assumeTrue(process.waitFor() == 0, "does not work here: " + command + ": " + said.strip());
    }

    /// `unshare` with these options, in a user namespace of our own unless we are root.
    static List<String> unshare(String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("unshare"));
        if (!root()) {
            command.add("-Ur");
        }
        command.addAll(List.of(options));
        List<String> trial = new ArrayList<>(command);
        trial.add("true");
        assumeRuns(trial);
        return command;
    }

    static boolean root() throws IOException {
        return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }

    static boolean inTheFirstPidNamespace() throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/self/ns/pid"))
                .toString()
                .equals("pid:[4026531836]");
    }

    static List<String> with(List<String> command, String... more) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(more));
        return all;
    }

    /// Starts a command that prints one number when it is ready.
    static Ready start(List<String> command) throws IOException {
        return start(new ProcessBuilder(command));
    }

    static Ready start(ProcessBuilder builder) throws IOException {
        Process process = builder.redirectErrorStream(true).start();
        BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
        String line = said.readLine();
        try {
            return new Ready(process, Long.parseLong(String.valueOf(line).strip()));
        } catch (NumberFormatException unexpected) {
            process.destroyForcibly();
            throw new IOException("said " + line, unexpected);
        }
    }

    /// @param number what it printed
    record Ready(Process process, long number) implements AutoCloseable {

        @Override
        public void close() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    static ProcStat stat(long pid) throws IOException {
        return Proc.ofThisMachine().process(pid).stat();
    }

    /// Runs [LookFromInside] behind a command such as `unshare` and gives what it printed.
    static String lookFromInside(List<String> behind, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(behind);
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LookFromInside.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(said).isZero();
            return said;
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
