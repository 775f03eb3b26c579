package dev.sessionwatchdog.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.FileType;
import dev.sessionwatchdog.store.root.Identity;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What is earned from look to look, one thing at a time (`protocols.md` 3.1, 3.2).
class LockHistoryTest {

    private static final Duration SAMPLE = Duration.ofSeconds(10);
    private static final Duration GAP = Duration.ofSeconds(30);
    private static final Instant MADE = Instant.parse("2026-06-01T07:00:00Z");

    private final SimulatedTime time = new SimulatedTime();
    private final Attention attention = new Attention(time.moment(), Duration.ZERO);
    private Facts facts = facts(MADE, MADE);
    private Optional<Subject> subject = Optional.of(subject(5, 1));
    private final LockHistory history =
            new LockHistory(
                    LockHistory.Generation.of(facts, "a"),
                    facts,
                    subject,
                    attention,
                    time.moment().wall());

    private static Facts facts(Instant mtime, Instant ctime) {
        return new Facts(
                FileType.REGULAR, 1, 2, 3, mtime, ctime, Optional.of(MADE), 0600, 0, 0, 1, false);
    }

    private static Subject subject(long size, int end) {
        return new Subject(new Identity(1, 9, size, MADE, MADE), end);
    }

    /// A look that comes so long after the one before.
    private LockLook.Watched after(Duration passed) {
        history.plan(SAMPLE);
        attention.promise(Duration.ofHours(1));
        time.advance(passed);
        attention.look(time.moment());
        history.see(facts, subject, attention);
        return history.watched(attention, false);
    }

    private LockLook.Watched sampled(int times) {
        LockLook.Watched watched = history.watched(attention, false);
        for (int i = 0; i < times; i++) {
            watched = after(SAMPLE);
        }
        return watched;
    }

    @Test
    void looks_as_planned_earn_their_time() {
        LockLook.Watched watched = sampled(6);

        assertThat(watched.looks()).isEqualTo(7);
        assertThat(watched.time()).isEqualTo(SAMPLE.multipliedBy(6));
        assertThat(watched.silent()).isEqualTo(SAMPLE.multipliedBy(6));
        assertThat(watched.still()).isEqualTo(SAMPLE.multipliedBy(6));
        assertThat(watched.samples()).isEqualTo(6);
        assertThat(watched.firstSeen()).isPresent();
    }

    @Test
    void a_late_look_earns_no_more_than_two_samples() {
        assertThat(after(SAMPLE.multipliedBy(4)).time()).isEqualTo(SAMPLE.multipliedBy(2));
    }

    @Test
    void a_look_later_than_four_samples_starts_everything_anew() {
        sampled(6);
        LockLook.Watched watched = after(SAMPLE.multipliedBy(4).plusNanos(1));

        assertThat(watched.looks()).isEqualTo(1);
        assertThat(watched.time()).isZero();
        assertThat(watched.silent()).isZero();
        assertThat(watched.still()).isZero();
        assertThat(watched.samples()).isEqualTo(1);
        assertThat(watched.firstSeen()).as("nothing before counts").isEmpty();
    }

    @Test
    void a_gap_of_the_whole_watchdog_starts_everything_anew() {
        sampled(6);
        time.sleepMachine(Duration.ofHours(8));
        LockLook.Watched watched = after(SAMPLE);

        assertThat(watched.time()).isZero();
        assertThat(watched.nothingBefore()).contains(time.moment().wall());
        assertThat(watched.sinceDisturbance()).isZero();
    }

    @Test
    void a_stepped_clock_too() {
        sampled(6);
        time.stepWall(Duration.ofHours(-1));

        assertThat(after(SAMPLE).time()).isZero();
    }

    @Test
    void a_touch_is_a_beat_and_breaks_the_silence_only() {
        sampled(6);
        facts = facts(MADE.plusSeconds(1), MADE.plusSeconds(1));
        LockLook.Watched watched = after(SAMPLE);

        assertThat(watched.beats()).isEqualTo(1);
        assertThat(watched.silent()).isZero();
        assertThat(watched.samples()).isZero();
        assertThat(watched.time()).isEqualTo(SAMPLE.multipliedBy(7));
        assertThat(watched.still()).isEqualTo(SAMPLE.multipliedBy(7));
    }

    @Test
    void beats_outlast_a_gap() {
        facts = facts(MADE.plusSeconds(1), MADE.plusSeconds(1));
        sampled(1);

        assertThat(after(Duration.ofMinutes(5)).beats()).isEqualTo(1);
        assertThat(history.hasBeaten()).isTrue();
    }

    /// A scanner moves the change time.
    @Test
    void a_change_time_alone_is_no_beat_but_starts_the_count_of_looks_anew() {
        sampled(3);
        assertThat(history.confirm("v", GAP, true).looks()).isEqualTo(1);
        sampled(3);
        assertThat(history.confirm("v", GAP, true).looks()).isEqualTo(2);
        facts = facts(MADE, MADE.plusSeconds(1));
        LockLook.Watched watched = after(SAMPLE);

        assertThat(watched.beats()).isZero();
        assertThat(watched.silent()).isEqualTo(SAMPLE.multipliedBy(7));
        assertThat(history.confirm("v", GAP, true).looks()).isEqualTo(1);
    }

    @Test
    void work_starts_the_stillness_and_the_count_of_looks_anew() {
        sampled(3);
        history.confirm("v", GAP, true);
        sampled(3);
        subject = Optional.of(subject(6, 1));
        LockLook.Watched watched = after(SAMPLE);

        assertThat(watched.moved()).isTrue();
        assertThat(watched.still()).isZero();
        assertThat(watched.silent()).isEqualTo(SAMPLE.multipliedBy(7));
        assertThat(history.confirm("v", GAP, true).looks()).isEqualTo(1);
    }

    @Test
    void a_transcript_that_appears_goes_or_is_written_in_place_is_work() {
        subject = Optional.empty();
        assertThat(after(SAMPLE).still()).isZero();
        subject = Optional.of(subject(5, 1));
        assertThat(after(SAMPLE).still()).isZero();
        subject = Optional.of(subject(5, 2));
        assertThat(after(SAMPLE).still()).isZero();
    }

    @Test
    void looks_that_agree_count_only_a_gap_apart() {
        assertThat(history.confirm("v", GAP, true).looks()).isEqualTo(1);
        sampled(2);
        Agreement early = history.confirm("v", GAP, true);
        assertThat(early.looks()).isEqualTo(1);
        assertThat(early.sinceCounted()).isEqualTo(SAMPLE.multipliedBy(2));
        sampled(1);
        assertThat(history.confirm("v", GAP, true).looks()).isEqualTo(2);
        sampled(3);
        assertThat(history.confirm("v", GAP, true).looks()).isEqualTo(3);
    }

    @Test
    void another_verdict_starts_the_count_anew() {
        history.confirm("v", GAP, true);
        sampled(3);
        history.confirm("w", GAP, true);
        sampled(3);

        assertThat(history.confirm("v", GAP, true).looks()).isEqualTo(1);
    }

    @Test
    void a_gap_starts_the_count_anew() {
        history.confirm("v", GAP, true);
        sampled(3);
        after(Duration.ofMinutes(5));

        assertThat(history.confirm("v", GAP, true).looks()).isEqualTo(1);
    }

    @Test
    void other_bytes_or_another_inode_are_another_lock() {
        Facts other =
                new Facts(
                        FileType.REGULAR,
                        1,
                        7,
                        3,
                        MADE,
                        MADE,
                        Optional.of(MADE),
                        0600,
                        0,
                        0,
                        1,
                        false);
        Facts younger =
                new Facts(
                        FileType.REGULAR,
                        1,
                        2,
                        3,
                        MADE,
                        MADE,
                        Optional.of(MADE.plusSeconds(1)),
                        0600,
                        0,
                        0,
                        1,
                        false);
        assertThat(history.is(LockHistory.Generation.of(facts, "a"))).isTrue();
        assertThat(history.is(LockHistory.Generation.of(facts, "b"))).isFalse();
        assertThat(history.is(LockHistory.Generation.of(other, "a"))).isFalse();
        assertThat(history.is(LockHistory.Generation.of(younger, "a"))).isFalse();
    }

    @Test
    void reads_that_fail_are_counted_in_a_row() {
        history.readFailed(true);
        history.readFailed(true);
        assertThat(history.watched(attention, false).readErrors()).isEqualTo(2);
        history.readFailed(false);
        assertThat(history.watched(attention, false).readErrors()).isZero();
    }
}
