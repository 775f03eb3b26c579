package dev.sessionwatchdog.nudge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.time.SystemTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The real watcher on a real directory.
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class WatchedTreeTest {

    private static final Place MAIN = Place.of("agents/main/sessions");
    private static final Place OPS = Place.of("agents/ops/sessions");

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final AtomicInteger matched = new AtomicInteger();
    private final Backlog backlog = new Backlog();
    private final Set<Place> changed = new HashSet<>();
    private final Set<Place> locks = new HashSet<>();
    private Optional<String> lost = Optional.empty();
    private boolean requested;
    private Path root = Path.of("");
    private Optional<WatchedTree> tree = Optional.empty();

    @BeforeEach
    void watch(@TempDir Path directory) throws IOException {
        root = directory.toRealPath().resolve("root");
        build();
        WatchedTree begun =
                new WatchedTree(
                        root,
                        List.of("agents", "*", "sessions"),
                        root.resolve(".session-watchdog/requests"),
                        this::isInteresting,
                        name -> name.value().endsWith(".lock"),
                        new SystemTime(),
                        Duration.ofMinutes(15),
                        PAUSE);
        tree = Optional.of(begun);
        begun.start(backlog);
        untilItWatches();
    }

    @AfterEach
    void close() {
        tree.orElseThrow().close();
    }

    private boolean isInteresting(Name name) {
        matched.incrementAndGet();
        return name.value().endsWith(".tmp");
    }

    private void build() throws IOException {
        Files.createDirectories(root.resolve(MAIN.toString()));
        Files.createDirectories(root.resolve(OPS.toString()));
        Files.createDirectories(root.resolve(".session-watchdog/requests"));
    }

    private Path store(Place store) {
        return root.resolve(store.toString());
    }

    private void drain() {
        Backlog.Work work = backlog.poll();
        work.stores().forEach(hint -> changed.add(hint.store()));
        work.locks().forEach(hint -> locks.add(hint.lock()));
        lost = lost.or(work::lost);
        requested |= work.request();
    }

    private void forget() {
        backlog.poll();
        changed.clear();
        lost = Optional.empty();
        requested = false;
    }

    private boolean hears(Place store) {
        drain();
        return changed.contains(store);
    }

    /// Registering takes its time in another thread: knocks until both stores answer.
    private void untilItWatches() {
        for (Place store : List.of(MAIN, OPS)) {
            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> {
                        Path knock = store(store).resolve("knock.tmp");
                        Files.deleteIfExists(knock);
                        Files.createFile(knock);
                        return hears(store);
                    });
        }
        settle();
        forget();
    }

    /// Until everything that was on its way has come: a file made last is heard of last.
    private void settle() {
        await().pollDelay(Duration.ofMillis(300)).atMost(Duration.ofSeconds(5)).until(() -> true);
    }

    @Test
    void a_new_interesting_name_is_a_hint_for_its_store() throws Exception {
        Files.createFile(store(OPS).resolve("a.tmp"));
        await().until(() -> hears(OPS));
        assertThat(changed).containsExactly(OPS);
        assertThat(lost).isEmpty();
    }

    @Test
    void a_lock_that_is_made_is_a_hint_and_its_beats_are_none() throws Exception {
        Path lock = Files.createFile(store(OPS).resolve("a.jsonl.lock"));
        await().until(() -> {
            drain();
            return !locks.isEmpty();
        });
        assertThat(locks).containsExactly(OPS.child("a.jsonl.lock"));
        settle();
        drain();
        locks.clear();
        Files.setLastModifiedTime(lock, FileTime.from(Instant.now().plusSeconds(1)));
        settle();
        drain();
        assertThat(locks).isEmpty();
        assertThat(changed).isEmpty();
    }

    @Test
    void a_rename_to_an_interesting_name_is_a_hint() throws Exception {
        Path plain = Files.createFile(store(MAIN).resolve("a.json"));
        Files.move(plain, store(MAIN).resolve("a.tmp"));
        await().until(() -> hears(MAIN));
        assertThat(changed).containsExactly(MAIN);
    }

    @Test
    void uninteresting_names_and_other_places_are_no_hint() throws Exception {
        Files.createFile(store(MAIN).resolve("a.jsonl"));
        Files.createDirectories(root.resolve("agents/main/workspace"));
        Files.createFile(root.resolve("agents/main/workspace/x.tmp"));
        Files.createDirectories(store(MAIN).resolve("deep"));
        Files.createFile(store(MAIN).resolve("deep/x.tmp"));
        Files.createFile(root.resolve("x.tmp"));
        settle();
        drain();
        assertThat(changed).isEmpty();
        assertThat(lost).isEmpty();
        assertThat(requested).isFalse();
    }

    private boolean asksForWrites(Place store) throws IOException {
        return (InotifyWatches.askedFor(store(store)) & InotifyWatches.IN_MODIFY) != 0;
    }

    @Test
    void a_store_in_which_a_file_is_written_is_asked_for_names_only_and_they_are_heard()
            throws Exception {
        assertThat(asksForWrites(MAIN)).isTrue();
        for (int round = 0; round < 3; round++) {
            Path transcript = store(MAIN).resolve("a.jsonl");
            await().until(() -> {
                Files.writeString(
                        transcript, "x", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                return !asksForWrites(MAIN);
            });
            assertThat(asksForWrites(OPS)).isTrue();
            Path temp = Files.createFile(store(MAIN).resolve("a.tmp"));
            await().until(() -> hears(MAIN));
            settle();
            forget();
            Files.delete(temp);
            await().until(() -> hears(MAIN));
            // Who comes in its place is asked for everything, until something is written there.
            Path replaced = round == 1 ? store(MAIN).getParent() : store(MAIN);
            Files.move(replaced, root.resolve("gone" + round));
            Files.createDirectories(store(MAIN));
            await().until(() -> asksForWrites(MAIN));
            settle();
            forget();
        }
    }

    @Test
    void a_stream_of_changes_is_heard_to_the_last() throws Exception {
        matched.set(0);
        long end = System.nanoTime() + PAUSE.multipliedBy(2).toNanos();
        for (int i = 0; System.nanoTime() < end; i++) {
            Path temp = Files.createFile(store(MAIN).resolve(i + ".tmp"));
            Files.writeString(temp, "{}");
            Files.move(
                    temp,
                    store(MAIN).resolve("sessions.json"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        settle();
        // All of them are one hint, of which one name was enough.
        assertThat(matched.get()).isBetween(1, 3);
        forget();
        Files.createFile(store(MAIN).resolve("last.tmp"));
        Files.createFile(store(OPS).resolve("last.tmp"));
        await().until(() -> hears(MAIN) && hears(OPS));
        assertThat(lost).isEmpty();
    }

    @Test
    void a_new_agent_is_a_loss_of_hints_and_its_store_is_watched_from_then_on() throws Exception {
        Place fresh = Place.of("agents/new/sessions");
        Files.createDirectories(store(fresh));
        await().until(() -> {
            drain();
            return lost.isPresent();
        });
        await().pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    Files.deleteIfExists(store(fresh).resolve("a.tmp"));
                    Files.createFile(store(fresh).resolve("a.tmp"));
                    return hears(fresh);
                });
    }

    @Test
    void a_directory_whose_mode_is_set_has_neither_come_nor_gone() throws Exception {
        Path agent = store(MAIN).resolve("..").normalize();
        for (Path directory : List.of(store(MAIN), agent, root.resolve("agents"), root)) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
        Files.createFile(store(MAIN).resolve("a.tmp"));
        await().until(() -> hears(MAIN));
        settle();
        drain();
        assertThat(lost).isEmpty();
        assertThat(changed).containsExactly(MAIN);
    }

    @Test
    void a_request_that_is_left_is_a_hint() throws Exception {
        Files.createFile(root.resolve(".session-watchdog/requests/1.request.json"));
        await().until(() -> {
            drain();
            return requested;
        });
        assertThat(changed).isEmpty();
    }

    private void deleteRoot() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    @Test
    void a_root_that_goes_and_comes_back_is_watched_again() throws Exception {
        deleteRoot();
        await().until(() -> {
            drain();
            return lost.isPresent();
        });
        // As at each turn of the daemon, also while there is nothing to be watched.
        tree.orElseThrow().revive();
        settle();
        tree.orElseThrow().revive();
        build();
        await().pollInterval(Duration.ofMillis(200))
                .atMost(Duration.ofSeconds(20))
                .until(() -> {
                    tree.orElseThrow().revive();
                    Files.deleteIfExists(store(MAIN).resolve("knock.tmp"));
                    Files.createFile(store(MAIN).resolve("knock.tmp"));
                    return hears(MAIN);
                });
    }

    @Test
    void a_flood_is_heard_or_lost_aloud() throws Exception {
        for (int i = 0; i < 20_000; i++) {
            Files.createFile(store(OPS).resolve("f" + i + ".tmp"));
        }
        await().until(() -> hears(OPS) || lost.isPresent());
        settle();
        forget();
        // Whatever became of the flood, what comes afterwards is heard again.
        await().pollInterval(Duration.ofMillis(200))
                .atMost(Duration.ofSeconds(20))
                .until(() -> {
                    tree.orElseThrow().revive();
                    Files.deleteIfExists(store(MAIN).resolve("knock.tmp"));
                    Files.createFile(store(MAIN).resolve("knock.tmp"));
                    return hears(MAIN);
                });
    }

    @Test
    void nothing_is_said_any_more_once_it_is_closed() throws Exception {
        tree.orElseThrow().close();
        tree.orElseThrow().revive();
        settle();
        forget();
        Files.createFile(store(MAIN).resolve("a.tmp"));
        settle();
        drain();
        assertThat(changed).isEmpty();
        assertThat(lost).isEmpty();
    }
}
