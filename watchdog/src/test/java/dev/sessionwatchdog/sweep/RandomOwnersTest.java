package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.sessionwatchdog.hunt.Hunt;
import dev.sessionwatchdog.hunt.Lie;
import dev.sessionwatchdog.hunt.Tally;
import dev.sessionwatchdog.hunt.Violation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/// The safety contract (`protocols.md` 1) and liveness, in random lives: owners that are honest,
/// slow, wedged, paused, killed, in other namespaces; clocks that are set, machines that sleep and
/// lose power, a daemon that is stopped, killed and blinded; races between any two of its calls.
///
/// `-Dseed=` replays one life; the profile `hunt` makes it ten million sweeps.
class RandomOwnersTest {

    private static final boolean HUNT = Boolean.getBoolean("hunt");
    private static final long SWEEPS = HUNT ? 10_000_000 : 100_000;
    private static final long FIRST_SEED = 1;

    private static final Logger WATCH = (Logger) LoggerFactory.getLogger(Watch.class);

    @BeforeAll
    static void reads_that_fail_are_no_news() {
        WATCH.setLevel(Level.OFF);
    }

    @AfterAll
    static void speak_again() {
        WATCH.setLevel(null);
    }

    @Test
    void nobody_is_robbed_and_every_lapsed_lock_is_freed() throws Exception {
        Tally tally = Hunt.from(FIRST_SEED, Lie.NONE).until(SWEEPS);
        System.out.println("seeds from " + FIRST_SEED + ": " + tally);
        assertThat(tally.turns()).isGreaterThanOrEqualTo(Hunt.isReplay() ? 0 : SWEEPS);
    }

    /// The referee is worth something only if it finds out that a rule no longer works.
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void a_rule_that_no_longer_works_is_found_within_the_budget(Lie lie) {
        Hunt hunt = Hunt.from(FIRST_SEED, lie);
        assertThatThrownBy(() -> hunt.until(100_000))
                .isInstanceOf(Violation.class)
                .satisfies(found ->
                        System.out.println(
                                lie
                                        + " was found after "
                                        + hunt.soFar().turns()
                                        + " sweeps in "
                                        + hunt.soFar().lives()
                                        + " lives: "
                                        + found.toString().lines().findFirst().orElse("")));
    }
}
