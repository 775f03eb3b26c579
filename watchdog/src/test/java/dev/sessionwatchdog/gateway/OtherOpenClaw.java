package dev.sessionwatchdog.gateway;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A living process that gateways take for OpenClaw, since its title says so (`facts/upstream.md`
/// a.3): a stand-in for a command line or a second gateway on the same root.
record OtherOpenClaw(ProcessGroup process) implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String LET_GO = "exec -a openclaw sleep 3600";

    /// Waits for the file and keeps it open.
    private static final String HOLD =
            "until [ -s \"$0\" ]; do sleep 0.05; done; exec 9<> \"$0\"; " + LET_GO;

    /// One that has nothing open.
    static OtherOpenClaw start(GatewayHome home) throws IOException {
        return start(home, LET_GO, home.base());
    }

    /// One that will have this file open as soon as it is there; see [#isReady].
    static OtherOpenClaw holding(GatewayHome home, Path file) throws IOException {
        return start(home, HOLD, file);
    }

    private static OtherOpenClaw start(GatewayHome home, String script, Path file)
            throws IOException {
        List<String> command = List.of("bash", "-c", script, file.toString());
        return new OtherOpenClaw(
                ProcessGroup.start(
                        home.base(),
                        Map.of("PATH", "/usr/bin:/bin"),
                        home.base().resolve("other"),
                        command));
    }

    long pid() {
        return process.pid();
    }

    /// Waits until it is called as gateways expect.
    void isReady() {
        Path title = Path.of("/proc", Long.toString(pid()), "cmdline");
        await().atMost(PATIENCE)
                .until(() ->
                        new String(Files.readAllBytes(title), StandardCharsets.UTF_8)
                                .startsWith("openclaw\0"));
    }

    @Override
    public void close() {
        process.close();
    }
}
