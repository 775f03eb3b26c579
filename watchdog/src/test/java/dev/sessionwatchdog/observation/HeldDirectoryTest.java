package dev.sessionwatchdog.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.sim.SimulatedDisk;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeldDirectoryTest {

    private static final Place STORE = Place.of("store");
    private static final Name NEW = new Name("new");

    private final SimulatedTime time = new SimulatedTime();
    private final SimulatedDisk disk = new SimulatedDisk(time);
    private final List<String> opened = new ArrayList<>();

    HeldDirectoryTest() {
        disk.mkdirs("store");
        disk.mkdirs("other");
        disk.before(call -> {
            if (call.name().equals("open") && !call.path().isEmpty()) {
                opened.add(call.path());
            }
        });
    }

    @Test
    void neighbours_find_it_open() throws IOException {
        try (SimulatedRoot root = SimulatedRoot.open(disk);
                HeldDirectory held = new HeldDirectory(root, time)) {
            Directory first = held.at(STORE);
            time.advance(HeldDirectory.LONGEST.minusNanos(1));
            assertThat(held.at(STORE)).isSameAs(first);
            assertThat(held.at(Place.of("other")).place()).isEqualTo(Place.of("other"));
            assertThat(held.at(STORE).place()).isEqualTo(STORE);
            assertThat(opened).containsExactly("store", "other", "store");
        }
    }

    /// However quickly its neighbours follow each other.
    @Test
    void one_that_was_moved_away_is_left_soon() throws IOException {
        try (SimulatedRoot root = SimulatedRoot.open(disk);
                HeldDirectory held = new HeldDirectory(root, time)) {
            assertThat(held.at(STORE).look(NEW)).isEmpty();
            disk.rename("store", "away");
            disk.mkdirs("store");
            disk.file("store/new", "{}");
            Duration step = HeldDirectory.LONGEST.dividedBy(10);
            for (int i = 0; i < 10; i++) {
                time.advance(step);
                held.at(STORE);
            }
            assertThat(held.at(STORE).look(NEW)).isPresent();
        }
    }

    @Test
    void after_one_that_is_not_there_the_next_is_opened() throws IOException {
        try (SimulatedRoot root = SimulatedRoot.open(disk);
                HeldDirectory held = new HeldDirectory(root, time)) {
            held.at(STORE);
            assertThatThrownBy(() -> held.at(Place.of("gone")))
                    .isInstanceOf(NoSuchFileException.class);
            assertThat(held.at(STORE).facts().type()).isNotNull();
        }
    }
}
