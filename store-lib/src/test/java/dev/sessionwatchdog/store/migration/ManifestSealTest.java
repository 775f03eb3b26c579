package dev.sessionwatchdog.store.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.sim.SimulatedDisk;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// A manifest vouches for itself, read at once or as a stream.
class ManifestSealTest {

    private static final Name M = new Name("m");

    private static boolean isValid(byte[] content) throws IOException {
        SimulatedDisk disk = new SimulatedDisk(new SimulatedTime());
        disk.file("m", content);
        try (Directory top = SimulatedRoot.open(disk).open(Place.TOP);
                Pinned file = top.pin(M)) {
            boolean streamed = ManifestSeal.isValid(file);
            assertThat(ManifestSeal.isValid(content)).isEqualTo(streamed);
            return streamed;
        }
    }

    private static byte[] sealed(String open) {
        return ManifestSeal.seal(open.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void a_sealed_object_is_valid_and_no_byte_of_it_may_change() throws IOException {
        byte[] sealed = sealed("{\"v\":1,\"entries\":[{\"a\":\"é\"}]");
        assertThat(isValid(sealed)).isTrue();
        for (int at = 0; at < sealed.length; at++) {
            byte[] changed = sealed.clone();
            changed[at] ^= 1;
            assertThat(isValid(changed)).as("byte %d", at).isFalse();
            assertThat(isValid(Arrays.copyOf(sealed, at))).as("%d bytes", at).isFalse();
        }
        assertThat(isValid(Arrays.copyOf(sealed, sealed.length + 1))).isFalse();
    }

    @Test
    void what_is_sealed_but_no_object_without_doubles_is_not_valid() throws IOException {
        assertThat(isValid(sealed("[1"))).isFalse();
        assertThat(isValid(sealed("{\"v\":1,\"v\":2"))).isFalse();
        assertThat(isValid(sealed("{\"v\":1,\"sha256\":2"))).isFalse();
        assertThat(isValid(sealed("{\"v\":1}{\"w\":1"))).isFalse();
        assertThat(isValid(sealed("{\"large\":\"" + "x".repeat(300_000) + "\""))).isTrue();
    }
}
