package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SupervisionTest {

    private static final Duration WATCHDOG = Duration.ofSeconds(16);

    private final List<String> heard = new ArrayList<>();
    private boolean taking = true;
    private boolean stopping;
    private long now = 5_000_000_000L;

    private Supervision supervision(Duration watchdog) {
        return new Supervision(this::hear, watchdog, () -> now, () -> stopping);
    }

    private boolean hear(String message) {
        if (taking) {
            heard.add(message);
        }
        return taking;
    }

    private List<String> heard() {
        List<String> all = List.copyOf(heard);
        heard.clear();
        return all;
    }

    private void after(Duration span, Supervision supervision) {
        now += span.toNanos();
        supervision.progress();
    }

    @Test
    void the_states_are_told_as_sd_notify_names_them() {
        Supervision supervision = supervision(WATCHDOG);
        supervision.ready("enforce: 1 root");
        supervision.reloading();
        supervision.status("enforce: 2 roots");
        supervision.stopping();

        assertThat(heard())
                .containsExactly(
                        "READY=1\nSTATUS=enforce: 1 root",
                        "RELOADING=1\nMONOTONIC_USEC=5000000\nSTATUS=reading the configuration"
                                + " again",
                        "READY=1\nSTATUS=enforce: 2 roots",
                        "STOPPING=1\nSTATUS=finishing the running step");
    }

    @Test
    void progress_is_a_sign_of_life_but_not_more_than_eight_in_the_time_of_one() {
        Supervision supervision = supervision(WATCHDOG);
        supervision.ready("");
        heard();
        for (int step = 0; step < 16_000; step++) {
            after(Duration.ofMillis(1), supervision);
        }
        assertThat(heard()).hasSize(8).containsOnly("WATCHDOG=1");
    }

    @Test
    void without_progress_there_is_no_sign_of_life_however_long_it_lasts() {
        Supervision supervision = supervision(WATCHDOG);
        supervision.ready("");
        after(Duration.ofSeconds(3), supervision);
        heard();
        now += Duration.ofDays(1).toNanos();
        assertThat(heard()).isEmpty();
        supervision.progress();
        assertThat(heard()).containsExactly("WATCHDOG=1");
    }

    @Test
    void no_other_thread_gives_one() throws Exception {
        Supervision supervision = supervision(WATCHDOG);
        supervision.ready("");
        heard();
        Thread other = new Thread(() -> after(Duration.ofDays(1), supervision));
        other.start();
        other.join();
        assertThat(heard()).isEmpty();
    }

    @Test
    void a_start_or_a_stop_that_goes_on_asks_for_more_time_and_one_that_hangs_does_not() {
        Supervision supervision = supervision(Duration.ZERO);
        after(Duration.ofSeconds(1), supervision);
        assertThat(heard()).as("what is over soon needs none").isEmpty();
        after(Duration.ofSeconds(10), supervision);
        assertThat(heard()).containsExactly("EXTEND_TIMEOUT_USEC=120000000");

        supervision.ready("");
        heard();
        after(Duration.ofSeconds(100), supervision);
        assertThat(heard()).as("no watchdog is wanted").isEmpty();

        stopping = true;
        after(Duration.ofSeconds(10), supervision);
        after(Duration.ofSeconds(10), supervision);
        assertThat(heard())
                .containsExactly(
                        "STOPPING=1\nSTATUS=finishing the running step",
                        "EXTEND_TIMEOUT_USEC=120000000",
                        "EXTEND_TIMEOUT_USEC=120000000");
    }

    @Test
    void only_what_has_not_started_waits_and_only_when_somebody_listens() {
        assertThat(Supervision.none().waits("another")).isFalse();
        Supervision supervision = supervision(WATCHDOG);
        assertThat(supervision.waits("another\n")).isTrue();
        assertThat(supervision.waits("another\n")).isTrue();
        assertThat(heard()).containsExactly("STATUS=waiting: another\\n");
        supervision.ready("");
        assertThat(supervision.waits("another")).isFalse();
    }

    @Test
    void a_reload_that_goes_on_is_alive_and_asks_for_more_time() {
        Supervision supervision = supervision(WATCHDOG);
        supervision.ready("");
        supervision.reloading();
        heard();
        after(Duration.ofSeconds(3), supervision);
        assertThat(heard()).containsExactly("WATCHDOG=1\nEXTEND_TIMEOUT_USEC=120000000");
    }

    @Test
    void a_status_is_said_once_until_it_changes() {
        Supervision supervision = supervision(WATCHDOG);
        supervision.ready("a");
        supervision.status("a");
        supervision.status("b");
        supervision.status("b");
        assertThat(heard()).containsExactly("READY=1\nSTATUS=a", "STATUS=b");
    }

    @Test
    void what_could_not_be_told_is_told_before_anything_else() {
        Supervision supervision = supervision(Duration.ZERO);
        taking = false;
        supervision.ready("a");
        assertThat(supervision.pulse()).contains(Duration.ofSeconds(1));
        after(Duration.ofSeconds(20), supervision);
        taking = true;
        after(Duration.ofMillis(999), supervision);
        assertThat(heard()).isEmpty();
        after(Duration.ofMillis(1), supervision);
        assertThat(heard()).containsExactly("READY=1\nSTATUS=a");
        assertThat(supervision.pulse()).isEmpty();
    }

    @Test
    void nobody_is_woken_when_nobody_wants_signs_of_life() {
        assertThat(Supervision.none().pulse()).isEmpty();
        assertThat(supervision(Duration.ZERO).pulse()).isEmpty();
        assertThat(supervision(WATCHDOG).pulse()).isEqualTo(Optional.of(Duration.ofSeconds(8)));
    }

    @Test
    void from_the_last_sign_before_a_wait_to_the_first_after_it_is_less_than_the_watchdog() {
        for (Duration watchdog : List.of(Duration.ofMillis(400), WATCHDOG, Duration.ofMinutes(3))) {
            Supervision supervision = supervision(watchdog);
            supervision.ready("");
            heard();
            Duration quiet = Duration.ZERO;
            while (heard.isEmpty()) {
                after(watchdog.dividedBy(1_000), supervision);
                quiet = quiet.plus(watchdog.dividedBy(1_000));
            }
            assertThat(quiet.plus(supervision.pulse().orElseThrow())).isLessThan(watchdog);
        }
    }
}
