package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.action.Tally;
import dev.sessionwatchdog.action.Waits;
import dev.sessionwatchdog.finding.LockFinding;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class StatusWordsTest {

    private static final Instant NEXT = Instant.parse("2026-06-01T03:12:07.5Z");

    private static SweepRecord seen(int stores, int locks, int confirming, Optional<String> blind) {
        LockSummary summary =
                new LockSummary(
                        Map.of(LockFinding.State.HELD, locks),
                        0,
                        confirming,
                        0,
                        false,
                        Optional.empty(),
                        0,
                        Tally.NOTHING,
                        Map.of());
        return new SweepRecord(
                "sw-1",
                stores,
                Map.of(),
                7,
                0,
                0,
                2,
                0,
                false,
                Tally.NOTHING,
                summary,
                LegacySummary.NONE,
                blind,
                Duration.ZERO,
                Waits.NONE,
                Duration.ZERO,
                Optional.empty());
    }

    @Test
    void what_was_seen_of_all_roots_is_one_line_with_the_moment_of_the_next_sweep() {
        assertThat(
                        new StatusWords(
                                        "enforce",
                                        Optional.empty(),
                                        Optional.empty(),
                                        List.of(
                                                seen(4, 2, 1, Optional.empty()),
                                                seen(1, 1, 0, Optional.empty())),
                                        2,
                                        0,
                                        Optional.of(NEXT))
                                .line())
                .isEqualTo(
                        "enforce: 2 roots, 5 stores, 3 locks (1 to be broken), 14 temps waiting, 4"
                                + " left alone; next sweep 2026-06-01T03:12:07Z");
    }

    @Test
    void what_needs_a_person_comes_first() {
        String line =
                new StatusWords(
                                "observe",
                                Optional.of("configuration rejected at 03:12"),
                                Optional.empty(),
                                List.of(seen(1, 0, 0, Optional.of("no /proc"))),
                                2,
                                1,
                                Optional.empty())
                        .line();
        assertThat(line)
                .startsWith(
                        "configuration rejected at 03:12; 1 of 2 roots out of reach; blind, owner"
                                + " rules are off: no /proc; observe: 2 roots, 1 store, ");
    }

    @Test
    void the_reason_of_a_pause_cannot_make_a_line_of_its_own() {
        Instant until = Instant.parse("2026-06-01T04:00:00Z");
        String line =
                new StatusWords(
                                "enforce",
                                Optional.empty(),
                                Optional.of(
                                        new Pause(
                                                until.minusSeconds(60), until, "x\nREADY=1\u202e")),
                                List.of(),
                                1,
                                0,
                                Optional.empty())
                        .line();
        assertThat(line)
                .isEqualTo(
                        "paused until 2026-06-01T04:00:00Z: x\\nREADY=1\\u{202e}; enforce: 1 root,"
                                + " not looked at yet");
    }
}
