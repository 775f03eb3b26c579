package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.sim.World;
import dev.sessionwatchdog.store.sim.SimulatedDisk;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// Safety contract S5 and S7: between the decision and the act the world may have moved on; then
/// nothing happens to what stands there now.
class OvertakenTest {

    private static final String TEMP = "sessions.json.a7a17c4a-688b-41a1-b4f1-a4e2d099365b.tmp";
    private static final String PATH = World.SESSIONS + "/" + TEMP;
    private static final Duration OLD = Duration.ofHours(5);
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(10);

    private final World world = World.seeded(5).index().session(TEMP, "old", OLD);
    private final AtomicBoolean interfered = new AtomicBoolean();

    /// Lets another party act once, just before the first call of a kind after the intent.
    private void before(String call, String endOfPath, Runnable what) {
        SimulatedDisk disk = world.disk();
        AtomicBoolean announced = new AtomicBoolean();
        disk.before(operation -> {
            if (operation.name().equals("sync")
                    && operation.path().contains("events")
                    && disk.text(World.EVENTS + "/events.jsonl").contains("\"intent\"")) {
                announced.set(true);
            }
            if (announced.get()
                    && operation.name().equals(call)
                    && operation.path().endsWith(endOfPath)
                    && interfered.compareAndSet(false, true)) {
                what.run();
            }
        });
    }

    private void livesUntouched(String expectedText) throws Exception {
        world.start().live(LONG_ENOUGH);
        assertThat(interfered).isTrue();
        assertThat(world.disk().text(PATH)).isEqualTo(expectedText);
        assertThat(world.events("tmp.reap", "overtaken")).isNotEmpty();
        assertThat(world.events("tmp.reap", "done")).isEmpty();
        assertThat(world.verify().sound()).isTrue();
    }

    @Test
    void a_new_file_under_the_same_name_and_inode_is_left() throws Exception {
        before(
                "pin",
                TEMP,
                () -> {
                    world.disk().remove(PATH);
                    world.disk().file(PATH, "new".getBytes(StandardCharsets.UTF_8));
                });
        livesUntouched("new");
    }

    @Test
    void a_file_that_appears_between_the_last_look_and_the_claim_is_left() throws Exception {
        before(
                "claim",
                TEMP,
                () -> {
                    world.disk().remove(PATH);
                    world.disk().file(PATH, "new".getBytes(StandardCharsets.UTF_8));
                });
        livesUntouched("new");
    }

    @Test
    void a_file_that_somebody_opens_before_the_claim_is_left() throws Exception {
        before("claim", TEMP, () -> world.disk().openBy(PATH));
        livesUntouched("old");
    }

    @Test
    void a_temp_is_left_when_the_index_breaks_after_the_decision() throws Exception {
        before("pin", TEMP, () -> world.session("sessions.json", "", Duration.ZERO));
        livesUntouched("old");
    }

    @Test
    void a_directory_that_was_swapped_for_a_link_is_not_followed() throws Exception {
        world.disk().mkdirs("outside");
        world.disk().file("outside/" + TEMP, "precious");
        before(
                "pin",
                TEMP,
                () -> {
                    world.disk().rename(World.SESSIONS, World.ROOT + "/aside");
                    world.disk().symlink(World.SESSIONS, "../../../../outside");
                });

        world.start().live(LONG_ENOUGH);

        assertThat(interfered).isTrue();
        assertThat(world.disk().text("outside/" + TEMP)).isEqualTo("precious");
    }
}
