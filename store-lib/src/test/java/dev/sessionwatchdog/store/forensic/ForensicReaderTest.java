package dev.sessionwatchdog.store.forensic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.sim.SimulatedDisk;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ForensicReaderTest {

    private static final Rotation SMALL = new Rotation(1600, Duration.ofDays(1));

    @Test
    void shows_all_segments_oldest_first_with_line_numbers() throws IOException {
        SimulatedLog log = SimulatedLog.empty();
        log.write(SMALL, 5);

        assertThat(log.lines())
                .extracting(line -> line.file() + ":" + line.number().orElse(0))
                .containsExactly(
                        "events-000000000001.jsonl:1",
                        "events-000000000001.jsonl:2",
                        "events-000000000003.jsonl:1",
                        "events-000000000003.jsonl:2",
                        "events.jsonl:1");
    }

    @Test
    void shows_the_same_lines_from_the_end() throws IOException {
        SimulatedLog log = SimulatedLog.empty();
        log.write(new Rotation(100_000, Duration.ofDays(1)), 700);
        log.disk.file(SimulatedLog.ACTIVE, log.disk.text(SimulatedLog.ACTIVE) + "torn");

        List<String> backward = new ArrayList<>();
        log.reader().newestFirst(line -> backward.add(line.form() + line.text()));

        assertThat(backward.reversed())
                .isEqualTo(log.lines().stream().map(line -> line.form() + line.text()).toList())
                .hasSize(701);
    }

    @Test
    void lines_of_every_length_are_the_same_from_both_ends() throws IOException {
        Random random = new Random(11);
        for (int round = 0; round < 30; round++) {
            SimulatedLog log = SimulatedLog.empty();
            StringBuilder content = new StringBuilder();
            for (int line = 0; line < 12; line++) {
                int length =
                        switch (random.nextInt(4)) {
                            case 0 -> random.nextInt(4);
                            case 1 -> RawLine.MAX_BYTES - 2 + random.nextInt(4);
                            case 2 -> random.nextInt(300_000);
                            default -> random.nextInt(2000);
                        };
                content.append("x".repeat(length)).append('\n');
            }
            log.disk.file(SimulatedLog.ACTIVE, content.toString());

            List<String> backward = new ArrayList<>();
            log.reader().newestFirst(line -> backward.add(line.form() + line.text()));

            assertThat(backward.reversed())
                    .isEqualTo(
                            log.lines().stream().map(line -> line.form() + line.text()).toList());
            assertThat(backward).hasSize(12);
        }
    }

    @Test
    void follows_across_rotations_and_never_shows_half_a_line() throws IOException {
        SimulatedLog log = SimulatedLog.with(3);
        try (Following following = log.reader().follow();
                ForensicLog writer = log.open(SMALL)) {
            List<String> seen = new ArrayList<>();
            List<String> expected = new ArrayList<>();
            for (int round = 0; round < 12; round++) {
                for (int i = 0; i < round; i++) {
                    expected.add("round " + round + "." + i);
                    writer.append(SomeEvent.observed(expected.getLast()));
                }
                following.poll(line -> seen.add(SimulatedLog.message(line)));
                assertThat(seen).isEqualTo(expected);
            }
        }
    }

    @Test
    void waits_for_the_rest_of_a_line() throws IOException {
        SimulatedLog log = SimulatedLog.with(2);
        List<String> lines = log.activeLines();
        String second = lines.get(1);
        log.putActive(lines.subList(0, 1));
        try (Following following = log.reader().follow()) {
            List<String> seen = new ArrayList<>();
            log.disk.file(SimulatedLog.ACTIVE, lines.get(0) + second.substring(0, 50));
            following.poll(line -> seen.add(line.text()));
            assertThat(seen).isEmpty();

            log.disk.file(SimulatedLog.ACTIVE, lines.get(0) + second);
            following.poll(line -> seen.add(line.text()));
            assertThat(seen).containsExactly(second.strip());
        }
    }

    @Test
    void a_rotation_while_it_opens_hides_nothing() throws IOException {
        SimulatedLog log = SimulatedLog.empty();
        log.write(SMALL, 2);
        ForensicLog writer = log.open(SMALL);
        ForensicReader reader = log.reader();
        log.disk.before(operation -> {
            if (operation.name().equals("list")) {
                log.disk.before(_ -> {});
                writer.append(SomeEvent.observed("rotates"));
            }
        });
        List<String> seen = new ArrayList<>();
        reader.oldestFirst(line -> seen.add(SimulatedLog.message(line)));

        assertThat(seen).containsExactly("event 0", "event 1", "rotates");
    }

    @Test
    void an_intent_without_a_conclusion_is_open() throws IOException {
        SimulatedLog log = SimulatedLog.empty();
        ForensicLog writer = log.open(SMALL);
        writer.append(SomeEvent.intent("long ago, before all was quiet"));
        writer.append(SomeEvent.quiet());
        List<String> open = new ArrayList<>();
        for (Phase phase : Phase.values()) {
            String intent = writer.append(SomeEvent.intent("to be " + phase));
            writer.append(SomeEvent.outcome(phase, intent));
            if (!phase.concludes()) {
                open.add(intent);
            }
        }
        open.add(writer.append(SomeEvent.intent("the last")));
        writer.commit();
        SimulatedDisk killed = log.disk.killed();

        try (ForensicLog next = log.on(killed).open(SMALL)) {
            List<OpenIntent> found = next.openIntents("sweep.summary");

            // An intent that is itself related to an intent concludes nothing and is open too.
            assertThat(found).extracting(OpenIntent::id).containsAll(open);
            assertThat(found).hasSize(open.size() + 1);
            assertThat(found.getLast().line()).contains("the last").startsWith("{\"schema\"");
            assertThat(found).extracting(OpenIntent::action).containsOnly("thing.act");
        }
    }

    @Test
    void nothing_is_open_in_a_new_log() throws IOException {
        try (ForensicLog writer = SimulatedLog.empty().open(SMALL)) {
            assertThat(writer.openIntents("sweep.summary")).isEmpty();
        }
    }

    @Test
    void open_intents_come_in_bounded_portions() throws IOException {
        SimulatedLog log = SimulatedLog.empty();
        try (ForensicLog writer = log.open(SimulatedLog.LARGE)) {
            for (int i = 0; i < OpenIntents.LIMIT + 10; i++) {
                writer.append(SomeEvent.intent("intent " + i));
            }
            List<OpenIntent> newest = writer.openIntents("sweep.summary");
            assertThat(newest).hasSize(OpenIntents.LIMIT);
            for (OpenIntent intent : newest) {
                writer.append(SomeEvent.outcome(Phase.INDETERMINATE, intent.id()));
            }
            assertThat(writer.openIntents("sweep.summary")).hasSize(10);
        }
    }
}
