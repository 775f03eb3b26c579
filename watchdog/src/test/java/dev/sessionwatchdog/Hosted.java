package dev.sessionwatchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A [JavaGateway] with the built agent in it; closing it kills it, if it is still there.
record Hosted(Process process, Path out, Path err) implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// Starts it and waits until its own `main` is at work.
    ///
    /// @param java the directory of a JDK
    /// @param jvm options of the JVM, among them `-cp` where the gateway's class is not enough
    static Hosted start(Path directory, Path java, List<String> jvm, String agent)
            throws IOException {
        Path out = Files.createTempFile(directory, "gateway", ".out");
        Path err = Files.createTempFile(directory, "gateway", ".err");
        List<String> command = new ArrayList<>(List.of(java.resolve("bin/java").toString()));
        command.add("-javaagent:" + agent);
        if (!jvm.contains("-cp")) {
            command.addAll(List.of("-cp", classes().toString()));
        }
        command.addAll(jvm);
        command.add(JavaGateway.class.getName());
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", "/usr/bin:/bin", "HOME", directory.toString()));
        Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        Hosted hosted = new Hosted(process, out, err);
        hosted.until("ready");
        return hosted;
    }

    /// Where the gateway's class lies.
    static Path classes() {
        return Path.of(
                JavaGateway.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    }

    static Path thisJava() {
        return Path.of(System.getProperty("java.home"));
    }

    String said() throws IOException {
        return Files.readString(out);
    }

    String complained() throws IOException {
        return Files.readString(err);
    }

    /// What the agent says of itself.
    List<String> lines() throws IOException {
        return complained().lines().filter(line -> line.startsWith("session-watchdog")).toList();
    }

    /// Waits until the gateway has said this.
    void until(String words) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> said().contains(words) || !process.isAlive());
        assertThat(process.isAlive()).as("%s", this).isTrue();
    }

    void tell(String words) throws IOException {
        process.outputWriter(StandardCharsets.UTF_8).append(words).append('\n').flush();
    }

    /// Tells it something and waits for its answer.
    String ask(String words, String answer) throws IOException {
        tell(words);
        until(answer);
        return said();
    }

    /// Tells it to end and waits for that.
    ///
    /// @return its exit code
    int end(String words, Duration most) throws IOException, InterruptedException {
        tell(words);
        assertThat(process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS))
                .as("ended within %s: %s", most, this)
                .isTrue();
        return process.exitValue();
    }

    @Override
    public String toString() {
        try {
            return said() + complained();
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
