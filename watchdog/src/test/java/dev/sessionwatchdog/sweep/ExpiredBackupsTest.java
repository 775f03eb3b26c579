package dev.sessionwatchdog.sweep;

import static dev.sessionwatchdog.sweep.MigrationScene.LONG;
import static dev.sessionwatchdog.sweep.MigrationScene.SESSIONS;
import static dev.sessionwatchdog.sweep.MigrationScene.folded;
import static dev.sessionwatchdog.sweep.MigrationScene.index;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.sim.World;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What migrations retired is kept for as long as was promised, by more than the wall clock.
class ExpiredBackupsTest {

    private final World world = World.seeded(30);
    private final MigrationScene scene = new MigrationScene(world);

    @Test
    void backups_go_when_their_time_is_over_and_not_by_a_clock_that_was_set() throws Exception {
        scene.agent("main", index(SESSIONS));
        world.live(LONG);
        assertThat(scene.backups()).hasSize(1);

        world.time().stepWall(Duration.ofDays(400));
        world.live(Duration.ofMinutes(50));
        assertThat(scene.backups()).as("the clock was set").hasSize(1);
        world.time().stepWall(Duration.ofDays(-400));
        world.live(Duration.ofDays(29));
        assertThat(scene.backups()).hasSize(1);

        world.live(Duration.ofDays(2));
        assertThat(scene.backups()).isEmpty();
        assertThat(world.events("store.backup", "done")).hasSize(1);
        assertThat(scene.read("main")).isEqualTo(folded(SESSIONS));
    }
}
