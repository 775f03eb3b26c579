package dev.sessionwatchdog.store.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Removal;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What happens when somebody comes between the last look and the act.
class InterleavingTest {

    private static final Name F = new Name("f");

    private final SimulatedDisk disk = new SimulatedDisk(new SimulatedTime());

    @BeforeEach
    void aFileAndAQuarantine() {
        disk.mkdirs("d");
        disk.mkdirs("q");
        disk.file("d/f", "old");
    }

    private Directory open(String place) throws IOException {
        return SimulatedRoot.open(disk).open(Place.of(place));
    }

    private void beforeEvery(String operation, String path, Runnable what) {
        disk.before(call -> {
            if (call.name().equals(operation) && call.path().equals(path)) {
                what.run();
            }
        });
    }

    private void strangerReplaces(String path) {
        disk.remove(path);
        disk.file(path, "stranger");
    }

    @Test
    void a_stranger_that_was_captured_is_put_back() throws IOException {
        try (Directory d = open("d");
                Pinned pinned = d.pin(F)) {
            beforeEvery("rename", "d/f", () -> strangerReplaces("d/f"));
            assertThat(d.move(pinned, open("q"), F)).isInstanceOf(Removal.PutBack.class);
        }
        assertThat(disk.text("d/f")).isEqualTo("stranger");
        assertThat(disk.exists("q/f")).isFalse();
    }

    @Test
    void a_captured_stranger_stays_where_it_is_when_its_name_is_taken_again() throws IOException {
        try (Directory d = open("d");
                Pinned pinned = d.pin(F)) {
            disk.before(call -> {
                if (call.name().equals("rename") && call.path().equals("d/f")) {
                    strangerReplaces("d/f");
                }
                if (call.name().equals("rename") && call.path().equals("q/f")) {
                    disk.file("d/f", "third");
                }
            });
            assertThat(d.move(pinned, open("q"), F)).isInstanceOf(Removal.Indeterminate.class);
        }
        assertThat(disk.text("d/f")).isEqualTo("third");
        assertThat(disk.text("q/f")).isEqualTo("stranger");
    }

    @Test
    void an_unlink_that_hit_another_file_says_so() throws IOException {
        try (Directory d = open("d");
                Pinned pinned = d.pin(F)) {
            beforeEvery(
                    "unlink",
                    "d/f",
                    () -> {
                        disk.rename("d/f", "d/elsewhere");
                        disk.file("d/f", "stranger");
                    });
            assertThat(d.unlink(pinned)).isInstanceOf(Removal.Indeterminate.class);
        }
    }
}
