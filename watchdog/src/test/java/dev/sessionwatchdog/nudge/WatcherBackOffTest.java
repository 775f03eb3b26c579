package dev.sessionwatchdog.nudge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.sim.SimulatedTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A watcher for which the system has no thread, turn after turn.
@Timeout(60)
class WatcherBackOffTest {

    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final Duration TURN = Duration.ofMillis(500);

    @TempDir Path directory;

    private final SimulatedTime time = new SimulatedTime();
    private final Backlog backlog = new Backlog();
    private final List<String> lost = new ArrayList<>();
    private final List<Long> attempts = new ArrayList<>();
    private boolean hasThreads;
    private WatchedTree tree = tree(Path.of("."));

    private WatchedTree tree(Path root) {
        return new WatchedTree(
                root,
                List.of("agents", "*", "sessions"),
                root.resolve(".session-watchdog/requests"),
                _ -> true,
                _ -> false,
                time,
                LONGEST,
                Duration.ZERO,
                this::run);
    }

    private void run(Runnable waiting) {
        attempts.add(time.moment().monotonicNanos());
        if (!hasThreads) {
            throw new OutOfMemoryError("unable to create native thread");
        }
        Thread.ofVirtual().start(waiting);
    }

    @BeforeEach
    void build() throws Exception {
        Path root = directory.toRealPath();
        Files.createDirectories(root.resolve("agents/main/sessions"));
        tree = tree(root);
    }

    @AfterEach
    void close() {
        tree.close();
    }

    private void turns(Duration duration) {
        for (Duration passed = Duration.ZERO;
                passed.compareTo(duration) < 0;
                passed = passed.plus(TURN)) {
            time.advance(TURN);
            tree.revive();
            backlog.poll().lost().ifPresent(lost::add);
        }
    }

    @Test
    void it_is_tried_less_and_less_often_and_told_of_once() {
        tree.start(backlog);
        turns(Duration.ofHours(2));
        assertThat(lost)
                .singleElement()
                .satisfies(why -> assertThat(why).contains("unable to create native thread"));
        assertThat(attempts).hasSizeBetween(12, 20);
        long last = attempts.getLast() - attempts.get(attempts.size() - 2);
        assertThat(Duration.ofNanos(last)).isBetween(LONGEST, LONGEST.plus(TURN));
    }

    @Test
    void once_it_lasts_everything_is_looked_at_again_and_only_once() {
        tree.start(backlog);
        turns(Duration.ofMinutes(1));
        hasThreads = true;
        lost.clear();
        int before = attempts.size();
        turns(LONGEST);
        assertThat(attempts).hasSize(before + 1);
        assertThat(lost).containsExactly("there are hints again, which there were not");
    }
}
