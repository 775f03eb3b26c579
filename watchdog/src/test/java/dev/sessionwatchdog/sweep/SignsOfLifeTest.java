package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.sim.World;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What a service manager hears of a sweeping thread whose disk is slow, or does not answer any
/// more: virtual time passes within the calls and nowhere else.
class SignsOfLifeTest {

    private static final int MANY = Boolean.getBoolean("hunt") ? 100_000 : 2_000;
    private static final Duration WATCHDOG = Duration.ofMinutes(3);
    private static final Duration EACH = Duration.ofSeconds(11);
    private static final Duration HANG = Duration.ofHours(1);
    private static final int STRIDE = Boolean.getBoolean("hunt") ? 1 : 5;
    private static final Duration OLD = Duration.ofHours(5);

    private final World world = World.seeded(70);
    private final Random random = new Random(Long.getLong("seed", 70));
    private final Supervision supervision =
            new Supervision(this::hear, WATCHDOG, this::now, () -> false);
    private long lastSign;
    private long longest;
    private int signs;

    private long now() {
        return world.time().moment().monotonicNanos();
    }

    private boolean hear(String message) {
        if (message.startsWith("WATCHDOG=1")) {
            sign();
            signs++;
        }
        return true;
    }

    private void sign() {
        longest = Math.max(longest, now() - lastSign);
        lastSign = now();
    }

    /// Every call of the kernel takes its time, now and then half a minute of it, and its answer is
    /// progress.
    private void slowDisk() {
        world.whenAsked(supervision::progress);
        world.disk()
                .before(_ -> {
                    supervision.progress();
                    long millis = random.nextInt(2_000) == 0 ? 30_000 : random.nextInt(20);
                    world.time().advance(Duration.ofMillis(millis));
                });
    }

    /// The daemon's turns, without the waits between them: the wait itself is a sign.
    private void turns(int most) throws Exception {
        world.start();
        supervision.ready("");
        slowDisk();
        for (int turn = 0; turn < most; turn++) {
            lastSign = now();
            Duration next = world.turn();
            sign();
            world.time().advance(next);
        }
    }

    private static String temp(int n) {
        return "sessions.json.%08x-688b-41a1-b4f1-a4e2d099365b.tmp".formatted(n);
    }

    @Test
    void a_sweep_of_many_orphans_on_a_slow_disk_gives_them_often_enough() throws Exception {
        world.index();
        for (int i = 0; i < MANY; i++) {
            world.session(temp(i), "x", OLD);
        }

        // On such a disk a turn gets some 26 of them done.
        turns(MANY / 20);

        assertThat(world.events("tmp.reap", "done")).hasSize(MANY);
        assertThat(Duration.ofNanos(longest)).isLessThan(WATCHDOG.dividedBy(2));
        assertThat(signs).isGreaterThan(MANY / 500);
    }

    @Test
    void a_migration_of_many_sessions_on_a_slow_disk_gives_them_often_enough() throws Exception {
        SortedMap<String, String> sessions = new TreeMap<>();
        for (int i = 0; i < MANY; i++) {
            sessions.put("agent:main:s" + i, "{\"sessionId\":\"" + i + "\"}");
        }
        MigrationScene scene = new MigrationScene(world);
        scene.agent("main", MigrationScene.index(sessions));

        turns(40);

        assertThat(world.events("store.migrate", "done")).hasSize(1);
        assertThat(scene.read("main")).hasSize(MANY);
        assertThat(Duration.ofNanos(longest)).isLessThan(WATCHDOG.dividedBy(2));
    }

    @Test
    void while_a_call_does_not_return_there_is_none_whichever_it_is() throws Exception {
        int calls = callsOfATurn();
        assertThat(calls).isGreaterThan(50);
        for (int at = 1; at <= calls; at += STRIDE) {
            SignsOfLifeTest hung = new SignsOfLifeTest();
            hung.hangsAt(at);
            assertThat(Duration.ofNanos(hung.longest)).as("at call %s", at).isGreaterThan(HANG);
        }
    }

    private void someTrouble() throws Exception {
        world.index();
        world.session(temp(1), "x".repeat(100_000), OLD);
        world.disk()
                .file(
                        World.SESSIONS + "/a.jsonl.lock",
                        "{\"pid\":999,\"createdAt\":\"2026-06-01T06:00:00Z\"}"
                                .getBytes(StandardCharsets.UTF_8),
                        world.time().moment().wall().minus(OLD));
        world.start();
        supervision.ready("");
        world.turn();
        world.time().advance(Duration.ofMinutes(15));
    }

    private int callsOfATurn() throws Exception {
        someTrouble();
        int before = world.disk().calls();
        world.turn();
        return world.disk().calls() - before;
    }

    private void hangsAt(int call) throws Exception {
        someTrouble();
        world.whenAsked(supervision::progress);
        int number = world.disk().calls() + call;
        world.disk()
                .before(operation -> {
                    supervision.progress();
                    // A few seconds for every call, so that each is a sign.
                    world.time().advance(operation.number() == number ? HANG.plus(EACH) : EACH);
                });
        lastSign = now();
        world.turn();
        sign();
        assertThat(world.disk().calls()).isGreaterThanOrEqualTo(number);
    }
}
