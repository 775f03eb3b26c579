package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.sim.Configs;
import dev.sessionwatchdog.sim.DirectoryReader;
import dev.sessionwatchdog.sim.World;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.sim.Operation;
import dev.sessionwatchdog.store.sim.SimulatedCrash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/// A world whose gateway is said to read directories, with legacy stores in it.
final class MigrationScene {

    static final Duration OLD = Duration.ofHours(5);

    /// Long enough for two looks after a start, which wants ten minutes of watching.
    static final Duration LONG = Duration.ofMinutes(30);

    static final String LONG_KEY = "agent:main:" + "x".repeat(400);

    /// Raw values, by key: no value is written as a JSON writer would write it.
    static final Map<String, String> SESSIONS =
            new TreeMap<>(
                    Map.of(
                            "agent:main:main",
                            "{ \"sessionId\":\"a\",\"updatedAt\":1.0e3, \"n\":1e400 }",
                            "agent:main:sub/agent\\7",
                            "{\"a\":1,\"a\":2,\"u\":\"\\u00e9\"}",
                            LONG_KEY,
                            "{\"sessionId\" : \"long\"}"));

    private final World world;

    MigrationScene(World world) {
        this.world = world;
        world.configured(reading());
    }

    static Config reading() {
        return Configs.withReads(Configs.defaults(), Config.GatewayReads.DIRECTORY);
    }

    static String sessions(String agent) {
        return World.ROOT + "/agents/" + agent + "/sessions";
    }

    /// The single file of these sessions.
    static String index(Map<String, String> sessions) {
        List<String> members = new ArrayList<>();
        sessions.forEach(
                (key, value) -> members.add("  \"" + key.replace("\\", "\\\\") + "\" :  " + value));
        return "{\n" + String.join(",\n", members) + "\n}\n";
    }

    MigrationScene agent(String agent, String index) {
        world.disk().mkdirs(sessions(agent));
        world.disk()
                .file(
                        sessions(agent) + "/sessions.json",
                        index.getBytes(StandardCharsets.UTF_8),
                        world.time().moment().wall().minus(OLD));
        return this;
    }

    /// Whether by this call a staged directory is put into place.
    static boolean commits(Operation operation) {
        return operation.name().equals("rename")
                && operation.path().contains("/migrate/")
                && operation.path().endsWith("/sessions.d");
    }

    /// Whether by this call a single file is moved away.
    static boolean retires(Operation operation) {
        return operation.name().equals("rename")
                && operation.path().endsWith("/sessions/sessions.json");
    }

    /// Whether by this call a directory is moved away.
    static boolean shelves(Operation operation) {
        return operation.name().equals("rename")
                && operation.path().endsWith("/sessions/sessions.d");
    }

    /// From now on the daemon dies before such a call.
    void crashesAt(Predicate<Operation> step) {
        world.disk()
                .before(operation -> {
                    if (step.test(operation)) {
                        throw new SimulatedCrash(operation.toString());
                    }
                });
    }

    /// One agent's store is being migrated, and the daemon is killed before this step.
    void migratesUntil(Predicate<Operation> step) throws IOException {
        agent("main", index(SESSIONS));
        world.start();
        crashesAt(step);
        assertThatThrownBy(() -> world.live(LONG)).isInstanceOf(SimulatedCrash.class);
        world.kill();
    }

    boolean has(String agent, String name) {
        return world.disk().exists(sessions(agent) + "/" + name);
    }

    String index(String agent) {
        return world.disk().text(sessions(agent) + "/sessions.json");
    }

    /// What a gateway that knows the layout reads.
    SortedMap<String, String> read(String agent) throws IOException {
        String store = sessions(agent) + "/sessions.d";
        return new DirectoryReader(
                        new DirectoryReader.Files() {
                            @Override
                            public List<String> names() {
                                return world.disk().names(store).stream().map(Name::value).toList();
                            }

                            @Override
                            public byte[] read(String path) {
                                return world.disk().read(store + "/" + path);
                            }
                        })
                .sessions();
    }

    /// The layout takes no notice of case.
    static SortedMap<String, String> folded(Map<String, String> sessions) {
        SortedMap<String, String> folded = new TreeMap<>();
        sessions.forEach((key, value) -> folded.put(key.toLowerCase(Locale.ROOT), value));
        return folded;
    }

    /// The copies that were retired, by their path.
    SortedMap<String, String> backups() {
        SortedMap<String, String> found = new TreeMap<>();
        String home = World.ROOT + "/.session-watchdog/backups/";
        for (String path : world.disk().paths().keySet()) {
            if (path.startsWith(home) && path.contains("sessions.json.bak.")) {
                found.put(path, world.disk().text(path));
            }
        }
        return found;
    }

    static String reason(JsonNode event) {
        return event.path("event").path("reason").asString("");
    }

    static String message(JsonNode event) {
        return event.path("message").asString("");
    }
}
