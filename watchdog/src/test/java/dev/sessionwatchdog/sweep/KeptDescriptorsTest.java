package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.sessionwatchdog.observation.Attention;
import dev.sessionwatchdog.observation.HealthProbe;
import dev.sessionwatchdog.observation.Observer;
import dev.sessionwatchdog.observation.Sightings;
import dev.sessionwatchdog.sim.Configs;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import dev.sessionwatchdog.store.time.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// What is held open of the directories that are not listed again (decision record 0018).
@EnabledOnOs(OS.LINUX)
class KeptDescriptorsTest {

    private static final Place AGENT = Place.of("agents/main");

    private final Moment now = new SimulatedTime().moment();

    private static long held(Path directory) throws IOException {
        long held = 0;
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : open.toList()) {
                try {
                    held += Files.readSymbolicLink(descriptor).equals(directory) ? 1 : 0;
                } catch (NoSuchFileException closedMeanwhile) {
                    // It was the listing's own.
                }
            }
        }
        return held;
    }

    private void pass(Root root, QuietStores quiet) throws IOException {
        try (Directory agent = root.open(AGENT)) {
            quiet.passed(AGENT, agent.facts(), now.wall());
        }
    }

    @Test
    void one_descriptor_is_held_for_a_directory_however_often_it_is_listed_and_none_at_the_end(
            @TempDir Path temp) throws IOException {
        Path directory = temp.toRealPath().resolve(AGENT.toString());
        Files.createDirectories(directory);
        try (Root root = LocalRoot.open(temp, LocalRoot.Natives.AUTO)) {
            assumeFalse(root.assurance().degraded());
            Observer observer =
                    new Observer(
                            root,
                            new HealthProbe(Configs.defaults().limits().index()),
                            new Sightings(new Attention(now, Duration.ZERO)),
                            false);
            try (QuietStores quiet = new QuietStores(root, observer)) {
                for (int listing = 0; listing < 3; listing++) {
                    quiet.begin();
                    assertThat(held(directory)).isZero();
                    pass(root, quiet);
                    assertThat(held(directory)).isEqualTo(1);
                }
            }
            assertThat(held(directory)).isZero();
        }
    }
}
