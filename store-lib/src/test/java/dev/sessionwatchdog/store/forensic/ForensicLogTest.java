package dev.sessionwatchdog.store.forensic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ForensicLogTest {

    @Test
    void writes_lines_in_the_order_of_the_schema() throws IOException {
        SimulatedLog log = SimulatedLog.with(1);

        assertThat(log.disk.text(SimulatedLog.ACTIVE))
                .matches(
                        "\\{\"schema\":\"session-watchdog.event/1\","
                                + "\"@timestamp\":\"2026-06-01T08:00:00.000Z\","
                                + "\"message\":\"event 0\","
                                + "\"log\":\\{\"level\":\"info\",\"severity_number\":9},"
                                + "\"event\":\\{\"id\":\"[0-9a-f-]{36}\",\"sequence\":1,"
                                + "\"kind\":\"event\",\"action\":\"thing.seen\","
                                + "\"phase\":\"observed\"},"
                                + "\"chain\":\\{\"id\":\"chain-1\",\"segment\":1,"
                                + "\"prev\":\"0{64}\"},"
                                + "\"clock\":\\{\"boot_id\":\"boot-1\","
                                + "\"monotonic_ns\":3600000000000,\"suspended_ns\":0,"
                                + "\"sync\":\"unknown\"},"
                                + "\"host\":\\{\"id\":\"9f1c\",\"name\":\"edge-1\","
                                + "\"os\":\"linux\"},"
                                + "\"service\":\\{\"name\":\"session-watchdog\","
                                + "\"version\":\"1.0.0\",\"instance\":\"openclaw\","
                                + "\"pid\":811,\"start_ticks\":20417,\"mode\":\"enforce\"},"
                                + "\"config\":\\{\"sha256\":\"(ab){32}\",\"generation\":3},"
                                + "\"actor\":\\{\"type\":\"daemon\",\"uid\":1000}}\n");
    }

    @Test
    void chains_each_line_to_the_raw_line_before() throws IOException {
        SimulatedLog log = SimulatedLog.with(3);

        List<RawLine> lines = log.lines();

        assertThat(facts(lines.get(0)).prev()).isEqualTo("0".repeat(64));
        assertThat(facts(lines.get(1)).prev()).isEqualTo(Hash.of(lines.get(0).bytes()));
        assertThat(facts(lines.get(2)).prev()).isEqualTo(Hash.of(lines.get(1).bytes()));
        assertThat(lines).extracting(line -> facts(line).sequence()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void says_how_an_act_went() throws IOException {
        SimulatedLog log = SimulatedLog.empty();
        try (ForensicLog writer = log.open(SimulatedLog.LARGE)) {
            for (Phase phase : Phase.values()) {
                writer.append(new SomeEvent("thing.act", phase, phase.word(), Optional.empty()));
            }
        }

        assertThat(log.lines())
                .extracting(line -> line.text().replaceAll(".*\"phase\":(.*?)}.*", "$1"))
                .containsExactly(
                        "\"observed\"",
                        "\"intent\"",
                        "\"done\",\"outcome\":\"success\"",
                        "\"overtaken\"",
                        "\"refused\"",
                        "\"failed\",\"outcome\":\"failure\"",
                        "\"indeterminate\",\"outcome\":\"unknown\"");
    }

    @Test
    void the_same_seed_and_clock_give_the_same_bytes() throws IOException {
        assertThat(SimulatedLog.with(20).disk.read(SimulatedLog.ACTIVE))
                .isEqualTo(SimulatedLog.with(20).disk.read(SimulatedLog.ACTIVE));
    }

    @Test
    void a_committed_event_survives_the_loss_of_power() throws IOException {
        for (int seed = 0; seed < 20; seed++) {
            SimulatedLog log = SimulatedLog.empty();
            ForensicLog writer = log.open(SimulatedLog.LARGE);
            writer.append(SomeEvent.intent("kept"));
            writer.commit();
            writer.append(SomeEvent.observed("perhaps lost"));

            SimulatedLog after = log.on(log.disk.crash(new java.util.Random(seed)));

            assertThat(after.lines().getFirst().text()).contains("kept");
            assertThat(after.verify().sound()).isTrue();
        }
    }

    @Test
    void goes_on_with_the_chain_of_the_writer_before() throws IOException {
        SimulatedLog log = SimulatedLog.with(2);
        log.write(SimulatedLog.LARGE, 2);

        assertThat(log.verify().sound()).isTrue();
        assertThat(log.verify().notes()).isEmpty();
        assertThat(log.lines())
                .extracting(line -> facts(line).sequence())
                .containsExactly(1L, 2L, 3L, 4L);
        assertThat(log.lines()).extracting(line -> facts(line).segment()).containsOnly(1L);
    }

    @Test
    void says_where_events_come_from_after_the_configuration_changed() throws IOException {
        SimulatedLog log = SimulatedLog.empty();
        try (ForensicLog writer = log.open(SimulatedLog.LARGE)) {
            writer.append(SomeEvent.observed("before"));
            writer.origin(SimulatedLog.origin("observe"));
            writer.append(SomeEvent.observed("after"));
        }

        assertThat(log.activeLines().get(0)).contains("\"mode\":\"enforce\"");
        assertThat(log.activeLines().get(1)).contains("\"mode\":\"observe\"");
    }

    @Test
    void has_one_writer() throws IOException {
        SimulatedLog log = SimulatedLog.with(1);
        try (ForensicLog first = log.open(SimulatedLog.LARGE)) {
            assertThatThrownBy(() -> log.open(SimulatedLog.LARGE))
                    .isInstanceOf(LogInUseException.class)
                    .hasMessageContaining("another process");
            first.append(SomeEvent.observed("still writes"));
        }
        log.open(SimulatedLog.LARGE).close();
    }

    @Test
    void stops_when_somebody_takes_its_lock_away() throws IOException {
        SimulatedLog log = SimulatedLog.with(1);
        ForensicLog writer = log.open(SimulatedLog.LARGE);
        writer.append(SomeEvent.observed("one"));
        log.disk.remove("log/writer.lock");

        assertThatThrownBy(writer::commit).hasMessageContaining("writer.lock");
    }

    @Test
    void stops_when_somebody_deletes_the_file_it_writes() throws IOException {
        SimulatedLog log = SimulatedLog.with(1);
        ForensicLog writer = log.open(SimulatedLog.LARGE);
        log.disk.remove(SimulatedLog.ACTIVE);
        writer.append(SomeEvent.observed("into nothing"));

        assertThatThrownBy(writer::commit).hasMessageContaining("deleted or replaced");
        assertThatThrownBy(() -> writer.append(SomeEvent.observed("more")))
                .isInstanceOf(LogFailedException.class);
    }

    @Test
    void stops_when_somebody_else_writes_into_the_file() throws IOException {
        SimulatedLog log = SimulatedLog.with(1);
        ForensicLog writer = log.open(SimulatedLog.LARGE);
        writer.append(SomeEvent.observed("one"));
        log.disk.file(SimulatedLog.ACTIVE, log.disk.text(SimulatedLog.ACTIVE) + "mine\n");

        assertThatThrownBy(writer::commit).hasMessageContaining("somebody else wrote");
    }

    @Test
    void any_error_of_the_disk_ends_the_log_for_good() throws IOException {
        int calls = callsOfOneRound();
        for (int at = 1; at <= calls; at++) {
            SimulatedLog log = SimulatedLog.with(1);
            ForensicLog writer = log.open(SimulatedLog.LARGE);
            log.disk.failAt(at, new IOException("ENOSPC"));

            assertThatThrownBy(() -> oneRound(writer)).hasMessageContaining("ENOSPC");
            assertThatThrownBy(() -> writer.append(SomeEvent.observed("more")))
                    .isInstanceOf(LogFailedException.class)
                    .hasMessageContaining("ENOSPC");
            int before = log.disk.calls();
            assertThatThrownBy(writer::commit).isInstanceOf(LogFailedException.class);
            assertThat(log.disk.calls()).isEqualTo(before);
            writer.close();

            log.write(SimulatedLog.LARGE, 1);
            assertThat(log.verify().problems()).isEmpty();
        }
    }

    private static int callsOfOneRound() throws IOException {
        SimulatedLog log = SimulatedLog.with(1);
        try (ForensicLog writer = log.open(SimulatedLog.LARGE)) {
            int before = log.disk.calls();
            oneRound(writer);
            return log.disk.calls() - before;
        }
    }

    private static void oneRound(ForensicLog writer) throws IOException {
        writer.append(SomeEvent.observed("one"));
        writer.append(SomeEvent.observed("two"));
        writer.commit();
    }

    @Test
    void one_sync_serves_a_batch() throws IOException {
        SimulatedLog log = SimulatedLog.with(1);
        try (ForensicLog writer = log.open(SimulatedLog.LARGE)) {
            int[] syncs = {0};
            log.disk.before(operation -> {
                if (operation.name().equals("sync")
                        && operation.path().equals(SimulatedLog.ACTIVE)) {
                    syncs[0]++;
                }
            });
            for (int i = 0; i < 50; i++) {
                writer.append(SomeEvent.observed("one of many"));
            }
            writer.commit();
            writer.commit();

            assertThat(syncs[0]).isEqualTo(1);
        }
    }

    @Test
    void begins_a_new_segment_when_one_is_large_enough() throws IOException {
        SimulatedLog log = SimulatedLog.empty();
        log.write(new Rotation(2000, Duration.ofDays(1)), 10);

        assertThat(log.disk.paths().keySet())
                .contains(
                        "log/events-000000000001.jsonl",
                        "log/events-000000000003.jsonl",
                        "log/events-000000000007.jsonl",
                        SimulatedLog.ACTIVE);
        assertThat(log.verify().problems()).isEmpty();
        assertThat(log.verify().lines()).isEqualTo(10);
        assertThat(facts(log.lines().getLast()).segment()).isEqualTo(log.verify().segments());
    }

    @Test
    void begins_a_new_segment_when_its_first_event_is_old_enough() throws IOException {
        SimulatedLog log = SimulatedLog.empty();
        try (ForensicLog writer = log.open(SimulatedLog.LARGE)) {
            writer.append(SomeEvent.observed("monday"));
            log.time.advance(Duration.ofHours(23));
            writer.append(SomeEvent.observed("monday night"));
            log.time.advance(Duration.ofHours(1));
            writer.append(SomeEvent.observed("tuesday"));
        }
        log.time.advance(Duration.ofHours(25));
        log.write(SimulatedLog.LARGE, 1);

        assertThat(log.lines())
                .extracting(line -> line.file().value())
                .containsExactly(
                        "events-000000000001.jsonl",
                        "events-000000000001.jsonl",
                        "events-000000000003.jsonl",
                        "events.jsonl");
        assertThat(log.verify().problems()).isEmpty();
    }

    static LineFacts facts(RawLine line) {
        return line.facts().orElseThrow();
    }
}
