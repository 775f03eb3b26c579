package dev.sessionwatchdog.packaging;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// One finished run of a tool of this system: its exit code, and all that it said.
record Tool(int exitCode, String said) {

    private static final long MINUTES = 5;

    /// Skips the test that needs the tools where one is missing.
    static void need(String... names) {
        for (String name : names) {
            assumeTrue(
                    Pattern.compile(":")
                            .splitAsStream(System.getenv().getOrDefault("PATH", ""))
                            .anyMatch(place -> Files.isExecutable(Path.of(place, name))),
                    name + " is not here");
        }
    }

    static Tool run(String... command) throws IOException, InterruptedException {
        Path said = Files.createTempFile("tool", ".txt");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.redirectInput(Path.of("/dev/null").toFile()).redirectOutput(said.toFile());
            builder.environment().put("LC_ALL", "C.UTF-8");
            Process process = builder.start();
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException("still running: " + List.of(command));
            }
            return new Tool(process.exitValue(), Files.readString(said, StandardCharsets.UTF_8));
        } finally {
            Files.delete(said);
        }
    }

    /// What it said.
    ///
    /// @throws IOException if it failed
    static String output(String... command) throws IOException, InterruptedException {
        Tool done = run(command);
        if (done.exitCode != 0) {
            throw new IOException(
                    List.of(command) + " ended with " + done.exitCode + ": " + done.said);
        }
        return done.said;
    }
}
