package dev.sessionwatchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/// A daemon of the built program at work; closing it kills it, if it is still there.
public record RunningDaemon(Installed installed, Path root, Process process)
        implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// Starts it and waits until it says in its root that it runs.
    public static RunningDaemon start(Installed installed, Path root) throws IOException {
        return begin(installed, root, List.of()).atWork();
    }

    /// Starts it by another command such as `unshare`, and does not wait.
    public static RunningDaemon begin(Installed installed, Path root, List<String> wrapper)
            throws IOException {
        return new RunningDaemon(
                installed, root, installed.startIn(wrapper, "run", "--root", root.toString()));
    }

    /// Waits until it says in its root that it runs.
    public RunningDaemon atWork() throws IOException {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> isAtWork() || !process.isAlive());
        assertThat(process.isAlive()).as("%s", installed.said()).isTrue();
        return this;
    }

    /// Whoever was started by another command is known to that one by another process id.
    private boolean isAtWork() {
        JsonNode said = json();
        long pid = said.path("pid").asLong(-1);
        return said.path("state").asString("").equals("running")
                && (pid == process.pid() || process.children().findAny().isPresent());
    }

    /// What it says in its root; nothing when that cannot be read right now.
    public JsonNode json() {
        try {
            return JsonMapper.shared()
                    .readTree(Files.readString(root.resolve(".session-watchdog/daemon.json")));
        } catch (IOException | JacksonException notNow) {
            return MissingNode.getInstance();
        }
    }

    void signal(String name) throws IOException, InterruptedException {
        Process kill =
                new ProcessBuilder("/bin/kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    /// Waits for its end.
    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    /// Ends it as a service manager does.
    public int terminate() throws IOException, InterruptedException {
        signal("TERM");
        return exitCode();
    }

    /// Ends it as the kernel does when memory runs out.
    void kill() throws InterruptedException {
        assertThat(process.destroyForcibly().waitFor()).isEqualTo(137);
    }

    @Override
    public void close() {
        process.descendants().toList().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
