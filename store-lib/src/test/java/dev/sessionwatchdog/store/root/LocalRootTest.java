package dev.sessionwatchdog.store.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sessionwatchdog.store.sim.SimulatedDisk;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalRootTest {

    private static final Name F = new Name("f");

    @TempDir private Path top = Path.of("");

    @Test
    void natives_are_used_switched_off_or_required() throws IOException {
        try (Root off = LocalRoot.open(top, LocalRoot.Natives.OFF)) {
            assertThat(off.assurance().degraded()).isTrue();
        }
        try (Root auto = LocalRoot.open(top, LocalRoot.Natives.AUTO)) {
            assumeTrue(!auto.assurance().degraded(), "nothing can be proven on this machine");
        }
        try (Root required = LocalRoot.open(top, LocalRoot.Natives.REQUIRED)) {
            assertThat(required.assurance().degraded()).isFalse();
        }
    }

    @Test
    void where_something_cannot_be_proven_a_required_root_is_closed_again() throws IOException {
        Root degraded = SimulatedRoot.degraded(new SimulatedDisk(new SimulatedTime()), "");
        assertThatThrownBy(() -> LocalRoot.proven(degraded))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("no native calls");
        assertThatThrownBy(() -> degraded.open(Place.TOP))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_directory_that_could_not_be_made_durable_is_taken_back() throws IOException {
        LinuxCalls failing =
                new LinuxCalls() {
                    @Override
                    int fsync(int fd) {
                        return -5;
                    }
                };
        try (Root root = LinuxRoot.open(top.toRealPath().toString(), failing);
                Directory opened = root.open(Place.TOP)) {
            assertThatThrownBy(() -> opened.openOrMake(F)).hasMessageContaining("EIO");
            assertThat(opened.look(F)).isEmpty();
        }
    }
}
