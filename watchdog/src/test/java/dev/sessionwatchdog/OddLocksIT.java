package dev.sessionwatchdog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What stands in place of a lock and is none (S20), and the locks that are not ours to judge
/// (S21): they stay as they are and hold nobody up.
final class OddLocksIT {

    private static final List<String> FOREIGN =
            List.of(
                    "gateway.5a0ac205.lock",
                    "gateway.state.lock.sqlite",
                    ".usage-cost-cache.json.lock",
                    "auth-profiles.json.lock",
                    "package-lock.json",
                    "notes.lock",
                    "old.jsonl.deleted.2026-11-21T03-24-14.494Z.lock");

    @TempDir private Path directory;

    @Test
    void a_sweep_passes_whatever_is_no_lock_and_breaks_the_one_that_is() throws Exception {
        GatewayTree tree = GatewayTree.in(directory.resolve("root"), "main");
        String dead = "{\"pid\":" + tree.deadPid() + ",\"createdAt\":\"2026-01-01T00:00:00Z\"}";
        Path outside = Files.writeString(directory.resolve("outside"), dead);
        Path lock = Files.writeString(tree.session("main", "dead"), dead);
        Path fifo = tree.session("main", "fifo");
        assertThat(new ProcessBuilder("/usr/bin/mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        Files.createSymbolicLink(tree.session("main", "link"), outside);
        Files.createSymbolicLink(tree.session("main", "dangling"), Path.of("/nowhere/at/all"));
        Files.createLink(
                tree.session("main", "hard"), Files.writeString(directory.resolve("twice"), dead));
        Files.createDirectory(tree.session("main", "directory"));
        try (RandomAccessFile huge =
                new RandomAccessFile(tree.session("main", "huge").toFile(), "rw")) {
            huge.setLength(1L << 30);
        }
        for (String foreign : FOREIGN) {
            Files.writeString(tree.sessions("main").resolve(foreign), dead);
        }
        NavigableMap<String, String> expected = kinds(tree);
        Installed installed = Installed.in(directory.resolve("home"), Installed.SHORT_LOCKS);

        Launched sweep = installed.run("sweep", "--root", tree.root().toString());

        assertThat(sweep.exitCode()).as("%s", sweep).isZero();
        expected.remove("dead.jsonl.lock");
        assertThat(kinds(tree)).isEqualTo(expected);
        assertThat(outside).hasContent(dead);
        assertThat(installed.told("lock.break", lock)).contains("intent dead-owner", "done ");
        for (String odd : List.of("fifo", "link", "dangling", "hard", "directory", "huge")) {
            assertThat(installed.told("lock.break", lock.resolveSibling(odd + ".jsonl.lock")))
                    .as(odd)
                    .hasSize(1)
                    .allMatch(told -> told.startsWith("refused "));
        }
        for (String foreign : FOREIGN) {
            assertThat(installed.told("lock.break", lock.resolveSibling(foreign))).isEmpty();
        }
    }

    /// What each name of the store is; nothing is opened.
    private static NavigableMap<String, String> kinds(GatewayTree tree) throws Exception {
        NavigableMap<String, String> kinds = new TreeMap<>();
        try (var files = Files.list(tree.sessions("main"))) {
            for (Path file : files.toList()) {
                kinds.put(
                        String.valueOf(file.getFileName()),
                        Files.readAttributes(
                                        file,
                                        "unix:ino,mode,nlink,size,ctime",
                                        LinkOption.NOFOLLOW_LINKS)
                                .toString());
            }
        }
        return kinds;
    }
}
