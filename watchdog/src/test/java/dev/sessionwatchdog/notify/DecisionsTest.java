package dev.sessionwatchdog.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.config.Config;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Whom to tell what, in virtual time.
class DecisionsTest {

    private static Duration hours(long count) {
        return Duration.ofHours(count);
    }

    private static Duration minutes(long count) {
        return Duration.ofMinutes(count);
    }

    @Test
    void
            s96_the_same_suspect_for_ten_hours_is_one_alert_reminders_by_the_cooldown_and_one_resolve() {
        Told told = Told.ordinary().alert("lock.suspect", "inc-1");
        for (int i = 0; i < 20; i++) {
            told.pass(minutes(30)).alert("lock.suspect", "inc-1");
        }
        told.over("lock.suspect", "inc-1").pass(hours(24));

        assertThat(told.words())
                .containsExactly(
                        "alert lock.suspect inc-1",
                        "reminder lock.suspect inc-1",
                        "reminder lock.suspect inc-1",
                        "resolve lock.suspect inc-1");
        assertThat(told.at).extracting(Duration::toMinutes).containsExactly(0L, 240L, 480L, 600L);
        assertThat(told.sent.get(1).repeated()).isEqualTo(7);
    }

    @Test
    void an_act_that_is_done_ends_the_trouble_it_was_about() {
        Told told = Told.ordinary().alert("lock.suspect", "inc-1").pass(minutes(5));
        told.write("lock.break", "intent", "warn", "event", "x", "inc-1");
        assertThat(told.words()).hasSize(1);
        told.write("lock.break", "done", "warn", "event", "x", "inc-1").pass(hours(9));

        assertThat(told.words())
                .containsExactly("alert lock.suspect inc-1", "resolve lock.break inc-1");
    }

    @Test
    void another_kind_of_alert_about_the_same_trouble_is_news() {
        Told told = Told.ordinary().alert("lock.suspect", "inc-1").pass(minutes(5));
        told.write("lock.break", "done", "warn", "event", "x", "inc-1").pass(minutes(5));
        told.alert("break.ineffective", "inc-1").pass(minutes(1));
        told.alert("break.ineffective", "inc-1");

        assertThat(told.words())
                .containsExactly(
                        "alert lock.suspect inc-1",
                        "resolve lock.break inc-1",
                        "alert break.ineffective inc-1");
    }

    @Test
    void a_trouble_that_comes_and_goes_is_not_told_each_time() {
        Told told = Told.ordinary();
        for (int i = 0; i < 100; i++) {
            told.alert("lock.suspect", "inc-1").pass(Duration.ofSeconds(20));
            told.over("lock.suspect", "inc-1").pass(Duration.ofSeconds(20));
        }
        assertThat(told.words())
                .containsExactly("alert lock.suspect inc-1", "resolve lock.suspect inc-1");
        told.alert("lock.suspect", "inc-1").pass(hours(5));
        assertThat(told.words().subList(2, told.words().size()))
                .containsExactly("alert lock.suspect inc-1");
    }

    @Test
    void
            blindness_a_damaged_index_a_refused_configuration_and_a_full_log_end_by_their_own_events() {
        Told told = new Told(50, minutes(1), Config.Severity.WARN);
        told.alert("visibility.lost", "inc-b");
        told.write("visibility.restored", "observed", "info", "event", "", "inc-b");
        told.alert("store.corrupt", "inc-i").over("store.corrupt", "inc-i");
        told.alert("store.upgrading", "inc-u").over("store.upgrading", "inc-u");
        told.write("config.reload", "refused", "error", "alert", "invalid", "");
        told.write("config.reload", "done", "info", "event", "", "");
        told.write("events.reserve", "observed", "error", "alert", "enospc", "");
        told.write("events.reserve", "observed", "info", "event", "recovered", "");
        told.pass(hours(12));

        assertThat(told.sent)
                .extracting(one -> one.kind().word())
                .containsExactly(
                        "alert", "resolve", "alert", "resolve", "alert", "resolve", "alert",
                        "resolve", "alert", "resolve");
    }

    @Test
    void what_has_happened_and_does_not_stand_is_told_once_and_never_reminded_of() {
        Told told = Told.ordinary().alert("session.takeover", "inc-1").pass(hours(30));
        assertThat(told.words()).containsExactly("alert session.takeover inc-1");
        told.alert("session.takeover", "inc-1");
        assertThat(told.words()).hasSize(2);
    }

    @Test
    void what_is_too_much_is_counted_in_the_next_one_and_nothing_is_lost() {
        Told told = Told.ordinary();
        for (int i = 0; i < 20; i++) {
            told.alert("session.takeover", "inc-" + i);
        }
        assertThat(told.words()).hasSize(5).noneMatch(word -> word.contains("+"));
        told.pass(minutes(2));

        assertThat(told.words()).hasSize(6).last().isEqualTo("alert session.takeover inc-5 +14");
        assertThat(told.sent.getLast().text()).endsWith("(and 14 more)");
        told.pass(hours(3));
        assertThat(told.words()).hasSize(6);
    }

    @Test
    void the_worst_goes_first() {
        Told told = new Told(1, minutes(10), Config.Severity.WARN);
        told.alert("session.takeover", "inc-0").alert("session.takeover", "inc-1");
        told.write("store.corrupt", "observed", "error", "alert", "x", "inc-2");
        told.pass(minutes(11));

        assertThat(told.words())
                .containsExactly("alert session.takeover inc-0", "alert store.corrupt inc-2 +1");
    }

    @Test
    void below_the_least_severity_and_without_being_an_alert_nobody_is_told() {
        Told told = new Told(5, minutes(10), Config.Severity.ERROR);
        told.alert("lock.suspect", "inc-1");
        told.write("tmp.reap", "failed", "error", "event", "x", "");
        told.pass(hours(9));
        assertThat(told.sent).isEmpty();
        told.write("store.corrupt", "observed", "error", "alert", "x", "inc-2");
        assertThat(told.sent).hasSize(1);
    }

    @Test
    void what_is_over_before_anybody_was_told_is_counted_and_has_no_resolve() {
        Told told = new Told(1, minutes(10), Config.Severity.WARN);
        told.alert("lock.suspect", "inc-0").alert("lock.suspect", "inc-1");
        told.over("lock.suspect", "inc-1").alert("lock.suspect", "inc-2").pass(minutes(11));

        assertThat(told.words())
                .containsExactly("alert lock.suspect inc-0", "alert lock.suspect inc-2 +1");
    }

    @Test
    void a_broken_hook_is_tried_again_later_each_time_and_then_told_everything() {
        Told told = new Told(100, minutes(1), Config.Severity.WARN);
        told.broken(true);
        told.alert("store.corrupt", "inc-1").pass(hours(4));
        assertThat(told.sent).isEmpty();
        assertThat(told.at)
                .extracting(Duration::toMinutes)
                .containsExactly(0L, 1L, 3L, 7L, 15L, 31L, 63L, 123L, 183L);
        told.alert("session.takeover", "inc-2").broken(false);
        told.pass(hours(1));

        assertThat(told.words())
                .containsExactly("alert store.corrupt inc-1", "alert session.takeover inc-2");
    }

    @Test
    void a_daemon_that_starts_anew_does_not_tell_again_what_was_told_within_the_cooldown() {
        Told told = Told.ordinary().alert("lock.suspect", "inc-1").pass(hours(1)).restart();
        told.alert("lock.suspect", "inc-1").pass(minutes(10)).restart().pass(hours(2));
        assertThat(told.words()).containsExactly("alert lock.suspect inc-1");
        told.pass(hours(1));
        assertThat(told.words()).last().isEqualTo("reminder lock.suspect inc-1");
        told.restart().over("lock.suspect", "inc-1").restart().pass(hours(9));

        assertThat(told.words())
                .containsExactly(
                        "alert lock.suspect inc-1",
                        "reminder lock.suspect inc-1",
                        "resolve lock.suspect inc-1");
    }

    @Test
    void what_was_written_and_not_told_before_a_kill_is_told_by_the_next_daemon() {
        Told told = Told.ordinary();
        told.broken(true);
        told.alert("session.takeover", "inc-1").alert("lock.suspect", "inc-2");
        told.broken(false);
        told.restart();
        assertThat(told.words())
                .containsExactly("alert session.takeover inc-1", "alert lock.suspect inc-2");
        told.broken(true);
        told.over("lock.suspect", "inc-2").pass(minutes(1));
        told.broken(false);
        told.restart();
        assertThat(told.words()).last().isEqualTo("resolve lock.suspect inc-2");
    }

    @Test
    void whatever_happens_the_rate_holds_and_everybody_hears_of_everything_in_the_end() {
        for (long seed = 0; seed < (Boolean.getBoolean("hunt") ? 2_000 : 20); seed++) {
            Random random = new Random(Long.getLong("seed", seed));
            int burst = 1 + random.nextInt(6);
            Told told = new Told(burst, minutes(10), Config.Severity.WARN);
            Set<String> stand = new HashSet<>();
            for (int step = 0; step < 300; step++) {
                String incident = "inc-" + random.nextInt(40);
                switch (random.nextInt(6)) {
                    case 0, 1 -> {
                        told.alert("lock.suspect", incident);
                        stand.add(incident);
                    }
                    case 2 -> {
                        told.over("lock.suspect", incident);
                        stand.remove(incident);
                    }
                    case 3 -> told.pass(Duration.ofSeconds(random.nextInt(600)));
                    case 4 -> told.broken(random.nextInt(4) == 0);
                    default -> {
                        if (random.nextInt(20) == 0) {
                            told.restart();
                        }
                    }
                }
            }
            told.broken(false);
            told.pass(hours(48));
            Set<String> believed = new HashSet<>();
            for (Notification one : told.sent) {
                if (one.kind() == Notification.Kind.RESOLVE) {
                    assertThat(believed.remove(one.trouble())).as("seed %d", seed).isTrue();
                } else {
                    believed.add(one.trouble());
                }
            }
            assertThat(believed).as("seed %d", seed).isEqualTo(stand);
        }
    }

    @Test
    void the_bucket_lets_a_burst_go_and_then_no_more_than_the_rate() {
        TokenBucket bucket = new TokenBucket(3, minutes(3), 0);
        List<Boolean> taken =
                List.of(bucket.take(0), bucket.take(0), bucket.take(0), bucket.take(0));
        assertThat(taken).containsExactly(true, true, true, false);
        assertThat(bucket.untilNext(0)).isEqualTo(minutes(1).toNanos());
        int later = 0;
        for (long second = 1; second <= 3600; second++) {
            later += bucket.take(Duration.ofSeconds(second).toNanos()) ? 1 : 0;
        }
        assertThat(later).isEqualTo(60);
    }
}
