package dev.sessionwatchdog.sweep;

import static dev.sessionwatchdog.sweep.MigrationScene.index;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.sim.World;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What stores that were migrated cost every later sweep: nothing of them is read.
class ManyMigratedStoresTest {

    private static final int STORES = 60;
    private static final String HOME = World.ROOT + "/.session-watchdog";

    private final World world = World.seeded(6_100);
    private final MigrationScene scene = new MigrationScene(world);
    private final AtomicInteger manifests = new AtomicInteger();
    private final AtomicInteger records = new AtomicInteger();
    private final AtomicInteger lists = new AtomicInteger();

    @Test
    void of_migrated_stores_no_manifest_is_read_again_and_our_remains_are_listed_once_for_all()
            throws Exception {
        for (int i = 0; i < STORES; i++) {
            scene.agent("a" + i, index(Map.of("agent:a:" + i, "{\"i\":" + i + "}")));
        }
        world.live(Duration.ofHours(1));
        assertThat(scene.backups()).hasSize(STORES);
        world.kill().live(Duration.ofHours(1));
        int sweepsBefore = sweeps();
        world.disk()
                .before(operation -> {
                    String path = operation.path();
                    if (operation.name().equals("pin")) {
                        count(manifests, path.endsWith("/.manifest.json"));
                        count(records, path.endsWith("/backup.json"));
                    }
                    count(lists, operation.name().equals("list") && path.equals(HOME + "/backups"));
                });

        world.live(Duration.ofHours(6));

        int sweeps = sweeps() - sweepsBefore;
        assertThat(sweeps).isGreaterThan(5);
        assertThat(manifests).hasValue(0);
        // The records tell when a backup expires; that is asked every half hour.
        assertThat(records.get()).isLessThanOrEqualTo(STORES * 12);
        assertThat(lists.get()).isBetween(1, sweeps + 12);
    }

    private int sweeps() {
        return world.events("sweep.summary", "observed").size();
    }

    private static void count(AtomicInteger counter, boolean counts) {
        if (counts) {
            counter.incrementAndGet();
        }
    }
}
