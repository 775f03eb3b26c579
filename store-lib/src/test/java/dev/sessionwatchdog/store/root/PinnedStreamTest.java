package dev.sessionwatchdog.store.root;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.sim.SimulatedDisk;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PinnedStreamTest {

    @Test
    void shows_every_byte_up_to_the_limit_whatever_the_buffer() throws IOException {
        byte[] content = new byte[100_000];
        new Random(1).nextBytes(content);
        SimulatedDisk disk = new SimulatedDisk(new SimulatedTime());
        disk.file("f", content);
        try (Directory top = SimulatedRoot.open(disk).open(Place.TOP);
                Pinned file = top.pin(new Name("f"))) {
            assertThat(new PinnedStream(file, Long.MAX_VALUE).readAllBytes()).isEqualTo(content);
            assertThat(new PinnedStream(file, 70_000).readAllBytes()).hasSize(70_000);
            assertThat(new PinnedStream(file, 70_000).read(new byte[1], 0, 0)).isZero();
            assertThat(new PinnedStream(file, 0).read()).isEqualTo(-1);
        }
    }
}
