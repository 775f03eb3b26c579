package dev.sessionwatchdog.store.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionwatchdog.store.root.AppendFile;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Removal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SimulatedDiskTest {

    private static final int ROUNDS = 200;

    private final SimulatedDisk disk = new SimulatedDisk(new SimulatedTime());

    private Directory top() throws IOException {
        return SimulatedRoot.open(disk).open(Place.TOP);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void loses_or_keeps_each_name_that_was_not_synced_on_its_own() throws IOException {
        Directory top = top();
        top.create(new Name("a"), bytes("1"));
        top.create(new Name("b"), bytes("2"));
        Set<String> seen = new TreeSet<>();
        for (int seed = 0; seed < ROUNDS; seed++) {
            seen.add(disk.crash(new Random(seed)).paths().keySet().toString());
        }
        assertThat(seen).containsExactly("[]", "[a, b]", "[a]", "[b]");
    }

    @Test
    void keeps_every_synced_name_and_the_content_that_create_synced() throws IOException {
        Directory top = top();
        top.create(new Name("a"), bytes("1"));
        top.sync();
        for (int seed = 0; seed < ROUNDS; seed++) {
            assertThat(disk.crash(new Random(seed)).text("a")).isEqualTo("1");
        }
    }

    @Test
    void keeps_any_prefix_of_what_was_appended_without_sync() throws IOException {
        Directory top = top();
        AppendFile file = top.append(new Name("log"));
        top.sync();
        file.append(ByteBuffer.wrap(bytes("ab")));
        file.sync();
        file.append(ByteBuffer.wrap(bytes("cd")));
        Set<String> seen = new TreeSet<>();
        for (int seed = 0; seed < ROUNDS; seed++) {
            seen.add(disk.crash(new Random(seed)).text("log"));
        }
        assertThat(seen).containsExactly("ab", "abc", "abcd");
    }

    @Test
    void a_sync_after_a_failed_sync_proves_nothing() throws IOException {
        Directory top = top();
        AppendFile file = top.append(new Name("log"));
        top.sync();
        file.append(ByteBuffer.wrap(bytes("ab")));
        disk.failAt(1, new IOException("EIO"));
        assertThatThrownBy(file::sync).hasMessage("EIO");
        file.sync();
        Set<String> seen = new TreeSet<>();
        for (int seed = 0; seed < ROUNDS; seed++) {
            seen.add(disk.crash(new Random(seed)).text("log"));
        }
        assertThat(seen).contains("", "ab");
    }

    @Test
    void replace_leaves_the_old_or_the_new_content_at_every_crash_point() throws IOException {
        for (int at = 1; at <= 5; at++) {
            SimulatedDisk fresh = new SimulatedDisk(new SimulatedTime());
            fresh.file("f", "old");
            Directory top = SimulatedRoot.open(fresh).open(Place.TOP);
            fresh.crashAt(at);
            assertThatThrownBy(() -> top.replace(new Name("f"), bytes("new")))
                    .isInstanceOf(SimulatedCrash.class);
            for (int seed = 0; seed < ROUNDS; seed++) {
                assertThat(fresh.crash(new Random(seed)).text("f")).isIn("old", "new");
            }
        }
    }

    @Test
    void a_move_is_never_half_done_and_is_durable_when_both_directories_are_synced()
            throws IOException {
        disk.mkdirs("from");
        disk.mkdirs("to");
        disk.file("from/x", "1");
        Directory from = SimulatedRoot.open(disk).open(Place.of("from"));
        Directory to = SimulatedRoot.open(disk).open(Place.of("to"));
        try (Pinned pinned = from.pin(new Name("x"))) {
            assertThat(from.move(pinned, to, new Name("y"))).isEqualTo(new Removal.Done(true));
        }
        to.sync();
        Set<String> seen = new TreeSet<>();
        for (int seed = 0; seed < ROUNDS; seed++) {
            seen.add(disk.crash(new Random(seed)).paths().keySet().toString());
        }
        assertThat(seen).containsExactly("[from, from/x, to]", "[from, to, to/y]");
        from.sync();
        for (int seed = 0; seed < ROUNDS; seed++) {
            assertThat(disk.crash(new Random(seed)).exists("to/y")).isTrue();
        }
    }

    @Test
    void a_synced_deletion_never_gives_way_to_an_older_creation() throws IOException {
        Directory top = top();
        disk.mkdirs("d");
        Directory d = top.open(new Name("d"));
        d.create(new Name("x"), bytes("1"));
        try (Pinned pinned = d.pin(new Name("x"))) {
            assertThat(d.move(pinned, top, new Name("y"))).isInstanceOf(Removal.Done.class);
        }
        top.delete(new Name("y"));
        top.sync();
        for (int seed = 0; seed < ROUNDS; seed++) {
            assertThat(disk.crash(new Random(seed)).exists("y")).isFalse();
        }
    }

    @Test
    void gives_a_freed_inode_number_to_the_next_file_at_once() throws IOException {
        Directory top = top();
        disk.file("a", "1");
        long number = top.look(new Name("a")).orElseThrow().inode();
        disk.remove("a");
        disk.file("b", "2");
        assertThat(top.look(new Name("b")).orElseThrow().inode()).isEqualTo(number);
        Pinned pinned = top.pin(new Name("b"));
        disk.remove("b");
        disk.file("c", "3");
        assertThat(top.look(new Name("c")).orElseThrow().inode()).isNotEqualTo(number);
        pinned.close();
        disk.file("d", "4");
        assertThat(top.look(new Name("d")).orElseThrow().inode()).isEqualTo(number);
    }

    @Test
    void a_kernel_lock_ends_with_the_process() throws IOException {
        assertThat(top().lock(new Name("lock"))).isPresent();
        assertThat(top().lock(new Name("lock"))).isEmpty();
        SimulatedRoot next = SimulatedRoot.open(disk.killed());
        assertThat(next.open(Place.TOP).lock(new Name("lock"))).isPresent();
    }

    @Test
    void who_opens_a_claimed_file_waits_for_the_release() throws IOException {
        disk.file("f", "1");
        try (Pinned pinned = top().pin(new Name("f"))) {
            assertThat(pinned.claim()).hasToString("Nobody[]");
            disk.openBy("f");
            assertThat(pinned.claim()).hasToString("Nobody[]");
            pinned.release();
            assertThat(pinned.claim()).hasToString("Somebody[]");
        }
    }

    @Test
    void nothing_runs_on_after_the_process_ended() throws IOException {
        Directory top = top();
        disk.crashAt(1);
        assertThatThrownBy(() -> top.create(new Name("a"), bytes("1")))
                .isInstanceOf(SimulatedCrash.class);
        assertThatThrownBy(() -> top.delete(new Name("a"))).isInstanceOf(SimulatedCrash.class);
        top.close();
    }
}
