package dev.sessionwatchdog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.incident.EventFilter;
import dev.sessionwatchdog.incident.RealLog;
import dev.sessionwatchdog.incident.WrittenEvent;
import dev.sessionwatchdog.store.forensic.Following;
import dev.sessionwatchdog.store.forensic.ForensicReader;
import dev.sessionwatchdog.store.forensic.Level;
import dev.sessionwatchdog.store.forensic.Phase;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import dev.sessionwatchdog.sweep.DaemonFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class EventsVerbTest {

    @TempDir private Path home = Path.of("");

    private Path log = Path.of("");
    private String intent = "";
    private String open = "";

    private record Answer(int code, String out, String err) {

        List<String> lines() {
            return out.lines().toList();
        }

        JsonNode json() {
            return JsonMapper.shared().readTree(out);
        }
    }

    @BeforeEach
    void write() throws IOException {
        log = home.resolve("state/events");
        try (RealLog writer = RealLog.in(log, 4000)) {
            writer.write(WrittenEvent.said("daemon.start", Level.INFO, "started"));
            intent = writer.write(WrittenEvent.reap(Phase.INTENT, "main", Optional.empty()));
            writer.write(WrittenEvent.reap(Phase.DONE, "main", Optional.of(intent)));
            writer.write(WrittenEvent.said("lock.suspect", Level.WARN, "see\u202ethis"));
            open = writer.write(WrittenEvent.reap(Phase.INTENT, "other", Optional.empty()));
        }
    }

    private Answer run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--state-dir", home.resolve("state").toString()));
        return runAnywhere(all.toArray(String[]::new));
    }

    private Answer runAnywhere(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code =
                Cli.execute(
                        new PrintWriter(out),
                        new PrintWriter(err),
                        Map.of("HOME", home.toString()),
                        args);
        return new Answer(code, out.toString(), err.toString());
    }

    @Test
    void lists_one_aligned_line_per_event_newest_last() {
        Answer answer = run("events");

        assertThat(answer.code()).isZero();
        assertThat(answer.err()).isEmpty();
        assertThat(answer.lines())
                .containsExactly(
                        "2026-05-28 20:36:07.433Z  info   daemon.start observed       started (#1)",
                        "2026-05-28 20:37:07.433Z  info   tmp.reap intent            "
                                + " agents/main/x.tmp 54.1 MiB (#2)",
                        "2026-05-28 20:38:07.433Z  info   tmp.reap done              "
                                + " agents/main/x.tmp 54.1 MiB (#3)",
                        "2026-05-28 20:39:07.433Z  warn   lock.suspect observed      "
                                + " see\\u{202e}this (#4)",
                        "2026-05-28 20:40:07.433Z  info   tmp.reap intent            "
                                + " agents/other/x.tmp 54.1 MiB (#5)");
    }

    @Test
    void filters() {
        assertThat(numbers("-n", "2")).containsExactly(4L, 5L);
        assertThat(numbers("-n", "0")).isEmpty();
        assertThat(numbers("--since", "2026-05-28T20:39:00Z")).containsExactly(4L, 5L);
        assertThat(numbers("--until", "2026-05-28T20:38:07.433Z")).containsExactly(1L, 2L);
        assertThat(numbers("--since", "-1m")).isEmpty();
        assertThat(numbers("--action", "tmp")).containsExactly(2L, 3L, 5L);
        assertThat(numbers("--action", "lock.suspect")).containsExactly(4L);
        assertThat(numbers("--action", "lock.sus")).isEmpty();
        assertThat(numbers("--rule", "tmp.orphan")).containsExactly(2L, 3L, 5L);
        assertThat(numbers("--agent", "other")).containsExactly(5L);
        assertThat(numbers("--path", "agents/main")).containsExactly(2L, 3L);
        assertThat(numbers("--incident", "inc-main")).containsExactly(2L, 3L);
        assertThat(numbers("--min-level", "warn")).containsExactly(4L);
        assertThat(numbers("-g", "5.\\.1 MiB$")).containsExactly(2L, 3L, 5L);
        assertThat(numbers("--agent", "main", "-n", "1")).containsExactly(3L);
    }

    private List<Long> numbers(String... options) {
        List<String> args = new ArrayList<>(List.of("events", "--json"));
        args.addAll(List.of(options));
        JsonNode answer = run(args.toArray(String[]::new)).json();
        assertThat(answer.path("schema").stringValue()).isEqualTo("session-watchdog.events/1");
        List<Long> numbers = new ArrayList<>();
        answer.path("events")
                .forEach(it -> numbers.add(it.path("event").path("sequence").longValue()));
        return numbers;
    }

    @Test
    void refuses_options_that_it_cannot_understand() {
        assertThat(run("events", "--since", "soon").code()).isEqualTo(ExitCode.USAGE);
        assertThat(run("events", "--since", "soon").err()).contains("--since 'soon' is no time");
        assertThat(run("events", "--min-level", "loud").code()).isEqualTo(ExitCode.USAGE);
        assertThat(run("events", "-g", "(").code()).isEqualTo(ExitCode.USAGE);
        assertThat(run("events", "-n", "-1").code()).isEqualTo(ExitCode.USAGE);
        assertThat(run("events", "--format", "xml").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void writes_csv() throws IOException {
        assertThat(run("events", "--format", "csv", "-n", "1").lines())
                .containsExactly(
                        EventText.CSV_HEADER,
                        "2026-05-28T20:40:07.433Z,5,"
                                + open
                                + ",info,tmp.reap,intent,,tmp.orphan,other,"
                                + "/t/agents/other/x.tmp,inc-other,"
                                + "tmp.reap intent: agents/other/x.tmp 54.1 MiB");
    }

    @Test
    void colours_only_when_asked_and_off_a_terminal_never() {
        assertThat(run("events").out()).doesNotContain("\u001b");
        assertThat(run("events", "--color", "always").out()).contains("\u001b[33mwarn ");
        assertThat(run("events", "--color", "never").out()).doesNotContain("\u001b");
    }

    @Test
    void shows_an_act_from_its_intent_to_its_outcome_with_every_check() {
        Answer answer = run("events", "show", "3");

        assertThat(answer.code()).isZero();
        assertThat(answer.out())
                .contains("tmp.reap intent", "tmp.reap done", intent)
                .contains("  file      /t/agents/main/x.tmp")
                .contains("  rule      tmp.orphan: act")
                .contains("  check    observed  limit   pass")
                .contains("  age      26h       1h      yes")
                .contains("  open_by  unknown   nobody  cannot tell")
                .contains("  undo      session-watchdog quarantine restore q-1");
        assertThat(run("events", "show", intent).out()).isEqualTo(answer.out());
    }

    @Test
    void says_when_an_intent_has_no_outcome() {
        assertThat(run("events", "show", open).out()).contains("outcome   none is logged");
    }

    @Test
    void shows_an_event_that_belongs_to_no_intent_alone() {
        assertThat(run("events", "show", "#1").lines()).hasSize(2);
    }

    @Test
    void shows_a_story_in_json() {
        JsonNode answer = run("events", "show", "2", "--json").json();

        assertThat(answer.path("schema").stringValue()).isEqualTo("session-watchdog.events-show/1");
        assertThat(answer.path("events")).hasSize(2);
        assertThat(answer.path("undo").stringValue()).contains("restore q-1");
    }

    @Test
    void an_ambiguous_or_unknown_id_is_an_error() {
        assertThat(run("events", "show", "019").code()).isEqualTo(ExitCode.USAGE);
        assertThat(run("events", "show", "019").err()).contains("(#5)");
        assertThat(run("events", "show", "99").code()).isEqualTo(ExitCode.FAILED);
        assertThat(run("events", "show", "99").err()).contains("no event is called '99'");
    }

    @Test
    void verifies_a_sound_log() {
        Answer answer = run("events", "verify");

        assertThat(answer.code()).isZero();
        assertThat(answer.lines())
                .containsExactly(
                        "open intent: " + open,
                        "ok: 5 events (#1 to #5) in 2 segments, 0 problems, 0 notes,"
                                + " 1 open intent");
    }

    @Test
    void names_the_file_and_line_of_broken_evidence() throws IOException {
        Path segment = log.resolve("events-000000000001.jsonl");
        Files.writeString(segment, Files.readString(segment).replace("started", "stopped"));

        Answer answer = run("events", "verify");

        assertThat(answer.code()).isEqualTo(ExitCode.EVIDENCE_BROKEN);
        assertThat(answer.lines().getFirst())
                .startsWith("broken: events-000000000001.jsonl:1: sequence 1: it was changed");
        JsonNode json = run("events", "verify", "--json").json();
        assertThat(json.path("schema").stringValue()).isEqualTo("session-watchdog.events-verify/1");
        assertThat(json.path("problems").path(0).path("line").longValue()).isEqualTo(1);
        assertThat(json.path("open_intents").path(0).stringValue()).isEqualTo(open);
    }

    @Test
    void says_that_lines_could_not_be_read() throws IOException {
        Path active = log.resolve("events.jsonl");
        Files.writeString(active, "garbage\n" + Files.readString(active));

        assertThat(run("events").err()).contains("1 line is no event").contains("verify");
        assertThat(run("events").lines()).hasSize(5);
    }

    @Test
    void finds_the_log_of_a_daemon_through_the_root_that_it_guards() throws IOException {
        Path root = home.resolve("tree");
        Files.createDirectories(root.resolve(".session-watchdog"));
        Files.writeString(root.resolve(".session-watchdog/daemon.json"), record(log.toString()));

        assertThat(runAnywhere("events", "--root", root.toString()).lines()).hasSize(5);

        Files.move(root, home.resolve(".openclaw"));
        assertThat(runAnywhere("events").lines()).hasSize(5);
    }

    private static String record(String events) {
        return JsonMapper.shared()
                .createObjectNode()
                .put("schema", DaemonFile.SCHEMA)
                .put("pid", 1)
                .put("events_dir", events)
                .toString();
    }

    @Test
    void finds_the_log_in_the_users_state_home() throws IOException {
        Path usual = home.resolve(".local/state/session-watchdog");
        Files.createDirectories(usual.getParent());
        Files.move(home.resolve("state"), usual);

        assertThat(runAnywhere("events").lines()).hasSize(5);
    }

    @Test
    void without_a_log_it_says_where_it_looked_and_what_to_do() throws IOException {
        Path root = home.resolve("tree/.session-watchdog");
        Files.createDirectories(root);
        Files.writeString(root.resolve("daemon.json"), record("/no/where"));

        Answer answer = runAnywhere("events", "--root", home.resolve("tree").toString());

        assertThat(answer.code()).isEqualTo(ExitCode.FAILED);
        assertThat(answer.err().lines()).hasSize(1);
        assertThat(answer.err())
                .contains("/no/where or " + home.resolve(".local/state/session-watchdog/events"))
                .contains("--state-dir")
                .contains("--root");
    }

    @Test
    void a_daemon_record_that_is_a_link_or_garbage_is_passed_over() throws IOException {
        Path ours = home.resolve(".openclaw/.session-watchdog");
        Files.createDirectories(ours);
        Files.writeString(ours.resolve("daemon.json"), "{\"events_dir\":7}");
        assertThat(runAnywhere("events").code()).isEqualTo(ExitCode.FAILED);

        Files.delete(ours.resolve("daemon.json"));
        Files.writeString(home.resolve("real.json"), record(log.toString()));
        Files.createSymbolicLink(ours.resolve("daemon.json"), home.resolve("real.json"));
        assertThat(runAnywhere("events").code()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void follows_what_is_written_until_it_is_interrupted() throws Exception {
        StringWriter out = new StringWriter();
        EventPrinter printer =
                new EventPrinter(new PrintWriter(out), EventFormat.line, new Tint(false), true);
        try (RealLog writer = RealLog.in(log, 4000);
                Following following = new ForensicReader(writer.directory).follow()) {
            SimulatedTime time = new SimulatedTime();
            int[] looks = {0};
            time.onAwait(() -> {
                if (++looks[0] > 9) {
                    Thread.currentThread().interrupt();
                } else {
                    say(writer, "look " + looks[0]);
                }
            });
            EventsVerb.follow(following, all(), printer, time);
        }

        assertThat(Thread.interrupted()).isTrue();
        assertThat(out.toString().lines().map(line -> line.replaceAll(".*(look \\d).*", "$1")))
                .containsExactly(
                        "look 1", "look 2", "look 3", "look 4", "look 5", "look 6", "look 7",
                        "look 8", "look 9");
    }

    private static void say(RealLog writer, String message) {
        try {
            writer.write(WrittenEvent.said("thing.seen", Level.INFO, message));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static EventFilter all() {
        return new EventFilter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
