package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.sim.SimulatedOwner;
import dev.sessionwatchdog.sim.World;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// While a person wants it so, nothing is acted on; looking and telling go on.
class PauseScenariosTest extends LockScene {

    private static final String TEMP = "sessions.json.4be19c52-3f0e-4c57-9a57-5a0d3f4f9a10.tmp";
    private static final String FILE = World.ROOT + "/.session-watchdog/pause.json";

    @BeforeEach
    void a_leaked_lock_and_an_orphan() {
        SimulatedOwner gateway = tree().gateway(7, LONG);
        gateway.take(L, gateway.declaring(minutes(1))).leak(L);
        world.session(TEMP, "{}", hours(5));
    }

    private void pause(Duration length) throws Exception {
        Instant now = world.time().moment().wall();
        try (Root root = SimulatedRoot.open(world.disk(), World.ROOT)) {
            new Pause(now, now.plus(length), "deploying\u202e").begin(root);
        }
    }

    private boolean nothingWasDone() {
        return world.events("tmp.reap", "intent").isEmpty()
                && world.events("lock.break", "intent").isEmpty();
    }

    @Test
    void nothing_is_acted_on_until_the_pause_is_over_by_itself() throws Exception {
        pause(hours(2));

        world.live(minutes(119));
        assertThat(nothingWasDone()).isTrue();
        assertThat(world.has(L) && world.has(TEMP)).isTrue();
        assertThat(told()).anyMatch(said -> said.contains("paused until"));

        world.live(minutes(15));
        assertThat(world.has(L) || world.has(TEMP)).isFalse();
        assertThat(world.events("daemon.pause", "observed")).hasSize(1);
        assertThat(messages("daemon.pause", "observed").getFirst()).contains("deploying\\u{202e}");
        assertThat(messages("daemon.resume", "observed"))
                .containsExactly("daemon.resume: the pause is over");
    }

    @Test
    void a_pause_that_is_ended_by_hand_ends() throws Exception {
        pause(hours(2));
        world.live(minutes(30));
        try (Root root = SimulatedRoot.open(world.disk(), World.ROOT)) {
            assertThat(Pause.end(root)).isTrue();
            assertThat(Pause.end(root)).isFalse();
        }

        world.live(minutes(15));

        assertThat(world.has(L) || world.has(TEMP)).isFalse();
        assertThat(messages("daemon.resume", "observed"))
                .containsExactly("daemon.resume: the pause was ended by hand");
    }

    @Test
    void a_pause_survives_the_daemon() throws Exception {
        pause(hours(2));
        world.live(minutes(10));
        world.kill();

        world.live(minutes(60));

        assertThat(nothingWasDone()).isTrue();
        assertThat(world.events("daemon.pause", "observed")).hasSize(2);
    }

    @Test
    void what_is_no_pause_or_would_never_end_is_none() throws Exception {
        for (String text :
                new String[] {
                    "",
                    "not json",
                    "{\"since\":\"2026-06-01T08:00:00Z\",\"until\":\"soon\"}",
                    "{\"since\":\"2026-06-01T08:00:00Z\",\"until\":\"2099-06-01T08:00:00Z\"}"
                }) {
            world.disk().mkdirs(World.ROOT + "/.session-watchdog");
            world.disk().file(FILE, text);
            try (Root root = SimulatedRoot.open(world.disk(), World.ROOT)) {
                assertThat(Pause.read(root, world.time().moment().wall())).as(text).isEmpty();
            }
        }
    }
}
