package dev.sessionwatchdog.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.sim.SimulatedDisk;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// When a session's own record says that it ended (S04).
class TrajectoryTest {

    private static final Place STORE = Place.of("agents/main/sessions");
    private static final String FILE = STORE + "/a.trajectory.jsonl";
    private static final Instant AT = Instant.parse("2026-11-21T03:02:59.519Z");

    private final SimulatedDisk disk = new SimulatedDisk(new SimulatedTime());
    private final SessionRecords records = new SessionRecords(SimulatedRoot.open(disk), 1);

    TrajectoryTest() {
        disk.mkdirs(STORE.toString());
    }

    private Optional<Instant> ended() {
        return records.ended(STORE, new Name("a.jsonl"));
    }

    /// A line as gateways write it.
    private static String line(String type, Instant at, String data) {
        return "{\"traceSchema\":\"openclaw-trajectory\",\"schemaVersion\":1,\"traceId\":\"a\","
                + "\"source\":\"runtime\",\"type\":\""
                + type
                + "\",\"ts\":\""
                + at
                + "\",\"seq\":1,\"sourceSeq\":1,\"sessionId\":\"a\",\"runId\":\"r\",\"data\":"
                + data
                + "}\n";
    }

    private static String end() {
        return line("session.ended", AT, "{\"status\":\"success\",\"type\":\"x\",\"ts\":\"y\"}");
    }

    private static String completed(int length) {
        String data = "{\"text\":\"" + "\u00e9".repeat(length) + "\"}";
        return line("model.completed", AT.minusSeconds(1), data);
    }

    @Test
    void a_session_whose_end_is_the_last_event_has_ended_then() {
        disk.file(FILE, end());
        assertThat(ended()).contains(AT);
        disk.file(FILE, completed(1) + end());
        assertThat(ended()).contains(AT);
        disk.file(FILE, completed(300_000) + end());
        assertThat(ended()).contains(AT);
    }

    @Test
    void a_topic_s_trajectory_is_beside_the_topic_s_transcript() {
        disk.file(STORE + "/a-topic-7.trajectory.jsonl", end());
        assertThat(ended()).isEmpty();
        assertThat(records.ended(STORE, new Name("a-topic-7.jsonl"))).contains(AT);
    }

    @Test
    void a_session_that_went_on_has_not_ended() {
        disk.file(FILE, end() + line("session.started", AT.plusSeconds(1), "{}"));
        assertThat(ended()).isEmpty();
        disk.file(FILE, end() + "{\"traceSchema\":\"openclaw-traj");
        assertThat(ended()).isEmpty();
        disk.file(FILE, end() + "\n");
        assertThat(ended()).isEmpty();
        disk.file(FILE, end() + "\0\0\0");
        assertThat(ended()).isEmpty();
    }

    @Test
    void an_end_that_is_still_being_written_is_none() {
        disk.file(FILE, end().strip());
        assertThat(ended()).isEmpty();
        disk.file(FILE, completed(1) + end().substring(0, 40));
        assertThat(ended()).isEmpty();
    }

    @Test
    void an_end_that_is_longer_than_what_is_read_is_none() {
        disk.file(FILE, line("session.ended", AT, "\"" + "x".repeat(70_000) + "\""));
        assertThat(ended()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "session.ended",
                "{\"type\":\"session.ended\",\"ts\":\"2026-11-21T03:02:59.519Z\"}",
                "{\"traceSchema\":\"openclaw-trajectory\",\"type\":\"session.ended\"}",
                "{\"traceSchema\":\"openclaw-trajectory\",\"type\":\"session.ended\",\"ts\":1}",
                "{\"traceSchema\":\"openclaw-trajectory\",\"type\":\"session.ended\",\"ts\":\"now\"}",
                "{\"traceSchema\":\"openclaw-trajectory\",\"ts\":\"2026-11-21T03:02:59.519Z\",\"data\":{\"type\":\"session.ended\"}}",
                "{\"traceSchema\":\"openclaw-trajectory\",\"type\":\"session.ended\",\"type\":\"session.ended\",\"ts\":\"2026-11-21T03:02:59.519Z\"}",
                "{\"traceSchema\":\"openclaw-trajectory\",\"type\":\"session.ended\",\"ts\":\"2026-11-21T03:02:59.519Z\"} {}",
                "{\"traceSchema\":\"openclaw-trajectory\",\"type\":\"session.ended\",\"ts\":\"2026-11-21T03:02:59.519Z\""
            })
    void a_line_that_is_not_an_end_with_its_time_is_none(String line) {
        disk.file(FILE, line + "\n");
        assertThat(ended()).isEmpty();
    }

    @Test
    void a_trajectory_that_is_missing_linked_or_no_file_tells_nothing() {
        assertThat(ended()).isEmpty();
        disk.file(FILE, "");
        assertThat(ended()).isEmpty();
        disk.remove(FILE);
        disk.file(STORE + "/other", end());
        disk.symlink(FILE, "other");
        assertThat(ended()).isEmpty();
        disk.remove(FILE);
        disk.link(STORE + "/other", FILE);
        assertThat(ended()).isEmpty();
        disk.remove(FILE);
        disk.fifo(FILE);
        assertThat(ended()).isEmpty();
        assertThat(records.ended(STORE, new Name("sessions.json"))).isEmpty();
    }

    @Test
    void a_trajectory_that_is_replaced_while_it_is_read_tells_nothing() {
        disk.file(FILE, end());
        disk.file(STORE + "/new", end() + completed(1));
        disk.before(call -> {
            if (call.name().equals("read")) {
                disk.before(_ -> {});
                disk.rename(STORE + "/new", FILE);
            }
        });
        assertThat(ended()).isEmpty();
    }

    @Test
    void a_trajectory_that_grows_while_it_is_read_or_cannot_be_read_tells_nothing() {
        disk.file(FILE, end());
        disk.before(call -> {
            if (call.name().equals("read")) {
                disk.before(_ -> {});
                disk.file(FILE, end() + completed(1));
            }
        });
        assertThat(ended()).isEmpty();
        disk.file(FILE, end());
        disk.before(call -> {
            if (call.name().equals("read")) {
                throw new IOException("Input/output error");
            }
        });
        assertThat(ended()).isEmpty();
    }
}
