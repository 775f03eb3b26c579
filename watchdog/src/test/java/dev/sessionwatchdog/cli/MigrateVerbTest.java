package dev.sessionwatchdog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.cli.Verb.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `migrate` where no daemon runs, on real files.
final class MigrateVerbTest {

    private static final String INDEX =
            "{\"agent:main:Main\":{\"updatedAt\":2},\"agent:main:main\":{\"updatedAt\":1}}";

    @TempDir private Path home = Path.of("");

    private Path root = Path.of("");
    private Path index = Path.of("");

    @BeforeEach
    void a_legacy_store() throws IOException {
        root = home.toRealPath().resolve("openclaw");
        Path store = Files.createDirectories(root.resolve("agents/main/sessions"));
        index = Files.writeString(store.resolve("sessions.json"), INDEX);
        Files.setPosixFilePermissions(index, PosixFilePermissions.fromString("rw-------"));
        configure("auto");
    }

    private void configure(String reads) throws IOException {
        Path config = home.resolve("session-watchdog.yaml");
        Files.writeString(
                config,
                "version: 1\ndrill: true\nroots:\n  - path: \""
                        + root
                        + "\"\n    gateway_reads: "
                        + reads
                        + "\n");
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-------"));
    }

    private Answer run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--config", home.resolve("session-watchdog.yaml").toString()));
        return new Verb(home).run(all.toArray(String[]::new));
    }

    @Test
    void a_plan_says_what_would_become_of_it_and_what_stands_against_it() throws Exception {
        Answer plan = run("migrate", "plan");
        assertThat(plan.code()).as("%s", plan).isZero();
        assertThat(plan.out())
                .contains(
                        "agents/main/sessions: in the single file",
                        "sessions      2, ",
                        "in 1 entries",
                        "agent:main:main gives way to agent:main:Main",
                        "longest name  agent%3Amain%3Amain.json",
                        "abstain: gateway not known to read sessions.d");
        assertThat(run("migrate", "run", "-n").out())
                .contains("gateway not known to read sessions.d");
        JsonNode row = run("migrate", "plan", "--json").json().path("stores").path(0);
        assertThat(row.path("folded").asInt()).isOne();
        assertThat(index).hasContent(INDEX);
    }

    @Test
    void nothing_is_migrated_without_evidence_that_the_gateway_reads_it() throws Exception {
        Answer run = run("migrate", "run", "-y");
        assertThat(run.code()).as("%s", run).isEqualTo(1);
        assertThat(run.err()).contains("abstain: gateway not known to read sessions.d");
        assertThat(index).hasContent(INDEX);
    }

    @Test
    void there_and_back_again_by_hand() throws Exception {
        configure("directory");
        Answer there = run("migrate", "run", "--store", "main", "-y", "--json");
        assertThat(there.code()).as("%s", there).isZero();
        assertThat(there.json().path("schema").asString(""))
                .isEqualTo("session-watchdog.migrate-run/1");
        assertThat(index).doesNotExist();
        assertThat(run("migrate", "status").out())
                .contains("agents/main/sessions: directory, in the directory")
                .contains("kept until");
        assertThat(run("migrate", "rollback", "-n").out()).contains("agents/main/sessions");
        assertThat(run("migrate", "rollback").code()).as("nobody said yes").isEqualTo(2);

        Answer back = run("migrate", "rollback", "-y", "--gateway-stopped");

        assertThat(back.code()).as("%s", back).isZero();
        assertThat(index).exists();
        assertThat(run("migrate", "status").out()).contains("abstain: rolled back by hand");
    }

    @Test
    void the_way_back_that_is_advised_when_a_single_file_came_back_brings_both_together()
            throws Exception {
        configure("directory");
        assertThat(run("migrate", "run", "-y").code()).isZero();
        configure("auto");
        Files.writeString(index, "{\"agent:main:new\":{\"sessionId\":\"stray\"}}");
        Files.setPosixFilePermissions(index, PosixFilePermissions.fromString("rw-------"));
        Answer status = run("migrate", "status");
        assertThat(status.out()).as("%s", status).contains("single file beside a directory store");
        assertThat(run("migrate", "rollback", "-n").out())
                .isEqualTo("would be taken back: agents/main/sessions\n");

        Answer back = run("migrate", "rollback", "-y", "--gateway-stopped");

        assertThat(back.code()).as("%s", back).isZero();
        JsonNode file = JsonMapper.shared().readTree(Files.readString(index));
        assertThat(file.path("agent:main:new").path("sessionId").asString("")).isEqualTo("stray");
        assertThat(file.propertyNames()).as("also the one that the layout had folded").hasSize(3);
        assertThat(index.resolveSibling("sessions.d")).doesNotExist();
    }

    @Test
    void a_store_or_layout_that_does_not_exist_is_a_mistake() {
        assertThat(run("migrate", "plan", "--store", "none").code()).isEqualTo(2);
        assertThat(run("migrate", "plan", "--layout", "none").err()).contains("entries-exact");
        assertThat(run("migrate").out()).contains("rollback");
    }
}
