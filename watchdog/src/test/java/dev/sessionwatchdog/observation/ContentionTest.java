package dev.sessionwatchdog.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.observation.Contention.Mark;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.sim.SimulatedDisk;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whether the gateway's log goes on complaining about a lock (S06).
class ContentionTest {

    private static final Place LOCK = Place.of("agents/main/sessions/a.jsonl.lock");
    private static final String LOG = "logs/gateway.log";
    private static final String ERRORS = "logs/gateway.err.log";
    private static final String PATH = "/home/u/.openclaw/agents/main/sessions/a.jsonl.lock";
    private static final String COMPLAINT =
            "03:02:59 [agent] session file locked (timeout 60000ms): pid=7 " + PATH + "\n";
    private static final String OTHER = "03:02:58 [gateway] ready\n";

    private final SimulatedDisk disk = new SimulatedDisk(new SimulatedTime());
    private final Contention contention = new Contention(SimulatedRoot.open(disk));

    ContentionTest() {
        disk.mkdirs("logs");
    }

    private boolean complains(String line) {
        disk.file(LOG, OTHER);
        Mark mark = contention.mark();
        disk.file(LOG, OTHER + line);
        return contention.since(mark, LOCK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "session file locked (timeout 60000ms): pid=7 alive=true " + PATH,
                "session file lock stale (too-old, hold-exceeded): pid=7 " + PATH,
                "{\"error\":\"SessionWriteLockTimeoutError: session file locked: " + PATH + "\"}",
                "SessionWriteLockStaleError " + PATH + ", gave up",
                "session file locked a.jsonl.lock.",
                "a.jsonl.lock: session file locked",
                "session file locked C:\\u\\agents\\main\\sessions\\a.jsonl.lock\r",
                "{\"m\":\"session file locked C:\\\\agents\\\\main\\\\sessions\\\\a.jsonl.lock\"}",
                "session file locked agents/main/sessions/a.jsonl.lock"
            })
    void a_complaint_names_the_lock(String line) {
        assertThat(complains(line + "\n")).isTrue();
        disk.file(ERRORS, "");
        Mark mark = contention.mark();
        disk.file(ERRORS, line + "\n");
        assertThat(contention.since(mark, LOCK)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "session file locked (timeout 60000ms): pid=7 /x/agents/ops/sessions/a.jsonl.lock",
                "session file locked (timeout 60000ms): pid=7 /x/subagents/main/sessions/a.jsonl.lock",
                "session file locked (timeout 60000ms): pid=7 C:\\sessions\\a.jsonl.lock",
                "session file locked (timeout 60000ms): pid=7 /x/b.jsonl.lock",
                "session file locked (timeout 60000ms): pid=7 /x/aa.jsonl.lock",
                "session file locked (timeout 60000ms): pid=7 /x/b.a.jsonl.lock",
                "session file locked (timeout 60000ms): pid=7 /x/b-a.jsonl.lock",
                "session file locked (timeout 60000ms): pid=7 /x/a.jsonl.lock.reclaim",
                "session file locked (timeout 60000ms): pid=7 /x/a.jsonl.lockx",
                "session file locked (timeout 60000ms): pid=7 /x/aXjsonl.lock",
                "removed stale session lock " + PATH,
                "session file locked"
            })
    void another_line_is_no_complaint_about_it(String line) {
        assertThat(complains(line + "\n")).isFalse();
    }

    @Test
    void the_complaint_and_the_name_stand_in_one_line() {
        assertThat(complains("session file locked\n" + PATH + "\n")).isFalse();
    }

    @Test
    void what_stood_there_before_is_of_no_interest() {
        disk.file(LOG, COMPLAINT);
        Mark mark = contention.mark();
        assertThat(contention.since(mark, LOCK)).isFalse();
        disk.file(LOG, COMPLAINT + OTHER);
        assertThat(contention.since(mark, LOCK)).isFalse();
        disk.file(LOG, COMPLAINT + OTHER + COMPLAINT);
        assertThat(contention.since(mark, LOCK)).isTrue();
    }

    @Test
    void a_line_counts_when_it_is_whole() {
        assertThat(complains(COMPLAINT.strip())).isFalse();
        assertThat(complains(COMPLAINT)).isTrue();
    }

    @Test
    void only_the_end_of_a_log_is_read() {
        assertThat(complains(COMPLAINT + OTHER.repeat(10_000))).isFalse();
        assertThat(complains(OTHER.repeat(10_000) + COMPLAINT)).isTrue();
        assertThat(complains("x".repeat(200_000) + COMPLAINT)).isFalse();
    }

    @Test
    void a_log_that_was_cut_is_read_from_its_start() {
        disk.file(LOG, OTHER.repeat(10));
        Mark mark = contention.mark();
        disk.file(LOG, COMPLAINT);
        assertThat(contention.since(mark, LOCK)).isTrue();
    }

    @Test
    void a_log_that_was_replaced_is_read_from_its_start_however_long_it_is() {
        disk.file(LOG, OTHER);
        Mark mark = contention.mark();
        disk.rename(LOG, "logs/gateway.log.1");
        disk.file(LOG, COMPLAINT + OTHER.repeat(10));
        assertThat(contention.since(mark, LOCK)).isTrue();
    }

    @Test
    void a_log_that_appears_later_is_new_from_its_start() {
        Mark mark = contention.mark();
        assertThat(contention.since(mark, LOCK)).isFalse();
        disk.file(ERRORS, COMPLAINT);
        assertThat(contention.since(mark, LOCK)).isTrue();
    }

    @Test
    void a_root_without_logs_has_no_answer() {
        disk.remove("logs");
        Mark mark = contention.mark();
        assertThat(contention.since(mark, LOCK)).isFalse();
        disk.mkdirs("logs");
        disk.file(LOG, COMPLAINT);
        assertThat(contention.since(mark, LOCK)).isTrue();
    }

    @Test
    void links_are_refused_silently() {
        Mark before = contention.mark();
        disk.file("other", COMPLAINT);
        disk.symlink(LOG, "../other");
        disk.link("other", ERRORS);
        assertThat(contention.since(before, LOCK)).isFalse();
        Mark linked = contention.mark();
        disk.remove(LOG);
        disk.remove(ERRORS);
        disk.file(LOG, COMPLAINT);
        assertThat(contention.since(linked, LOCK)).isFalse();
        disk.remove(LOG);
        disk.fifo(LOG);
        assertThat(contention.since(before, LOCK)).isFalse();
    }

    @Test
    void what_could_not_be_looked_at_has_no_new_part() {
        disk.file(LOG, COMPLAINT);
        disk.before(call -> {
            if (call.name().equals("facts")) {
                throw new IOException("Input/output error");
            }
        });
        Mark blind = contention.mark();
        disk.before(_ -> {});
        assertThat(contention.since(blind, LOCK)).isFalse();
        disk.file(ERRORS, COMPLAINT);
        disk.before(call -> {
            if (call.name().equals("read")) {
                throw new IOException("Input/output error");
            }
        });
        assertThat(contention.since(contention.mark(), LOCK)).isFalse();
    }
}
