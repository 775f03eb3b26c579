package dev.sessionwatchdog.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.root.Identity;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/// Safety contract S3 and S4, on random traces: watched time is never more than the time in which
/// we really looked, and nothing older than a gap, a sleep or a step counts.
class AttentionPropertyTest {

    private static final Place STORE = Place.of("agents/main/sessions");

    enum Event {
        PASS,
        STALL,
        SLEEP,
        STEP,
        REBOOT
    }

    /// @param promised milliseconds until the next look, as said before
    /// @param amount milliseconds that pass, sleep or step
    record Step(Event event, int promised, int amount) {}

    @Provide
    Arbitrary<List<Step>> traces() {
        return Combinators.combine(
                        Arbitraries.frequency(
                                Tuple.of(12, Event.PASS),
                                Tuple.of(2, Event.STALL),
                                Tuple.of(1, Event.SLEEP),
                                Tuple.of(1, Event.STEP),
                                Tuple.of(1, Event.REBOOT)),
                        Arbitraries.integers().between(0, 120_000),
                        Arbitraries.integers().between(0, 1_000_000))
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }

    private static int passed(Step step) {
        return switch (step.event) {
            case PASS -> step.amount % Math.max(1, 2 * step.promised + 1);
            case STALL -> step.amount * 10;
            case SLEEP, STEP, REBOOT -> step.amount % 60_000;
        };
    }

    private static void happen(Step step, SimulatedTime time) {
        switch (step.event) {
            case PASS, STALL -> {}
            case SLEEP -> time.sleepMachine(Duration.ofMillis(1_100 + step.amount));
            case STEP -> time.stepWall(Duration.ofMillis(step.amount - 500_000L));
            case REBOOT -> time.reboot();
        }
        time.advance(Duration.ofMillis(passed(step)));
    }

    /// What breaks continuity, in the words of `protocols.md` 3.
    private static boolean breaks(Step step) {
        return switch (step.event) {
            case PASS, STALL -> passed(step) > 4 * Math.max(5_000, step.promised);
            case SLEEP, REBOOT -> true;
            case STEP ->
                    Math.abs(step.amount - 500_000) > 2_000
                            || passed(step) > 4 * Math.max(5_000, step.promised);
        };
    }

    @Property(tries = 1_000)
    void watched_time_is_what_a_second_book_keeper_counts(@ForAll("traces") List<Step> trace) {
        SimulatedTime time = new SimulatedTime();
        Attention attention = new Attention(time.moment(), Attention.SETTLING);
        Sightings sightings = new Sightings(attention);
        Identity file = new Identity(1, 2, 3, time.moment().wall(), time.moment().wall());
        Place place = STORE.child("x");
        sightings.beginLook();
        sightings.see(STORE, place, file, time.moment().wall());
        long credit = 0;
        long reallyLooked = 0;
        int looks = 1;
        for (Step step : trace) {
            attention.promise(Duration.ofMillis(step.promised));
            happen(step, time);
            attention.look(time.moment());
            if (breaks(step)) {
                credit = 0;
                reallyLooked = 0;
                looks = 0;
            } else {
                credit += Math.min(passed(step), 2L * Math.max(5_000, step.promised));
                reallyLooked += passed(step);
            }
            looks++;
            sightings.beginLook();
            Sightings.Sighting seen = sightings.see(STORE, place, file, later(file, time));
            assertThat(seen.watched()).as("%s", step).isEqualTo(Duration.ofMillis(credit));
            assertThat(seen.watched()).isLessThanOrEqualTo(Duration.ofMillis(reallyLooked));
            assertThat(seen.looks()).isEqualTo(looks);
        }
    }

    /// A wall clock that was set back would start the sighting anew by the change time, which is
    /// not what is tried here.
    private static Instant later(Identity file, SimulatedTime time) {
        Instant now = time.moment().wall();
        return now.isBefore(file.ctime()) ? file.ctime() : now;
    }

    @Property(tries = 1_000)
    void after_a_sleep_a_step_or_a_boot_nothing_is_confirmed_before_ten_attended_minutes(
            @ForAll("traces") List<Step> trace) {
        SimulatedTime time = new SimulatedTime();
        Attention attention = new Attention(time.moment(), Attention.SETTLING);
        long settled = 600_000;
        for (Step step : trace) {
            attention.promise(Duration.ofMillis(step.promised));
            happen(step, time);
            Continuity continuity = attention.look(time.moment());
            if (continuity instanceof Continuity.Resumed
                    || continuity instanceof Continuity.Stepped) {
                settled = 0;
            } else if (continuity instanceof Continuity.Steady) {
                settled += passed(step);
            }
            if (settled < 600_000) {
                assertThat(attention.required(Duration.ofSeconds(1))).isEqualTo(Attention.SETTLING);
            }
        }
    }
}
