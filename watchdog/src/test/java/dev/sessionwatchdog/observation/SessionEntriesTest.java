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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whether a directory of entries says that a session is running.
class SessionEntriesTest {

    private static final Place STORE = Place.of("agents/main/sessions");
    private static final String RUNNING = "{\"sessionId\":\"a\",\"status\":\"running\"}";
    private static final String DONE = "{\"sessionId\":\"b\",\"status\":\"done\"}";

    private final SimulatedDisk disk = new SimulatedDisk(new SimulatedTime());
    private final SessionRecords records = new SessionRecords(SimulatedRoot.open(disk), 1 << 22);

    SessionEntriesTest() {
        disk.mkdirs(STORE + "/sessions.d");
    }

    private static String entry(String name) {
        return STORE + "/sessions.d/" + name;
    }

    private Running running(String transcript) {
        return records.running(STORE, Era.DIRECTORY, new Name(transcript));
    }

    @Test
    void the_entry_of_the_session_decides() {
        disk.file(entry("agent%3Amain%3Amain.json"), RUNNING);
        disk.file(entry("agent%3Amain%3Ax.json"), DONE);
        assertThat(running("a.jsonl")).isEqualTo(Running.YES);
        assertThat(running("b.jsonl")).isEqualTo(Running.NO);
        assertThat(running("c.jsonl")).isEqualTo(Running.NO);
    }

    @Test
    void what_is_no_entry_is_not_read() {
        disk.file(entry(".manifest.json"), RUNNING);
        disk.file(entry("x.json.1.tmp"), RUNNING);
        disk.file(entry("x.txt"), "{");
        disk.mkdirs(entry(".leases"));
        disk.file(STORE + "/sessions.json", RUNNING);
        assertThat(running("a.jsonl")).isEqualTo(Running.NO);
    }

    @Test
    void an_empty_directory_in_the_place_of_an_entry_is_no_entry_and_a_full_one_is_odd() {
        disk.file(entry("b.json"), DONE);
        disk.mkdirs(entry("removed.json"));
        assertThat(running("a.jsonl")).isEqualTo(Running.NO);
        disk.file(entry("removed.json") + "/theirs", RUNNING);
        assertThat(running("a.jsonl")).isEqualTo(Running.CANNOT_TELL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{}{}", "{\"sessionId\":\"c\",\"status\":\"runn"})
    void one_entry_that_is_not_whole_leaves_the_others_readable(String content) {
        disk.file(entry("1.json"), content);
        disk.file(entry("2.json"), RUNNING);
        assertThat(running("a.jsonl")).isEqualTo(Running.YES);
        assertThat(running("b.jsonl")).isEqualTo(Running.CANNOT_TELL);
    }

    @Test
    void an_entry_that_is_linked_too_large_or_no_file_may_be_anyone_s() {
        disk.file(STORE + "/other", DONE);
        disk.symlink(entry("1.json"), "../other");
        assertThat(running("a.jsonl")).isEqualTo(Running.CANNOT_TELL);
        disk.remove(entry("1.json"));
        disk.link(STORE + "/other", entry("1.json"));
        assertThat(running("a.jsonl")).isEqualTo(Running.CANNOT_TELL);
        disk.remove(entry("1.json"));
        disk.fifo(entry("1.json"));
        assertThat(running("a.jsonl")).isEqualTo(Running.CANNOT_TELL);
        disk.remove(entry("1.json"));
        disk.file(entry("1.json"), "{" + " ".repeat(1 << 20) + "}");
        assertThat(running("a.jsonl")).isEqualTo(Running.CANNOT_TELL);
        disk.remove(entry("1.json"));
        assertThat(running("a.jsonl")).isEqualTo(Running.NO);
        disk.undecodable(STORE + "/sessions.d", 1);
        assertThat(running("a.jsonl")).isEqualTo(Running.CANNOT_TELL);
    }

    @Test
    void an_entry_that_changes_or_vanishes_while_it_is_read_may_be_anyone_s() {
        disk.file(entry("1.json"), "{}");
        disk.before(call -> {
            if (call.name().equals("read")) {
                disk.before(_ -> {});
                disk.file(entry("1.json"), RUNNING);
            }
        });
        assertThat(running("a.jsonl")).isEqualTo(Running.CANNOT_TELL);
        assertThat(running("a.jsonl")).isEqualTo(Running.YES);
        disk.before(call -> {
            if (call.name().equals("pin")) {
                disk.before(_ -> {});
                disk.remove(entry("1.json"));
            }
        });
        assertThat(running("a.jsonl")).isEqualTo(Running.CANNOT_TELL);
        assertThat(running("a.jsonl")).isEqualTo(Running.NO);
    }

    @Test
    void entries_of_more_bytes_than_allowed_in_all_tell_nothing() {
        String large = "{\"x\":\"" + "x".repeat(1_000_000) + "\"}";
        for (int i = 0; i < 4; i++) {
            disk.file(entry(i + ".json"), large);
        }
        assertThat(running("a.jsonl")).isEqualTo(Running.NO);
        disk.file(entry("4.json"), large);
        assertThat(running("a.jsonl")).isEqualTo(Running.CANNOT_TELL);
    }

    @Test
    void more_entries_than_allowed_tell_nothing_and_are_not_read() {
        for (int i = 0; i <= SessionRecordsReader.MOST_ENTRIES; i++) {
            disk.file(entry(i + ".json"), "{}");
        }
        int calls = disk.calls();
        assertThat(running("a.jsonl")).isEqualTo(Running.CANNOT_TELL);
        assertThat(disk.calls()).isLessThan(calls + 20);
    }

    @Test
    void a_directory_that_is_missing_linked_or_unreadable_tells_nothing() {
        disk.before(call -> {
            if (call.name().equals("list")) {
                throw new IOException("Input/output error");
            }
        });
        assertThat(running("a.jsonl")).isEqualTo(Running.CANNOT_TELL);
        disk.before(_ -> {});
        disk.remove(STORE + "/sessions.d");
        assertThat(running("a.jsonl")).isEqualTo(Running.CANNOT_TELL);
        disk.mkdirs(STORE + "/elsewhere");
        disk.symlink(STORE + "/sessions.d", "elsewhere");
        assertThat(running("a.jsonl")).isEqualTo(Running.CANNOT_TELL);
    }

    @Test
    void a_look_reads_the_entries_once_and_the_next_look_sees_a_change_in_place() {
        disk.file(entry("1.json"), RUNNING);
        records.beginLook();
        assertThat(running("a.jsonl")).isEqualTo(Running.YES);
        int[] reads = {0};
        disk.before(call -> reads[0] += call.name().equals("read") ? 1 : 0);
        assertThat(running("b.jsonl")).isEqualTo(Running.NO);
        assertThat(reads[0]).isZero();
        disk.file(entry("1.json"), RUNNING.replace("running", "failed!"));
        records.beginLook();
        assertThat(running("a.jsonl")).isEqualTo(Running.NO);
        assertThat(reads[0]).isPositive();
    }
}
