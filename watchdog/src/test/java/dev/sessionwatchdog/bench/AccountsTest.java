package dev.sessionwatchdog.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where memory, time and files are accounted for.
final class AccountsTest {

    @TempDir private Path directory;

    @Test
    void memory_is_summed_by_what_is_mapped() {
        MappedMemory memory =
                MappedMemory.parse(
                        """
                        7f0000000000-7f0000200000 rw-p 00000000 00:00 0
                        Size:               2048 kB
                        Rss:                1000 kB
                        Anonymous:           900 kB
                        7f0000200000-7f0000300000 r-xp 00000000 fe:00 77     /opt/runtime/lib/server/libjvm.so
                        Rss:                 500 kB
                        Anonymous:             0 kB
                        7f0000300000-7f0000400000 r--p 00100000 fe:00 77     /opt/runtime/lib/server/libjvm.so
                        Rss:                  50 kB
                        Anonymous:             4 kB
                        7f0000500000-7f0000600000 rw-p 00000000 fe:00 78     /opt/app/a1.aot (deleted)
                        Rss:                  10 kB
                        Anonymous:            10 kB
                        """);

        assertThat(memory.byCause())
                .containsEntry("libjvm.so", new MappedMemory.Size(550, 4))
                .containsEntry(
                        "anonymous (heap, code, metaspace, stacks)",
                        new MappedMemory.Size(1000, 900))
                .containsEntry("the AOT cache", new MappedMemory.Size(10, 10));
    }

    @Test
    void the_parts_of_this_process_come_to_its_whole() throws Exception {
        Path self = Path.of("/proc/self");
        assumeThat(self.resolve("smaps")).exists();

        long parts =
                MappedMemory.of(self).byCause().values().stream()
                        .mapToLong(MappedMemory.Size::residentKib)
                        .sum();
        assertThat((double) parts / Footprint.of(self).residentKib()).isBetween(0.8, 1.25);
    }

    @Test
    void the_account_of_a_jvm_is_read_by_its_categories() {
        NativeMemory memory =
                NativeMemory.parse(
                        """
                        Total: reserved=1423KB, committed=77KB
                        -                 Java Heap (reserved=49152KB, committed=8192KB)
                                                    (mmap: reserved=49152KB, committed=8192KB)

                        -                     Class (reserved=1048580KB, committed=132KB)
                        """);

        assertThat(memory.committedKib()).hasSize(2).containsEntry("Java Heap", 8192L);
    }

    @Test
    void threads_that_began_meanwhile_count_from_nought() throws Exception {
        Path proc = Files.createDirectories(directory.resolve("proc"));
        thread(proc, "100", "sweep", 7, 1_000);
        ThreadWork before = ThreadWork.of(proc);
        thread(proc, "100", "sweep", 9, 1_500);
        thread(proc, "101", "C1 CompilerThre", 3, 400);

        ThreadWork since = ThreadWork.of(proc).since(before);

        assertThat(since.byName())
                .containsEntry("sweep", new ThreadWork.Work(2, 500))
                .containsEntry("C1 CompilerThre", new ThreadWork.Work(3, 400));
    }

    @Test
    void a_tree_tells_what_was_lost_and_what_is_left() throws Exception {
        Tree tree = Tree.create(directory.resolve("root"), 3, 10);
        assertThat(tree.damage()).isEmpty();

        List<Path> planted = tree.plant(5, Tree.longAgo());
        Orphans orphans = new Orphans(planted);
        assertThat(tree.damage()).contains("5 temps");
        assertThat(orphans.areGone()).isFalse();
        assertThat(orphans.left()).isEqualTo(5);

        for (Path orphan : planted) {
            Files.delete(orphan);
        }
        assertThat(orphans.areGone()).isTrue();
        assertThat(tree.damage()).isEmpty();
        Files.delete(tree.sessions(1).resolve(Tree.uuid(1) + ".jsonl"));
        assertThat(tree.damage()).contains("9 of 10 transcripts");
    }

    @Test
    void a_run_tells_how_long_and_how_it_ended() throws Exception {
        Run run = Run.of(List.of("sh", "-c", "sleep 0.05; echo well; exit 3"));

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.said()).isEqualTo("well");
        assertThat(Figures.millis(run.wall())).isGreaterThan(45);
        assertThat(Run.succeeds(List.of("no-such-program"))).isFalse();
    }

    private static void thread(Path proc, String id, String name, int switches, long nanos)
            throws Exception {
        Path task = Files.createDirectories(proc.resolve("task").resolve(id));
        Files.writeString(
                task.resolve("status"),
                "Name:\t" + name + "\nvoluntary_ctxt_switches:\t" + switches + "\n");
        Files.writeString(task.resolve("schedstat"), nanos + " 1 1\n");
    }
}
