package dev.sessionwatchdog.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.observation.SessionRecords.Running;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.sim.SimulatedDisk;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whether the single index says that a session is running.
class SessionRecordsTest {

    private static final Place STORE = Place.of("agents/main/sessions");
    private static final String INDEX = STORE + "/sessions.json";
    private static final int MOST = 1 << 20;

    private final SimulatedTime time = new SimulatedTime();
    private final SimulatedDisk disk = new SimulatedDisk(time);
    private final SimulatedRoot root = SimulatedRoot.open(disk);
    private final SessionRecords records = new SessionRecords(root, MOST);
    private int reads;

    SessionRecordsTest() {
        disk.mkdirs(STORE.toString());
    }

    private Running running(String transcript) {
        return records.running(STORE, Era.SINGLE_FILE, new Name(transcript));
    }

    private void countReads() {
        disk.before(call -> reads += call.name().equals("read") ? 1 : 0);
    }

    @Test
    void the_entry_of_the_session_decides() {
        disk.file(
                INDEX,
                """
                {"agent:main:main": {"sessionId": "a", "status": "running"},
                 "agent:main:x": {"sessionId": "b", "status": "done"},
                 "agent:main:y": {"status": "running", "deep": {"sessionId": "c"}},
                 "agent:main:z": {"sessionId": "d"},
                 "odd": null, "odder": ["running"], "oddest": "running"}
                """);
        assertThat(running("a.jsonl")).isEqualTo(Running.YES);
        assertThat(running("b.jsonl")).isEqualTo(Running.NO);
        assertThat(running("c.jsonl")).isEqualTo(Running.NO);
        assertThat(running("d.jsonl")).isEqualTo(Running.NO);
        assertThat(running("e.jsonl")).isEqualTo(Running.NO);
        assertThat(running("agent.jsonl")).isEqualTo(Running.NO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"Running\"",
                "\"running \"",
                "\"run\"",
                "true",
                "1",
                "null",
                "[\"running\"]",
                "{\"status\":\"running\"}"
            })
    void only_the_exact_word_means_running(String status) {
        disk.file(INDEX, "{\"k\":{\"sessionId\":\"a\",\"status\":" + status + "}}");
        assertThat(running("a.jsonl")).isEqualTo(Running.NO);
    }

    @ParameterizedTest
    @CsvSource({
        "/home/u/.openclaw/agents/main/sessions/a-topic-7.jsonl, YES",
        "a-topic-7.jsonl, YES",
        "C:\\\\u\\\\a-topic-7.jsonl, YES",
        "/x/ba-topic-7.jsonl, NO",
        "/x/a-topic-7.jsonl/b, NO",
        "/x/a-topic-7.jsonl.bak, NO"
    })
    void an_entry_may_name_its_transcript_instead(String sessionFile, Running expected) {
        disk.file(
                INDEX,
                "{\"k\":{\"sessionId\":\"other\",\"status\":\"running\",\"sessionFile\":\""
                        + sessionFile
                        + "\"}}");
        assertThat(running("a-topic-7.jsonl")).isEqualTo(expected);
    }

    @Test
    void a_topic_s_transcript_belongs_to_its_session_or_to_one_of_that_whole_name() {
        disk.file(INDEX, "{\"k\":{\"sessionId\":\"a\",\"status\":\"running\"}}");
        assertThat(running("a-topic-7.jsonl")).isEqualTo(Running.YES);
        assertThat(running("ab-topic-7.jsonl")).isEqualTo(Running.NO);
        time.advance(Duration.ofSeconds(1));
        disk.file(INDEX, "{\"k\":{\"sessionId\":\"hot-topic-news\",\"status\":\"running\"}}");
        assertThat(running("hot-topic-news.jsonl")).isEqualTo(Running.YES);
        assertThat(running("hot.jsonl")).isEqualTo(Running.NO);
    }

    @Test
    void of_several_entries_one_that_runs_is_enough_wherever_it_stands() {
        disk.file(
                INDEX,
                """
                {"x": {"sessionId": "a", "status": "done"},
                 "y": {"status": "running", "sessionId": "a"},
                 "z": {"sessionId": "a", "status": "failed"},
                 "t": {"sessionId": "b", "status": "running", "status": "done"}}
                """);
        assertThat(running("a.jsonl")).isEqualTo(Running.YES);
        assertThat(running("b.jsonl")).isEqualTo(Running.YES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[]",
                "null",
                "{\"k\":{\"sessionId\":\"a\",\"status\":\"running\"}",
                "{\"k\":{\"sessionId\":\"a\",\"status\":\"running\"}} x",
                "{\"k\":{\"sessionId\":\"a\",\"status\":\"running\"}}{}",
                "{\"k\":{\"sessionId\":\"a\",\"status\":\"runn",
                "{\"k\":1,}",
                "{}\0",
                "\0\0\0",
                "\ufeff{}"
            })
    void an_index_that_is_not_whole_tells_nothing(String content) {
        disk.file(INDEX, content);
        assertThat(running("a.jsonl")).isEqualTo(Running.CANNOT_TELL);
        disk.file(INDEX, "{}".getBytes(StandardCharsets.UTF_16LE));
        assertThat(running("a.jsonl")).isEqualTo(Running.CANNOT_TELL);
    }

    @Test
    void an_index_that_is_missing_linked_or_no_file_tells_nothing() {
        assertThat(running("a.jsonl")).isEqualTo(Running.CANNOT_TELL);
        disk.file(STORE + "/other", "{}");
        disk.symlink(INDEX, "other");
        assertThat(running("a.jsonl")).isEqualTo(Running.CANNOT_TELL);
        disk.remove(INDEX);
        disk.link(STORE + "/other", INDEX);
        assertThat(running("a.jsonl")).isEqualTo(Running.CANNOT_TELL);
        disk.remove(INDEX);
        disk.fifo(INDEX);
        assertThat(running("a.jsonl")).isEqualTo(Running.CANNOT_TELL);
        disk.remove(INDEX);
        disk.mkdirs(INDEX);
        assertThat(running("a.jsonl")).isEqualTo(Running.CANNOT_TELL);
        assertThat(records.running(Place.of("gone"), Era.SINGLE_FILE, new Name("a.jsonl")))
                .isEqualTo(Running.CANNOT_TELL);
    }

    @Test
    void an_index_that_is_too_large_or_cannot_be_read_tells_nothing() {
        disk.file(INDEX, "{" + " ".repeat(MOST) + "}");
        assertThat(running("a.jsonl")).isEqualTo(Running.CANNOT_TELL);
        disk.file(INDEX, "{}");
        disk.before(call -> {
            if (call.name().equals("read")) {
                throw new IOException("Input/output error");
            }
        });
        assertThat(running("a.jsonl")).isEqualTo(Running.CANNOT_TELL);
        disk.before(_ -> {});
        assertThat(running("a.jsonl")).isEqualTo(Running.NO);
    }

    @Test
    void an_index_that_changes_or_is_replaced_while_it_is_read_tells_nothing() {
        disk.file(INDEX, "{\"k\":{\"sessionId\":\"a\",\"status\":\"done\"}}");
        disk.file(STORE + "/new", "{\"k\":{\"sessionId\":\"a\",\"status\":\"running\"}}");
        disk.before(call -> {
            if (call.name().equals("read")) {
                disk.before(_ -> {});
                disk.rename(STORE + "/new", INDEX);
            }
        });
        assertThat(running("a.jsonl")).isEqualTo(Running.CANNOT_TELL);
        assertThat(running("a.jsonl")).isEqualTo(Running.YES);
        time.advance(Duration.ofSeconds(1));
        disk.file(INDEX, "{}");
        disk.before(call -> {
            if (call.name().equals("read")) {
                disk.before(_ -> {});
                disk.file(INDEX, "{ }");
            }
        });
        assertThat(running("a.jsonl")).isEqualTo(Running.CANNOT_TELL);
        assertThat(running("a.jsonl")).isEqualTo(Running.NO);
    }

    @Test
    void skipped_texts_may_be_long_but_an_endless_id_tells_nothing() {
        disk.file(
                INDEX,
                "{\"k\":{\"prompt\":\""
                        + "\u00e9x".repeat(100_000)
                        + "\",\"sessionId\":\"a\",\"status\":\"running\"}}");
        assertThat(running("a.jsonl")).isEqualTo(Running.YES);
        disk.file(INDEX, "{\"k\":{\"sessionId\":\"" + "a".repeat(100_000) + "\"}}");
        assertThat(running("a.jsonl")).isEqualTo(Running.CANNOT_TELL);
        disk.file(INDEX, "{\"k\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}");
        assertThat(running("a.jsonl")).isEqualTo(Running.CANNOT_TELL);
    }

    @Test
    void s07_questions_about_181_sessions_cost_one_pass_until_the_index_changes() {
        disk.file(INDEX, "{\"k\":{\"sessionId\":\"s7\",\"status\":\"running\"}}");
        countReads();
        assertThat(running("s7.jsonl")).isEqualTo(Running.YES);
        int onePass = reads;
        for (int i = 0; i < 181; i++) {
            assertThat(running("s" + i + ".jsonl")).isEqualTo(i == 7 ? Running.YES : Running.NO);
        }
        records.beginLook();
        assertThat(running("s8.jsonl")).isEqualTo(Running.NO);
        assertThat(reads).isEqualTo(onePass).isPositive();
        time.advance(Duration.ofSeconds(1));
        disk.file(INDEX, "{\"k\":{\"sessionId\":\"s8\",\"status\":\"running\"}}");
        countReads();
        assertThat(running("s8.jsonl")).isEqualTo(Running.YES);
        assertThat(running("s7.jsonl")).isEqualTo(Running.NO);
    }

    @Test
    void an_index_that_never_rests_is_read_once_in_a_look() {
        disk.file(INDEX, "{}");
        records.beginLook();
        String[] content = {"{}"};
        disk.before(call -> {
            if (call.name().equals("read")) {
                reads++;
                content[0] = content[0] + " ";
                time.advance(Duration.ofMillis(10));
                disk.file(INDEX, content[0]);
            }
        });
        assertThat(running("a.jsonl")).isEqualTo(Running.CANNOT_TELL);
        int once = reads;
        assertThat(running("b.jsonl")).isEqualTo(Running.CANNOT_TELL);
        assertThat(reads).isEqualTo(once);
        disk.before(_ -> {});
        records.beginLook();
        assertThat(running("b.jsonl")).isEqualTo(Running.NO);
    }

    @Test
    void more_running_sessions_than_can_be_remembered_tell_nothing_of_the_others() {
        SessionRecords large = new SessionRecords(root, 1 << 24);
        StringBuilder index = new StringBuilder("{");
        for (int i = 0; i <= RunningSessions.MOST; i++) {
            index.append("\"k").append(i).append("\":{\"sessionId\":\"s").append(i);
            index.append("\",\"status\":\"running\"},");
        }
        disk.file(INDEX, index + "\"z\":{}}");
        assertThat(large.running(STORE, Era.SINGLE_FILE, new Name("s0.jsonl")))
                .isEqualTo(Running.YES);
        assertThat(large.running(STORE, Era.SINGLE_FILE, new Name("x.jsonl")))
                .isEqualTo(Running.CANNOT_TELL);
    }

    @ParameterizedTest
    @EnumSource(
            value = Era.class,
            names = {"SQLITE", "UPGRADING", "MIXED", "UNKNOWN"})
    void in_other_eras_nothing_can_be_told_and_nothing_is_read(Era era) {
        disk.file(INDEX, "{}");
        int calls = disk.calls();
        assertThat(records.running(STORE, era, new Name("a.jsonl"))).isEqualTo(Running.CANNOT_TELL);
        assertThat(disk.calls()).isEqualTo(calls);
    }

    @Test
    void what_is_no_transcript_is_no_session() {
        disk.file(INDEX, "{}");
        assertThat(running("sessions.json")).isEqualTo(Running.CANNOT_TELL);
        assertThat(running("a.trajectory.jsonl")).isEqualTo(Running.CANNOT_TELL);
    }

    @ParameterizedTest
    @CsvSource({
        "2026.5.22, 5e5b0789-dc10-435b-8f07-bc76d1055a2c",
        "2026.6.11, dcb6fb96-f980-4145-bdac-2007d60f8c71"
    })
    void a_crashed_gateway_s_session_is_running(String version, String session) {
        disk.file(
                INDEX,
                UpstreamFiles.read(
                        version + "/crash-dead-owner-lock/agents/main/sessions/sessions.json"));
        assertThat(running(session + ".jsonl")).isEqualTo(Running.YES);
        assertThat(running("aab794b3-3296-46fd-927d-ca2ece8c8966.jsonl")).isEqualTo(Running.NO);
    }
}
