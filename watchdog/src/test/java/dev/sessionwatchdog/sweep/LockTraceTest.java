package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.sim.SimulatedOwner;
import dev.sessionwatchdog.sim.World;
import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Safety contract S2, S3, S4 and the liveness beside it, on random traces: an owner that beats at
/// any lawful rate keeps its lock whatever happens to the clocks, the machine and the watchdog;
/// once it falls silent and the disturbances stop, the lock goes.
class LockTraceTest {

    private static final String L = "5e5b0789-dc10-435b-8f07-bc76d1055a2c.jsonl.lock";
    private static final Duration TERM = Duration.ofSeconds(15);

    /// More seeds are for the profile `hunt`.
    private static final int SEEDS = Boolean.getBoolean("hunt") ? 500 : 6;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, SEEDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void who_beats_keeps_its_lock_and_who_falls_silent_loses_it(long seed) throws Exception {
        Random random = new Random(seed);
        World world = World.seeded(seed).index();
        SimulatedOwner gateway = world.gateway(7, Duration.ofHours(3));
        gateway.take(L, gateway.leased(TERM, TERM.dividedBy(3)));
        boolean[] beating = {true};
        beat(world, gateway, random, beating);

        for (int i = 0; i < 40; i++) {
            world.live(seconds(random.nextInt(1, 400)));
            disturb(world, random);
            assertThat(world.has(L)).as("seed %d, after disturbance %d", seed, i).isTrue();
        }
        assertThat(world.events("lock.break", "intent")).as("seed %d", seed).isEmpty();

        beating[0] = false;
        // The guard after a disturbance, the term times 1.5, and two looks.
        world.live(seconds(120 + 23 + 30 + 10));
        assertThat(world.has(L)).as("seed %d, silent", seed).isFalse();
        assertThat(world.verify().sound()).isTrue();
        assertThat(world.verify().openIntents()).isEmpty();
    }

    /// Beats again and again, at most 1.4 terms apart.
    private static void beat(
            World world, SimulatedOwner gateway, Random random, boolean[] beating) {
        world.time()
                .at(
                        Duration.ofMillis(random.nextInt(500, 21_000)),
                        () -> {
                            if (beating[0]) {
                                gateway.beat(L);
                                beat(world, gateway, random, beating);
                            }
                        });
    }

    private static void disturb(World world, Random random) {
        switch (random.nextInt(6)) {
            case 0 -> world.time().sleepMachine(seconds(random.nextInt(30_000)));
            case 1 -> world.time().stepWall(seconds(random.nextInt(1_000_000)));
            case 2 -> world.time().stepWall(seconds(-random.nextInt(1_000_000)));
            // The watchdog alone is stopped; or for so short a time that it is no gap.
            case 3 -> world.time().advance(seconds(random.nextInt(3_600)));
            case 4 -> world.time().advance(seconds(random.nextInt(20)));
            default -> world.kill();
        }
    }

    private static Duration seconds(long count) {
        return Duration.ofSeconds(count);
    }
}
