package dev.sessionwatchdog.nudge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// What is asked for of a directory of which less was asked for once.
@EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere nothing less is asked for")
class NamesOnlyTest {

    @TempDir Path root;

    private Path agent;
    private Path store;

    @BeforeEach
    void make() throws IOException {
        agent = root.resolve("agents/main");
        store = Files.createDirectories(agent.resolve("sessions"));
    }

    private boolean asksForWrites() throws IOException {
        return (InotifyWatches.askedFor(store) & InotifyWatches.IN_MODIFY) != 0;
    }

    /// As the watcher does with a directory that it sees for the first time.
    private void watched(WatchService service) throws IOException {
        store.register(
                service,
                StandardWatchEventKinds.ENTRY_CREATE,
                StandardWatchEventKinds.ENTRY_DELETE,
                StandardWatchEventKinds.ENTRY_MODIFY);
        assertThat(asksForWrites()).isTrue();
    }

    @Test
    void a_directory_that_came_or_went_is_asked_for_less_at_its_next_write() throws IOException {
        NamesOnly names = NamesOnly.begin();
        try (WatchService service = names.service().orElseThrow()) {
            for (Path away : new Path[] {store, agent, root}) {
                watched(service);
                names.written(store);
                names.cameOrWent(away);
                watched(service);
                names.written(store);
                assertThat(asksForWrites()).isFalse();
                names.cameOrWent(store);
            }
        }
    }

    @Test
    void what_came_or_went_elsewhere_changes_nothing() throws IOException {
        NamesOnly names = NamesOnly.begin();
        try (WatchService service = names.service().orElseThrow()) {
            watched(service);
            names.written(store);
            names.cameOrWent(root.resolve("agents/main2"));
            names.cameOrWent(store.resolve("folder"));
            watched(service);
            names.written(store);
            // It was asked for less once, and the watcher would have told of a new one.
            assertThat(asksForWrites()).isTrue();
        }
    }
}
