package dev.sessionwatchdog.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A home below `target/` in which gateways run, one after the other: their state directory is the
/// root that a daemon watches.
///
/// @param base everything of one scene of one version
record GatewayHome(Path base) {

    /// Whoever knows it may ask a gateway for a turn.
    static final String TOKEN = "a-token-for-the-loopback-interface";

    /// An empty home; what an earlier run of the same scene left there is gone.
    static GatewayHome empty(String scene, GatewayVersion version) throws IOException {
        Path scratch = Path.of(System.getProperty("gateway.scratch", "target"));
        Path base = scratch.resolve("run").resolve(scene + "-" + version).toAbsolutePath();
        delete(base);
        GatewayHome home = new GatewayHome(base);
        for (Path part : List.of(home.root(), home.workspace(), home.temporary())) {
            Files.createDirectories(part);
        }
        return home;
    }

    /// The state directory.
    Path root() {
        return base.resolve("state");
    }

    /// The store of the only agent.
    Path sessions() {
        return root().resolve("agents/main/sessions");
    }

    Path workspace() {
        return base.resolve("workspace");
    }

    Path temporary() {
        return base.resolve("tmp");
    }

    /// What gateways print.
    Path said() {
        return base.resolve("said");
    }

    /// Writes a configuration for the next gateway.
    ///
    /// @return the port that it will listen on
    int configure(FakeModel model) throws IOException {
        int port = freePort();
        Path log = base.resolve("gateway.log");
        Files.writeString(
                root().resolve("openclaw.json"),
                """
                {
                  "gateway": {
                    "mode": "local", "port": %d, "bind": "loopback",
                    "auth": { "mode": "token", "token": "%s" },
                    "http": { "endpoints": { "chatCompletions": { "enabled": true } } }
                  },
                  "models": { "mode": "replace", "providers": { "fake": {
                    "baseUrl": "http://127.0.0.1:%d/v1", "apiKey": "none", "api": "openai-completions",
                    "models": [ {
                      "id": "fake-1", "name": "Fake", "reasoning": false, "input": ["text"],
                      "cost": { "input": 0, "output": 0, "cacheRead": 0, "cacheWrite": 0 },
                      "contextWindow": 64000, "maxTokens": 4096
                    } ]
                  } } },
                  "agents": { "defaults": {
                    "workspace": "%s", "model": { "primary": "fake/fake-1" }, "skipBootstrap": true
                  } },
                  "logging": { "file": "%s" },
                  "update": { "checkOnStart": false }
                }
                """
                        .formatted(port, TOKEN, model.port(), workspace(), log));
        return port;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    Map<String, String> environment(Path node) {
        Map<String, String> environment = new HashMap<>();
        environment.put("PATH", node.getParent() + ":/usr/bin:/bin");
        environment.put("HOME", base.toString());
        environment.put("TMPDIR", temporary().toString());
        environment.put("OPENCLAW_STATE_DIR", root().toString());
        environment.put("OPENCLAW_SKIP_CHANNELS", "1");
        environment.put("OPENCLAW_NO_RESPAWN", "1");
        return environment;
    }

    /// Everything that gateways of this home have said.
    List<String> saidLines() throws IOException {
        return Files.exists(said()) ? Files.readAllLines(said()) : List.of();
    }

    /// An entry of the index.
    JsonNode entry(String session) throws IOException {
        return JsonMapper.shared()
                .readTree(Files.readString(sessions().resolve("sessions.json")))
                .path(key(session));
    }

    static String key(String session) {
        return "agent:main:" + session;
    }

    Path transcript(String session) throws IOException {
        return sessions().resolve(entry(session).path("sessionId").asString() + ".jsonl");
    }

    Path lock(String session) throws IOException {
        Path transcript = transcript(session);
        return transcript.resolveSibling(transcript.getFileName() + ".lock");
    }

    /// The processes that have this home's state directory in their environment.
    List<Long> gatewayProcesses() {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.map(ProcessHandle::pid).filter(this::isOurs).toList();
        }
    }

    private boolean isOurs(long pid) {
        try {
            Path environment = Path.of("/proc", Long.toString(pid), "environ");
            return Files.readString(environment, StandardCharsets.ISO_8859_1)
                    .contains("OPENCLAW_STATE_DIR=" + root() + "\0");
        } catch (IOException endedOrHidden) {
            return false;
        }
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        Files.walkFileTree(
                tree,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path directory, @org.jspecify.annotations.Nullable IOException failed)
                            throws IOException {
                        Files.delete(directory);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
