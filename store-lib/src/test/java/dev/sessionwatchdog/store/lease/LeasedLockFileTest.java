package dev.sessionwatchdog.store.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionwatchdog.store.lease.LeasedLockFile.Promise;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.sim.SimulatedDisk;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LeasedLockFileTest {

    private static final Name LOCK = new Name("s.jsonl.lock");

    private final SimulatedTime time = new SimulatedTime();
    private final SimulatedDisk disk = new SimulatedDisk(time);

    private LeasedLockFile take(Directory directory) throws IOException {
        return LeasedLockFile.take(directory, LOCK, time, Promise.DEFAULT).orElseThrow();
    }

    private Directory top() throws IOException {
        return SimulatedRoot.open(disk).open(Place.TOP);
    }

    @Test
    void writes_the_usual_payload_and_its_promise() throws IOException {
        LeasedLockFile lock = take(top());
        assertThat(disk.text("s.jsonl.lock"))
                .matches(
                        "\\{\"pid\":"
                                + ProcessHandle.current().pid()
                                + ",\"createdAt\":\"2026-06-01T08:00:00.000Z\",\"starttime\":[0-9]+,"
                                + "\"maxHoldMs\":300000,"
                                + "\"lease\":\\{\"ttlMs\":15000,\"heartbeatMs\":5000}}");
        lock.close();
        assertThat(disk.exists("s.jsonl.lock")).isFalse();
    }

    @Test
    void is_taken_by_one_at_a_time() throws IOException {
        try (LeasedLockFile _ = take(top())) {
            assertThat(LeasedLockFile.take(top(), LOCK, time, Promise.DEFAULT)).isEmpty();
        }
        take(top()).close();
    }

    @Test
    void each_beat_is_a_later_time_whatever_the_wall_clock_does() throws IOException {
        Directory top = top();
        try (LeasedLockFile lock = take(top)) {
            Instant last = top.look(LOCK).orElseThrow().mtime();
            for (int beat = 0; beat < 10; beat++) {
                time.stepWall(Duration.ofDays(beat % 2 == 0 ? -100 : 50));
                assertThat(lock.beat()).isEmpty();
                Instant now = top.look(LOCK).orElseThrow().mtime();
                assertThat(now).isAfter(last);
                last = now;
            }
        }
    }

    @Test
    void a_holder_whose_lock_was_removed_learns_it_at_its_next_beat() throws IOException {
        LeasedLockFile lock = take(top());
        disk.remove("s.jsonl.lock");
        assertThat(lock.beat().orElseThrow().cause()).isEqualTo(Loss.Cause.TAKEN);
        lock.close();
    }

    @Test
    void a_holder_that_lost_its_lock_leaves_its_successors_alone() throws IOException {
        LeasedLockFile lock = take(top());
        disk.mkdirs("quarantine");
        disk.rename("s.jsonl.lock", "quarantine/q");
        LeasedLockFile next = take(top());
        Instant beaten = top().look(LOCK).orElseThrow().mtime();
        assertThat(lock.beat()).isPresent();
        lock.close();
        assertThat(top().look(LOCK).orElseThrow().mtime()).isEqualTo(beaten);
        assertThat(next.beat()).isEmpty();
        disk.remove("s.jsonl.lock");
        disk.file("s.jsonl.lock", "somebody else's");
        next.close();
        assertThat(disk.text("s.jsonl.lock")).isEqualTo("somebody else's");
    }

    @Test
    void a_promise_that_no_watcher_would_believe_is_refused() {
        assertThatThrownBy(() ->
                        new Promise(
                                Duration.ofMillis(900),
                                Duration.ofMillis(100),
                                Duration.ofMinutes(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource(LocalRoot.Natives.class)
    void beats_and_learns_its_loss_on_the_real_disk(LocalRoot.Natives natives, @TempDir Path temp)
            throws IOException {
        try (Root root = LocalRoot.open(temp, natives);
                Directory top = root.open(Place.TOP);
                LeasedLockFile lock = take(top)) {
            Instant made = top.look(LOCK).orElseThrow().mtime();
            assertThat(lock.beat()).isEmpty();
            assertThat(top.look(LOCK).orElseThrow().mtime()).isAfter(made);
            Files.move(
                    temp.resolve(LOCK.value()),
                    temp.resolve("broken"),
                    StandardCopyOption.ATOMIC_MOVE);
            assertThat(lock.beat()).isPresent();
        }
        assertThat(temp.resolve("broken")).exists();
    }
}
