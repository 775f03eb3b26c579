package dev.sessionwatchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Legacy stores on a real disk, migrated by the built daemon for a gateway that reads directories,
/// through a kill in the middle, and back.
final class MigrateIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// So many that a migration of them is caught in the middle.
    private static final int SESSIONS = 1_500;

    private static final String SETTINGS =
            """
            roots:
              - path: "%s"
                gateway_reads: directory
            tmp: { confirm_gap: 100ms }
            locks:
              confirm_gap: 100ms
              unreadable_grace: 0
              declared_grace: 0
            watch:
              settle: 10ms
              full_sweep: 200ms
              sweep_jitter: 0%%
            """;

    @TempDir private Path directory;

    private static SortedMap<String, String> sessions(String agent, int count) {
        SortedMap<String, String> sessions = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            sessions.put(
                    "agent:" + agent + ":Chan/nel:" + i,
                    "{ \"sessionId\":\""
                            + i
                            + "\", \"n\":1.0e"
                            + i % 300
                            + ", \"é\":\"\\u00e9\" }");
        }
        sessions.put("agent:" + agent + ":" + "long".repeat(90), "{\"sessionId\" : \"long\"}");
        return sessions;
    }

    private static String index(SortedMap<String, String> sessions) {
        List<String> members = new ArrayList<>();
        sessions.forEach((key, value) -> members.add("  \"" + key + "\": " + value));
        return "{\n" + String.join(",\n", members) + "\n}";
    }

    private static SortedMap<String, String> folded(SortedMap<String, String> sessions) {
        SortedMap<String, String> folded = new TreeMap<>();
        sessions.forEach((key, value) -> folded.put(key.toLowerCase(Locale.ROOT), value));
        return folded;
    }

    private static Path agent(Path root, String name, SortedMap<String, String> sessions)
            throws IOException {
        Path store = Files.createDirectories(root.resolve("agents/" + name + "/sessions"));
        Files.writeString(store.resolve("sessions.json"), index(sessions));
        return store;
    }

    private static boolean isBeingCopied(Path root) throws IOException {
        Path staging = root.resolve(".session-watchdog/migrate");
        if (!Files.isDirectory(staging)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(staging)) {
            return files.filter(file -> file.toString().endsWith(".json")).count() > 20;
        } catch (UncheckedIOException changing) {
            return true;
        }
    }

    private static void killInTheMiddle(Installed installed, Path root, Path main)
            throws Exception {
        try (RunningDaemon daemon = RunningDaemon.start(installed, root)) {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> isBeingCopied(root));
            daemon.kill();
        }
        boolean whole = Files.exists(main.resolve("sessions.json"));
        System.out.println("killed while " + (whole ? "it copied" : "it had taken effect"));
    }

    @Test
    void both_agents_stores_are_migrated_through_a_kill_and_one_is_taken_back() throws Exception {
        Path root = Files.createDirectories(directory.toRealPath().resolve("root"));
        SortedMap<String, String> many = sessions("main", SESSIONS);
        SortedMap<String, String> few = sessions("ops", 3);
        Path main = agent(root, "main", many);
        Path ops = agent(root, "ops", few);
        byte[] original = Files.readAllBytes(main.resolve("sessions.json"));
        Installed installed = Installed.in(directory.resolve("home"), SETTINGS.formatted(root));
        JsonNode plan = json(installed.run("migrate", "plan", "--store", "main", "--json"));
        assertThat(plan.path("schema").asString("")).isEqualTo("session-watchdog.migrate-plan/1");
        assertThat(plan.path("stores").path(0).path("sessions").asInt()).isEqualTo(many.size());

        killInTheMiddle(installed, root, main);

        try (RunningDaemon daemon = RunningDaemon.start(installed, root)) {
            await().atMost(PATIENCE)
                    .until(() ->
                            Files.notExists(main.resolve("sessions.json"))
                                    && Files.notExists(ops.resolve("sessions.json")));
            await().atMost(PATIENCE)
                    .until(() -> installed.events("store.migrate", "done").size() >= 2);
            assertThat(new DirectoryGateway(main).read()).isEqualTo(folded(many));
            assertThat(new DirectoryGateway(ops).read()).isEqualTo(folded(few));
            JsonNode status = json(installed.run("migrate", "status", "--json"));
            assertThat(status.path("roots").path(0).path("stores"))
                    .extracting(store -> store.path("era").asString(""))
                    .containsExactly("directory", "directory");

            Launched back =
                    installed.run(
                            "migrate", "rollback", "--store", "main", "--gateway-stopped", "-y");
            assertThat(back.exitCode()).as("%s", back).isZero();
            assertThat(main.resolve("sessions.json")).hasBinaryContent(original);
            assertThat(main.resolve("sessions.d")).doesNotExist();
            await().during(Duration.ofSeconds(1))
                    .atMost(PATIENCE)
                    .until(() -> Files.exists(main.resolve("sessions.json")));
            assertThat(daemon.terminate()).isEqualTo(143);
        }

        assertThat(installed.events("store.migrate", "intent")).hasSizeGreaterThanOrEqualTo(2);
        assertThat(installed.events("store.rollback", "done")).hasSize(1);
        assertThat(new DirectoryGateway(ops).read()).isEqualTo(folded(few));
        Launched verified = installed.run("events", "verify");
        assertThat(verified.exitCode()).as("%s", verified).isZero();
        assertThat(verified.out()).contains(" 0 open intents");
    }

    @Test
    void a_root_of_a_real_gateway_is_read_with_the_same_keys_and_the_very_same_entries()
            throws Exception {
        Path root = Files.createDirectories(directory.toRealPath().resolve("root"));
        UpstreamTree.named("2026.6.11/subagents-archives").copyTo(root);
        List<Path> stores =
                Stream.of("main", "ops")
                        .map(agent -> root.resolve("agents/" + agent + "/sessions"))
                        .toList();
        List<SortedMap<String, String>> before = new ArrayList<>();
        for (Path store : stores) {
            before.add(
                    DirectoryGateway.entriesOf(Files.readString(store.resolve("sessions.json"))));
        }
        assertThat(before.getFirst()).hasSizeGreaterThan(1);
        SortedMap<String, Snapshot.Entry> others = othersThanIndexes(root);
        Installed installed = Installed.in(directory.resolve("home"), SETTINGS.formatted(root));

        Launched run = installed.run("sweep", "--only", "migrate");

        assertThat(run.exitCode()).as("%s", run).isZero();
        for (int i = 0; i < stores.size(); i++) {
            assertThat(new DirectoryGateway(stores.get(i)).read()).isEqualTo(before.get(i));
            assertThat(stores.get(i).resolve("sessions.json")).doesNotExist();
        }
        assertThat(othersThanIndexes(root)).isEqualTo(others);
    }

    /// Transcripts, archives and all else.
    private static SortedMap<String, Snapshot.Entry> othersThanIndexes(Path root)
            throws IOException {
        SortedMap<String, Snapshot.Entry> files = new TreeMap<>();
        Snapshot.files(root)
                .forEach((path, entry) -> {
                    if (!path.contains("/sessions.d") && !path.endsWith("/sessions.json")) {
                        files.put(path, entry);
                    }
                });
        return files;
    }

    @Test
    void without_a_daemon_the_verb_takes_the_looks_itself_and_says_when_some_failed()
            throws Exception {
        Path root = Files.createDirectories(directory.toRealPath().resolve("root"));
        Path main = agent(root, "main", sessions("main", 5));
        Path torn = agent(root, "torn", new TreeMap<>());
        Files.writeString(torn.resolve("sessions.json"), "{\"a\":");
        Installed installed = Installed.in(directory.resolve("home"), SETTINGS.formatted(root));

        assertThat(installed.run("migrate", "run").exitCode()).as("nobody said yes").isEqualTo(2);
        Launched run = installed.run("migrate", "run", "-y");

        assertThat(run.exitCode()).as("%s", run).isEqualTo(5);
        assertThat(run.out()).contains("agents/main/sessions: 6 sessions in 6 entries");
        assertThat(run.err()).contains("not done: agents/torn/sessions", "skipped_invalid");
        assertThat(new DirectoryGateway(main).read()).isEqualTo(folded(sessions("main", 5)));
        assertThat(torn.resolve("sessions.json")).hasContent("{\"a\":");
    }

    private static JsonNode json(Launched answer) {
        assertThat(answer.exitCode()).as("%s", answer).isZero();
        return JsonMapper.shared().readTree(answer.out());
    }
}
