package dev.sessionwatchdog.store.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.lease.Standing.Ground;
import dev.sessionwatchdog.store.lease.Standing.Lapsed;
import dev.sessionwatchdog.store.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LapseWatchTest {

    private static final LapsePolicy POLICY = LapsePolicy.DEFAULT;
    private static final LeaseTerms TERMS = LeaseTerms.DEFAULT;
    private static final Duration LIMIT = Duration.ofMillis(22_500);
    private static final Duration SAMPLE = Duration.ofMillis(1_500);

    /// An owner and an observer on one machine, as far as a watch can see them.
    private static final class Scene {
        final LapseWatch watch = new LapseWatch(POLICY);
        long monotonic = Duration.ofHours(1).toNanos();
        long asleep;
        Instant wall = Instant.parse("2026-06-01T08:00:00Z");
        Token.Held token = new Token.Held(7, new OwnerId("0123456789abcdef"));
        long beats;
        long progress;
        Optional<Duration> declared = Optional.empty();
        boolean gone;
        boolean files = true;
        boolean readable = true;

        LeaseSighting sighting() {
            OwnerRecord record =
                    new OwnerRecord(
                            token.owner(),
                            Optional.empty(),
                            new ProcessIdentity(1, 1, "boot", 1, 1, "host", "java"),
                            TERMS,
                            "",
                            "");
            return new LeaseSighting(
                    token,
                    files ? Optional.of(Instant.ofEpochSecond(beats)) : Optional.empty(),
                    files && progress > 0
                            ? Optional.of(Instant.ofEpochSecond(progress))
                            : Optional.empty(),
                    declared,
                    readable ? Optional.of(record) : Optional.empty(),
                    gone);
        }

        Standing look() {
            Moment now = new Moment(monotonic, monotonic + asleep, wall, "boot");
            return watch.look(sighting(), now, SAMPLE);
        }

        Standing lookAfter(Duration passed) {
            monotonic += passed.toNanos();
            return look();
        }

        /// Looks at every sample until it lapses.
        Lapsed untilLapsed(Runnable each) {
            look();
            for (int samples = 0; samples < 100_000; samples++) {
                each.run();
                if (lookAfter(SAMPLE) instanceof Lapsed lapsed) {
                    return lapsed;
                }
            }
            throw new AssertionError("it never lapsed");
        }

        Lapsed untilLapsed() {
            return untilLapsed(() -> {});
        }
    }

    private final Scene scene = new Scene();

    @Test
    void a_silent_owner_lapses_after_its_term_and_a_half_of_watched_time() {
        Lapsed lapsed = scene.untilLapsed();
        assertThat(lapsed.ground()).isEqualTo(Ground.SILENT);
        assertThat(lapsed.credit().silence()).isEqualTo(LIMIT);
        assertThat(lapsed.credit().samples()).isEqualTo(15);
    }

    @Test
    void a_healthy_owner_at_the_slowest_legal_rate_is_never_broken_in_a_million_beats() {
        SplittableRandom random = new SplittableRandom(20261121);
        long slowest = LIMIT.toNanos() - 1;
        long sample = SAMPLE.toNanos();
        scene.look();
        long nextBeat = scene.monotonic + slowest;
        long nextSample = scene.monotonic + sample;
        long broken = 0;
        while (scene.beats < 1_000_000) {
            if (nextBeat <= nextSample) {
                scene.monotonic = nextBeat;
                scene.beats++;
                scene.progress++;
                nextBeat += slowest;
            } else {
                scene.monotonic = nextSample;
                broken += scene.look() instanceof Lapsed ? 1 : 0;
                // The observer is late now and then, which must not help it.
                nextSample += sample + (random.nextInt(10) == 0 ? random.nextLong(3 * sample) : 0);
            }
        }
        System.out.println(
                "lapse: "
                        + scene.beats
                        + " beats, one every "
                        + slowest / 1_000_000
                        + " ms of the observer's time, broken "
                        + broken);
        assertThat(broken).isZero();
    }

    @Test
    void an_owner_that_is_slower_than_legal_is_broken() {
        scene.look();
        int looks = 0;
        while (!(scene.lookAfter(SAMPLE) instanceof Lapsed)) {
            looks++;
            if (looks % 20 == 0) {
                scene.beats++;
            }
            assertThat(looks).isLessThan(40);
        }
    }

    @Test
    void beats_without_progress_for_the_hold_limit_are_a_stall() {
        Lapsed lapsed = scene.untilLapsed(() -> scene.beats++);
        assertThat(lapsed.ground()).isEqualTo(Ground.PROGRESS_STALLED);
        assertThat(lapsed.ground().word()).isEqualTo("progress_stalled");
        assertThat(lapsed.credit().stall()).isEqualTo(TERMS.maxHold());
    }

    @Test
    void a_slow_owner_that_makes_progress_never_stalls() {
        scene.look();
        for (int sample = 1; sample < 10_000; sample++) {
            scene.beats++;
            scene.progress += sample % 199 == 0 ? 1 : 0;
            assertThat(scene.lookAfter(SAMPLE)).isInstanceOf(Standing.Held.class);
        }
    }

    @Test
    void a_declared_silence_counts_up_to_the_observers_limit() {
        scene.declared = Optional.of(Duration.ofMinutes(20));
        assertThat(scene.untilLapsed(() -> scene.beats++).credit().stall())
                .isEqualTo(Duration.ofMinutes(20));
        Scene greedy = new Scene();
        greedy.declared = Optional.of(Duration.ofDays(300));
        assertThat(greedy.untilLapsed(() -> greedy.beats++).credit().stall())
                .isEqualTo(POLICY.longestHold());
    }

    @Test
    void a_declared_silence_shortens_nothing() {
        scene.declared = Optional.of(Duration.ofMillis(1));
        assertThat(scene.untilLapsed(() -> scene.beats++).credit().stall())
                .isEqualTo(TERMS.maxHold());
    }

    @Test
    void an_owner_that_is_proven_to_be_gone_lapses_at_the_second_look() {
        scene.gone = true;
        assertThat(scene.look()).isInstanceOf(Standing.Held.class);
        assertThat(scene.lookAfter(SAMPLE))
                .isInstanceOfSatisfying(
                        Lapsed.class, it -> assertThat(it.ground()).isEqualTo(Ground.OWNER_GONE));
    }

    @Test
    void an_unreadable_owner_has_the_longest_term() {
        scene.readable = false;
        assertThat(scene.untilLapsed().credit().silence())
                .isEqualTo(POLICY.longestTerm().multipliedBy(3).dividedBy(2));
    }

    @Test
    void time_in_which_the_observer_did_not_look_counts_for_nothing() {
        scene.look();
        for (int sample = 0; sample < 14; sample++) {
            assertThat(scene.lookAfter(SAMPLE)).isInstanceOf(Standing.Held.class);
        }
        assertThat(scene.lookAfter(Duration.ofHours(10)))
                .isInstanceOfSatisfying(
                        Standing.Held.class,
                        held -> {
                            assertThat(held.gap()).isTrue();
                            assertThat(held.credit().silence()).isZero();
                        });
        assertThat(scene.untilLapsed().credit().silence()).isEqualTo(LIMIT);
    }

    @Test
    void a_late_look_counts_for_two_samples_at_most() {
        scene.look();
        assertThat(scene.lookAfter(SAMPLE.multipliedBy(4)).credit().silence())
                .isEqualTo(SAMPLE.multipliedBy(2));
    }

    @Test
    void a_sleep_of_the_machine_takes_all_credit_away() {
        scene.look();
        for (int sample = 0; sample < 14; sample++) {
            scene.lookAfter(SAMPLE);
        }
        scene.asleep += Duration.ofSeconds(1).toNanos();
        assertThat(scene.lookAfter(SAMPLE).credit().silence()).isZero();
    }

    @Test
    void a_missing_file_is_no_sign_of_life_and_a_new_one_is() {
        scene.beats = 5;
        scene.look();
        for (int sample = 0; sample < 10; sample++) {
            scene.files = sample % 2 == 0;
            scene.lookAfter(SAMPLE);
        }
        assertThat(scene.lookAfter(SAMPLE).credit().silence()).isEqualTo(SAMPLE.multipliedBy(11));
        scene.files = true;
        scene.progress = 1;
        assertThat(scene.lookAfter(SAMPLE).credit().silence()).isZero();
    }

    @Test
    void another_owner_starts_anew() {
        scene.look();
        for (int sample = 0; sample < 14; sample++) {
            scene.lookAfter(SAMPLE);
        }
        scene.token = new Token.Held(8, new OwnerId("fedcba9876543210"));
        assertThat(scene.lookAfter(SAMPLE).credit())
                .isEqualTo(
                        new Standing.Credit(
                                Duration.ZERO, LIMIT, Duration.ZERO, TERMS.maxHold(), 0));
    }

    /// Beats, looks, pauses, sleeps and steps of the wall clock in any order, against a reference
    /// that adds up attended time anew from the whole trace at each look (S2, S3, S4).
    @Property(tries = 400)
    void lapses_only_after_attended_silence(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Scene trace = new Scene();
        Reference reference = new Reference();
        trace.look();
        reference.seen(trace);
        for (int step = 0; step < 400; step++) {
            trace.monotonic +=
                    random.nextLong(SAMPLE.toNanos() * (random.nextInt(40) == 0 ? 9 : 2));
            trace.asleep += random.nextInt(60) == 0 ? random.nextLong(1L << 40) : 0;
            trace.wall = trace.wall.plusSeconds(random.nextLong(-300_000_000, 300_000_000));
            int signs = random.nextInt(30);
            trace.beats += signs == 0 ? 1 : 0;
            trace.progress += signs == 1 ? 1 : 0;
            reference.seen(trace);
            boolean lapsed = trace.look() instanceof Lapsed;
            assertThat(lapsed).isEqualTo(reference.lapsed());
        }
    }

    private static final class Reference {
        private record Look(long monotonic, long asleep, long value) {}

        private final List<Look> looks = new ArrayList<>();

        void seen(Scene scene) {
            looks.add(new Look(scene.monotonic, scene.asleep, scene.beats + 1000 * scene.progress));
        }

        boolean lapsed() {
            long attended = 0;
            int unchanged = 0;
            for (int at = looks.size() - 1; at > 0; at--) {
                Look now = looks.get(at);
                Look before = looks.get(at - 1);
                long passed = now.monotonic - before.monotonic;
                boolean changed = now.value != before.value;
                boolean slept = now.asleep - before.asleep > 100_000_000;
                if (changed || slept || passed > 4 * SAMPLE.toNanos()) {
                    break;
                }
                attended += Math.min(passed, 2 * SAMPLE.toNanos());
                unchanged++;
            }
            return attended >= LIMIT.toNanos() && unchanged >= 5;
        }
    }
}
