package dev.sessionwatchdog.host;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Processes that look like OpenClaw's and do nothing for a minute.
final class Gateways {

    private Gateways() {}

    /// A gateway on a state directory.
    static Process start(Path state) throws IOException {
        return named("openclaw-gateway", state);
    }

    static Process named(String title, Path state) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(List.of("bash", "-c", "exec -a " + title + " sleep 60"));
        builder.environment().put("OPENCLAW_STATE_DIR", state.toString());
        Process process = builder.start();
        Path commandLine = Path.of("/proc/" + process.pid() + "/cmdline");
        await().until(() ->
                Files.readString(commandLine, StandardCharsets.UTF_8).startsWith(title + "\0"));
        return process;
    }
}
