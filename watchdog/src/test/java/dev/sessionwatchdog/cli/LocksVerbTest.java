package dev.sessionwatchdog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.cli.Verb.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `locks`, `locks break` and `explain` where no daemon runs, on real files.
final class LocksVerbTest {

    private static final String HELD = "5f0c7a52.jsonl.lock";

    @TempDir private Path home = Path.of("");

    private Path root = Path.of("");
    private Path store = Path.of("");

    @BeforeEach
    void a_store() throws IOException {
        root = home.toRealPath().resolve("openclaw");
        store = Files.createDirectories(root.resolve("agents/main/sessions"));
        write("sessions.json", "{\"agent:main:main\":{\"sessionId\":\"5f0c7a52\"}}");
        write("5f0c7a52.jsonl", "{}\n");
        configure("");
    }

    private void configure(String locks) throws IOException {
        Path config = home.resolve("session-watchdog.yaml");
        Files.writeString(
                config, "version: 1\ndrill: true\nroots:\n  - path: \"" + root + "\"\n" + locks);
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-------"));
    }

    private Path write(String name, String content) throws IOException {
        Path file = Files.writeString(store.resolve(name), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    private static String payload(long pid) {
        return "{\"pid\":%d,\"createdAt\":\"%s\"}".formatted(pid, Instant.now());
    }

    private Answer run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--config", home.resolve("session-watchdog.yaml").toString()));
        return new Verb(home).run(all.toArray(String[]::new));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> walk = Files.walk(home)) {
            return walk.map(path -> path + " " + path.toFile().lastModified()).sorted().toList();
        }
    }

    @Test
    void says_that_no_lock_stands() {
        Answer answer = run("locks");
        assertThat(answer.code()).as("%s", answer).isZero();
        assertThat(answer.out()).isEqualTo(root + ": no lock stands\n");
        assertThat(answer.err()).contains("no daemon guards it", "nothing was watched yet");
    }

    @Test
    void lists_a_held_lock_and_touches_nothing() throws Exception {
        write(HELD, payload(ProcessHandle.current().pid()));
        List<String> before = files();

        Answer answer = run("locks", "--exit-code");

        assertThat(answer.code()).as("%s", answer).isZero();
        assertThat(answer.out().lines().toList().get(1))
                .matches("  state +owner +lives +lease +looks +lock");
        assertThat(answer.out())
                .containsPattern(
                        "  held +"
                                + ProcessHandle.current().pid()
                                + " java +[a-z]+ +age \\d+m?s of")
                .contains("agents/main/sessions/" + HELD);
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void the_json_names_its_schema_and_keeps_raw_values() throws Exception {
        write(HELD, payload(ProcessHandle.current().pid()));
        JsonNode answer = run("locks", "--json").json();
        assertThat(answer.path("schema").asString("")).isEqualTo("session-watchdog.locks/1");
        JsonNode of = answer.path("roots").path(0);
        assertThat(of.path("by").asString("")).isEqualTo("this");
        assertThat(of.path("watched").asBoolean()).isFalse();
        assertThat(of.path("locks").path(0).path("lease").path("source").asString(""))
                .isEqualTo("age");
        assertThat(of.path("locks").path(0).path("looks").asInt()).isEqualTo(1);
    }

    @Test
    void what_is_never_touched_is_counted_and_shown_with_all() throws Exception {
        Files.createSymbolicLink(store.resolve("9b781e27.jsonl.lock"), Path.of("5f0c7a52.jsonl"));
        Files.createDirectories(root.resolve("agents/old/session-sqlite-import-archive"));
        Path old = Files.createDirectories(root.resolve("agents/old/sessions"));
        Files.writeString(old.resolve("a1.jsonl.lock"), payload(1));

        Answer usual = run("locks");
        assertThat(usual.out()).doesNotContain(".lock");
        assertThat(usual.err()).contains("2 more that are never touched: see locks --all");
        Answer all = run("locks", "--all");
        assertThat(all.out())
                .contains("9b781e27.jsonl.lock", "-> left alone so far: odd-kind")
                .contains("-> kept because era-sqlite");
    }

    @Test
    void names_from_outside_are_escaped() throws Exception {
        Path odd = Files.createDirectories(root.resolve("agents/ma\u001b[2Jin/sessions"));
        Files.writeString(odd.resolve("sessions.json"), "{}");
        Files.writeString(odd.resolve("a1.jsonl.lock"), payload(1));
        assertThat(run("locks").out()).contains("agents/ma\\u{1b}[2Jin").doesNotContain("\u001b");
    }

    @Test
    void a_lock_that_names_nobody_is_breakable_at_once_in_a_drill_and_is_broken_by_hand()
            throws Exception {
        configure("locks: {unreadable_grace: 0, undeclared_max_age: 0, confirm_gap: 100ms}\n");
        write(HELD, "");

        Answer listed = run("locks", "--exit-code");
        assertThat(listed.code()).as("%s", listed).isEqualTo(4);
        assertThat(listed.out())
                .contains("-> only reported (no daemon guards this root): missing-owner");
        Answer broken = run("locks", "break", HELD, "--reason", "on\ncall");
        assertThat(broken.code()).as("%s", broken).isZero();
        assertThat(broken.out()).startsWith("broken: agents/main/sessions/" + HELD);
        assertThat(broken.err()).contains("1 of 2 looks agree; looking again in 100ms");
        assertThat(store.resolve(HELD)).doesNotExist();
        Answer shown = run("events", "--action", "lock.break", "--json");
        JsonNode intent = shown.json().path("events").path(0);
        assertThat(intent.path("labels").path("reason").asString("")).isEqualTo("on\\ncall");
        assertThat(intent.path("actor").path("type").asString("")).isEqualTo("cli");
        Answer gone = run("explain", "agents/main/sessions/" + HELD);
        assertThat(gone.code()).isEqualTo(1);
        assertThat(gone.out()).contains("what the log says of", "lock.break done");
    }

    @Test
    void a_young_held_lock_is_not_broken_by_hand_and_the_reason_is_said() throws Exception {
        Path lock = write(HELD, payload(ProcessHandle.current().pid()));
        Answer answer = run("locks", "break", lock.toString());
        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err()).startsWith("session-watchdog: not broken: agents/main/sessions/");
        assertThat(lock).exists();
        configure("mode: observe\n");
        assertThat(run("locks", "break", HELD).err()).contains("mode: observe");
        assertThat(run("locks", "break", HELD, "--json").json().path("outcome").asString(""))
                .isEqualTo("refused");
    }

    @Test
    void explains_a_lock_check_by_check() throws Exception {
        write(HELD, payload(ProcessHandle.current().pid()));
        Answer answer = run("explain", HELD);
        assertThat(answer.code()).as("%s", answer).isZero();
        assertThat(answer.out())
                .startsWith("agents/main/sessions/" + HELD + "\n  root      " + root)
                .containsPattern("  check +observed +limit +pass")
                .contains("lease.undeclared_age")
                .contains("log       says nothing about it");
        JsonNode json = run("explain", store.resolve(HELD).toString(), "--json").json();
        assertThat(json.path("schema").asString("")).isEqualTo("session-watchdog.explain/1");
        assertThat(json.path("kind").asString("")).isEqualTo("lock");
        assertThat(json.path("lock").path("checks").size()).isGreaterThan(2);
    }

    @Test
    void explains_what_no_rule_judges_and_refuses_what_is_not_there() throws Exception {
        write(".usage-cost-cache.json.lock", "x");
        assertThat(run("explain", ".usage-cost-cache.json.lock").out()).contains("a foreign lock");
        assertThat(run("explain", "sessions.json").out()).contains("era       ", "health    ");
        Answer missing = run("explain", "nothing.jsonl.lock");
        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.err()).hasLineCount(1).contains("nothing stands there");
        Answer outside = run("explain", "/etc/hostname");
        assertThat(outside.code()).isEqualTo(2);
        assertThat(outside.err()).hasLineCount(1).contains("outside the guarded roots");
    }

    @Test
    void a_name_that_two_stores_have_is_asked_back() throws Exception {
        Path other = Files.createDirectories(root.resolve("agents/other/sessions"));
        write(HELD, payload(1));
        Files.writeString(other.resolve(HELD), payload(1));
        Answer answer = run("explain", HELD);
        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err())
                .contains("agents/main/sessions/" + HELD, "agents/other/sessions/" + HELD);
    }

    @Test
    void explains_a_rule_with_the_settings_in_force() throws Exception {
        configure("locks: {declared_grace: 7s}\n");
        Answer answer = run("explain", "lock.lapsed");
        assertThat(answer.code()).isZero();
        assertThat(answer.out())
                .startsWith("lock.lapsed asks")
                .containsPattern("locks.declared_grace +\"7s\"");
        assertThat(run("explain", "tmp.orphan", "--json").json().path("settings").size())
                .isGreaterThan(4);
    }

    @Test
    void a_sweep_can_be_told_which_rules_to_go_by() throws Exception {
        configure("locks: {unreadable_grace: 0, undeclared_max_age: 0, confirm_gap: 100ms}\n");
        write(HELD, "");

        Answer migrations = run("sweep", "--only", "migrate");
        assertThat(migrations.code()).as("%s", migrations).isZero();
        assertThat(migrations.out()).doesNotContain("lock.break");
        Answer temps = run("sweep", "-n", "--only", "tmp", "--exit-code");
        assertThat(temps.code()).as("%s", temps).isZero();
        assertThat(temps.out()).doesNotContain("lock.break");
        Answer rehearsed = run("sweep", "-n", "--only", "locks", "--exit-code");
        assertThat(rehearsed.code()).as("%s", rehearsed).isEqualTo(4);
        assertThat(rehearsed.err())
                .contains("1 lock to be broken if another look agrees; looking again in");
        assertThat(rehearsed.out()).contains("lock.break report: agents/main", ": dry run");
        assertThat(store.resolve(HELD)).exists();

        Answer swept = run("sweep", "--only", "locks");
        assertThat(swept.code()).as("%s", swept).isZero();
        assertThat(swept.out()).contains("lock.break done", "1 lock broken");
        assertThat(store.resolve(HELD)).doesNotExist();
        assertThat(run("status").out()).contains("1 lock seen, 1 broken");
    }

    @Test
    void explains_an_event_with_what_it_says_of_the_lock() throws Exception {
        configure("locks: {unreadable_grace: 0, undeclared_max_age: 0, confirm_gap: 100ms}\n");
        write(HELD, "");
        assertThat(run("locks", "break", HELD, "--reason", "on call").code()).isZero();

        Answer shown = run("explain", "#1");

        assertThat(shown.code()).as("%s", shown).isZero();
        assertThat(shown.out())
                .contains("lock.break intent", "asked     by hand, reason: on call")
                .contains("lock.break done", "undo      session-watchdog quarantine restore q-");
        assertThat(run("explain", "#1", "--json").json().path("schema").asString(""))
                .isEqualTo("session-watchdog.explain/1");
    }
}
