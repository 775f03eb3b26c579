package dev.sessionwatchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `locks`, `locks break` and `explain` on locks of real processes, beside a daemon and without
/// one.
final class LockRequestsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// What is due is only reported, so that a person's word decides.
    private static final String REPORTING =
            """
            locks:
              confirm_gap: 500ms
              declared_grace: 2s
              suspend_guard: 100ms
              owner: {live: report, dead: report}
            watch: {settle: 10ms, full_sweep: 1h}
            """;

    /// Takes a lock as a gateway does and lives on; with `$2` it keeps the lock open.
    private static final String OWNER =
            """
            start=$(cut -d' ' -f22 "/proc/$$/stat" 2>/dev/null)
            printf '{"pid":%d,"createdAt":"%s"%s}' "$$" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" \\
                "${start:+,\\"starttime\\":$start}" > "$1"
            if [ -n "$2" ]; then exec 3>> "$1"; fi
            read -r _
            """;

    @TempDir private Path directory;
    private Path root = Path.of("");
    private Path leaked = Path.of("");
    private Path held = Path.of("");
    private final List<Process> owners = new ArrayList<>();

    @BeforeEach
    void a_tree_with_a_leaked_and_a_held_lock() throws Exception {
        root = directory.toRealPath().resolve("root");
        Path store = Files.createDirectories(root.resolve("agents/main/sessions"));
        Files.writeString(store.resolve("sessions.json"), "{\"agent:main:main\":{}}");
        Files.writeString(store.resolve("leaked.jsonl"), "{}\n");
        Files.writeString(store.resolve("held.jsonl"), "{}\n");
        leaked = take(store.resolve("leaked.jsonl.lock"), "");
        held = take(store.resolve("held.jsonl.lock"), "open");
    }

    private Path take(Path lock, String open) throws Exception {
        Process owner =
                new ProcessBuilder("/bin/sh", "-c", OWNER, "gateway", lock.toString(), open)
                        .start();
        owners.add(owner);
        await().atMost(PATIENCE).until(() -> isWritten(lock));
        return lock;
    }

    private static boolean isWritten(Path lock) throws IOException {
        return Files.exists(lock) && Files.readString(lock).endsWith("}");
    }

    @AfterEach
    void the_owners_were_left_alone() throws Exception {
        for (Process owner : owners) {
            assertThat(owner.isAlive()).isTrue();
            owner.destroyForcibly();
            assertThat(owner.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private JsonNode locks(Installed installed) throws Exception {
        Launched launched = installed.run("locks", "--json", "--root", root.toString());
        assertThat(launched.exitCode()).as("%s", launched).isZero();
        return JsonMapper.shared().readTree(launched.out()).path("roots").path(0);
    }

    private String stateOf(Installed installed, Path lock) throws Exception {
        for (JsonNode each : locks(installed).path("locks")) {
            if (each.path("path").asString("").endsWith("/" + lock.getFileName())) {
                return each.path("state").asString("");
            }
        }
        return "none";
    }

    @Test
    void beside_a_daemon_a_person_decides_and_the_sweeping_thread_acts() throws Exception {
        Installed installed = Installed.in(directory.resolve("home"), REPORTING);
        try (RunningDaemon daemon = RunningDaemon.start(installed, root)) {
            await().atMost(PATIENCE).until(() -> daemon.json().has("last_sweep"));
            assertThat(locks(installed).path("by").asString("")).isEqualTo("daemon");
            assertThat(locks(installed).path("locks").size()).isEqualTo(2);
            await().atMost(PATIENCE).until(() -> stateOf(installed, leaked).equals("breakable"));
            assertThat(stateOf(installed, held)).isEqualTo("held");

            refused(installed);
            Launched explained = installed.run("explain", leaked.toString());
            assertThat(explained.exitCode()).as("%s", explained).isEqualTo(2);
            explained = installed.run("explain", leaked.toString(), "--root", root.toString());
            assertThat(explained.out())
                    .contains("as its daemon sees it")
                    .contains("only reported (locks.owner.live: report): leaked-by-live-owner")
                    .contains("lock.suspect");
            broken(installed);

            assertThat(installed.events("lock.break", "done"))
                    .singleElement()
                    .satisfies(event ->
                            assertThat(event.path("service").path("pid").asLong())
                                    .isEqualTo(daemon.process().pid()));
            assertThat(daemon.terminate()).isEqualTo(143);
        }
        assertThat(installed.run("events", "verify").exitCode()).isZero();
    }

    @Test
    void without_a_daemon_the_verb_looks_twice_itself() throws Exception {
        Installed installed = Installed.in(directory.resolve("home"), REPORTING);
        assertThat(locks(installed).path("by").asString("")).isEqualTo("this");
        assertThat(installed.state()).doesNotExist();

        refused(installed);
        await().atMost(PATIENCE).until(() -> stateOf(installed, leaked).equals("breakable"));
        broken(installed);
        assertThat(installed.run("events", "verify").exitCode()).isZero();
    }

    private void refused(Installed installed) throws Exception {
        Launched refused =
                installed.run("locks", "break", held.toString(), "--root", root.toString());
        assertThat(refused.exitCode()).as("%s", refused).isEqualTo(1);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err()).contains("not broken", "held.jsonl.lock: held");
        assertThat(held).exists();
    }

    private void broken(Installed installed) throws Exception {
        Launched broken =
                installed.run(
                        "locks",
                        "break",
                        "leaked.jsonl.lock",
                        "--reason",
                        "it blocks",
                        "--root",
                        root.toString());
        assertThat(broken.exitCode()).as("%s", broken).isZero();
        assertThat(broken.out()).contains("broken: agents/main/sessions/leaked.jsonl.lock");
        assertThat(leaked).doesNotExist();
        assertThat(installed.events("lock.break", "intent"))
                .singleElement()
                .satisfies(event ->
                        assertThat(event.path("labels").path("reason").asString(""))
                                .isEqualTo("it blocks"));
    }
}
