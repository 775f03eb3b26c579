package dev.sessionwatchdog.race;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Breaking a lock robs nobody and leaves nothing behind, whatever happens between the last look
/// and the rename (S5, S6): real processes on a real disk, and a referee who believes none of them.
///
/// The profile `hunt` runs 5,000 rounds for each pause. `-Dseed=` repeats the timing as far as
/// timing can be repeated.
@EnabledOnOs(OS.LINUX)
final class LockRaceIT {

    private static final boolean HUNT = Boolean.getBoolean("hunt");
    private static final long SEED = Long.getLong("seed", 6);

    @TempDir private Path directory;

    /// A pause, and how many rounds of it there are in an ordinary build.
    record Pause(String name, Duration length, int ordinary) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Pause> pauses() {
        return Stream.of(
                new Pause("pause 0", Duration.ZERO, 250),
                new Pause("pause 100 us", Duration.ofNanos(100_000), 250),
                new Pause("pause 10 ms", Duration.ofMillis(10), 150));
    }

    private static int rounds(int ordinary) {
        return Integer.getInteger("rounds", HUNT ? 5_000 : ordinary);
    }

    private Path top() throws IOException {
        return Files.createDirectories(directory.resolve("root"));
    }

    @ParameterizedTest
    @MethodSource("pauses")
    void nobody_is_robbed_and_nothing_leaks_when_a_lock_is_captured_and_verified(Pause pause)
            throws Exception {
        Race race = new Race("capture, verify, put back, heal; " + pause);
        long nanos = pause.length().toNanos();
        try (Course course = new Course(top(), nanos, SEED);
                Breaker breaker = new CapturingBreaker(top(), Course.LOCK, nanos)) {
            course.run(breaker, race, rounds(pause.ordinary()));
        }
        System.out.println(race);
        assertThat(race.broken).isPositive();
        assertThat(race.wrong).as("wrong inode").isZero();
        assertThat(race.leaked).as("leaked").isZero();
        assertThat(race.robbed).as("robbed").isZero();
        assertThat(race.doubles).as("double holders").isZero();
    }

    @Test
    void the_referee_catches_who_compares_and_then_unlinks() throws Exception {
        Race race = new Race("compare inode and content, unlink; pause 100 us");
        long nanos = 100_000;
        try (Course course = new Course(top(), nanos, SEED);
                Breaker breaker = new NaiveBreaker(top(), Course.LOCK, nanos)) {
            course.run(breaker, race, rounds(400));
        }
        System.out.println(race);
        assertThat(race.doubles + race.robbed).isPositive();
        assertThat(race.wrong).isPositive();
    }
}
