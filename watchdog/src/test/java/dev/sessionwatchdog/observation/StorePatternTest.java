package dev.sessionwatchdog.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.sim.SimulatedDisk;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Which directories are stores, and what stands in the way of finding them.
class StorePatternTest {

    private final SimulatedDisk disk = new SimulatedDisk(new SimulatedTime());
    private final List<Oddity> oddities = new ArrayList<>();

    private List<String> expand(String pattern) throws Exception {
        try (SimulatedRoot root = SimulatedRoot.open(disk)) {
            return StorePattern.of(pattern).expand(root, oddities).stream()
                    .map(Place::toString)
                    .toList();
        }
    }

    @Test
    void stores_are_found_in_the_order_of_their_names() throws Exception {
        disk.mkdirs("agents/ops/sessions");
        disk.mkdirs("agents/main/sessions");
        disk.mkdirs("agents/empty");
        disk.mkdirs("other/main/sessions");
        disk.file("agents/notes.txt", "x");
        assertThat(expand("agents/*/sessions"))
                .containsExactly("agents/main/sessions", "agents/ops/sessions");
        assertThat(oddities).isEmpty();
    }

    @Test
    void a_star_stands_for_a_part_of_one_name_and_everything_else_for_itself() throws Exception {
        disk.mkdirs("x/sessions-a.b");
        disk.mkdirs("x/sessions-");
        disk.mkdirs("x/sessionsXa.b");
        disk.mkdirs("x/sessions-a.b.old");
        disk.mkdirs("x/sessions-deep/er.b");
        assertThat(expand("x/sessions-*.b")).containsExactly("x/sessions-a.b");
        assertThat(expand("x/*-*")).hasSize(4);
        assertThat(expand("*/sessions-")).containsExactly("x/sessions-");
    }

    @Test
    void nothing_there_is_no_store_and_nothing_odd() throws Exception {
        assertThat(expand("agents/*/sessions")).isEmpty();
        assertThat(oddities).isEmpty();
    }

    @Test
    void a_linked_agent_and_a_mounted_one_are_said_and_not_entered() throws Exception {
        disk.mkdirs("agents/main/sessions");
        disk.mkdirs("elsewhere/sessions");
        disk.symlink("agents/linked", "../elsewhere");
        disk.mountPoint("agents/mounted", true);
        disk.mountPoint("agents/bound", false);
        disk.mkdirs("agents/half");
        disk.symlink("agents/half/sessions", "../main/sessions");
        assertThat(expand("agents/*/sessions")).containsExactly("agents/main/sessions");
        assertThat(oddities)
                .containsExactlyInAnyOrder(
                        new Oddity(Place.of("agents/linked"), "symlink"),
                        new Oddity(Place.of("agents/mounted"), "other device"),
                        new Oddity(Place.of("agents/bound"), "mount point"),
                        new Oddity(Place.of("agents/half/sessions"), "symlink"));
    }

    @Test
    void an_agent_that_cannot_be_read_hides_no_other() throws Exception {
        disk.mkdirs("agents/a/sessions");
        disk.mkdirs("agents/b/sessions");
        disk.mkdirs("agents/c/sessions");
        disk.before(call -> {
            if (call.name().equals("open") && call.path().equals("agents/b")) {
                throw new AccessDeniedException("agents/b");
            }
        });
        assertThat(expand("agents/*/sessions"))
                .containsExactly("agents/a/sessions", "agents/c/sessions");
        assertThat(oddities)
                .singleElement()
                .satisfies(oddity -> {
                    assertThat(oddity.place()).isEqualTo(Place.of("agents/b"));
                    assertThat(oddity.what()).contains("AccessDenied");
                });
    }

    @Test
    void more_stores_than_the_bound_are_said_once_and_not_followed() throws Exception {
        for (int i = 0; i < StorePattern.MAX_STORES + 50; i++) {
            disk.mkdirs("s/a%05d".formatted(i));
        }
        assertThat(expand("s/*")).hasSize(StorePattern.MAX_STORES);
        assertThat(oddities)
                .singleElement()
                .satisfies(oddity -> assertThat(oddity.what()).contains("more than 20000 stores"));
    }
}
