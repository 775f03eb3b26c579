package dev.sessionwatchdog.race;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The kernel's notice that somebody opens a leased file ends a JVM that does not ignore it
/// (measured: exit code 157). Another process opens the file at the very moment of the in-use test,
/// a hundred thousand times, and the watchdog lives on.
@EnabledOnOs(OS.LINUX)
final class LeaseNoticeIT {

    private static final int CLAIMS = 100_000;

    /// So many opens at least have to meet a lease, or nothing was tried.
    private static final int ENOUGH = 50;

    @TempDir private Path directory;

    private Process start(Class<?> main, String... more) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:+UseSerialGC",
                                "-Xmx64m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                main.getName(),
                                directory.toString(),
                                "lock"));
        command.addAll(List.of(more));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    @Test
    void lives_on_when_another_process_opens_the_file_in_the_moment_of_the_in_use_test()
            throws Exception {
        Files.writeString(directory.resolve("lock"), "{\"pid\":1}\n");
        Process opener = start(Opener.class);
        try (BufferedReader opened = opener.inputReader()) {
            assertThat(opened.readLine()).isEqualTo("opening");
            Process claimer = start(Claimer.class, Integer.toString(CLAIMS));
            String claimed;
            try (BufferedReader answers = claimer.inputReader()) {
                claimed = String.valueOf(answers.readLine());
            }
            assertThat(claimer.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(claimer.exitValue()).as("exit code of the claiming JVM").isZero();
            opener.outputWriter().append("enough\n").close();
            String[] granted = claimed.split(" ", -1);
            String[] opens = String.valueOf(opened.readLine()).split(" ", -1);
            System.out.printf(
                    "LeaseNoticeIT: %d claims, %s granted, %s refused; %s opens by another process,"
                            + " %s of them met a lease, the longest open took %s us%n",
                    CLAIMS, granted[0], granted[1], opens[0], opens[1], opens[2]);
            assertThat(Integer.parseInt(granted[0]) + Integer.parseInt(granted[1]))
                    .isEqualTo(CLAIMS);
            assertThat(Integer.parseInt(granted[0])).isPositive();
            assertThat(Integer.parseInt(granted[1])).isPositive();
            assertThat(Integer.parseInt(opens[1])).isGreaterThan(ENOUGH);
        } finally {
            opener.destroyForcibly();
        }
    }
}
