package dev.sessionwatchdog.store.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class NativeRootTest extends RootContract {

    @TempDir Path temp;

    @Override
    World world() {
        return new DiskWorld(temp);
    }

    @Override
    Root openRoot() throws IOException {
        return LocalRoot.open(temp, LocalRoot.Natives.AUTO);
    }

    @Override
    Root openDisturbed(BeforeRename before) throws IOException {
        return DisturbedRoot.proven(temp, before);
    }

    @Test
    void uses_native_calls_and_proves_everything_here() {
        assertThat(root()).isInstanceOf(LinuxRoot.class);
        assertThat(root().assurance()).isEqualTo(new Assurance.Proven());
    }

    @Test
    void opens_a_root_through_a_link_and_names_what_is_wrong_with_others() throws IOException {
        world().symlink("link", "d");
        world().file("f", "1");
        world().file("d/f", "1");
        try (Root linked = LocalRoot.open(temp.resolve("link"), LocalRoot.Natives.AUTO);
                Directory top = linked.open(Place.TOP)) {
            assertThat(linked.path()).isEqualTo(temp.resolve("d").toRealPath().toString());
            assertThat(top.look(F)).isPresent();
        }
        assertThatThrownBy(() -> LocalRoot.open(temp.resolve("f"), LocalRoot.Natives.AUTO))
                .isInstanceOf(NotDirectoryException.class)
                .hasMessageContaining("is not a directory");
        assertThatThrownBy(() -> LocalRoot.open(temp.resolve("no"), LocalRoot.Natives.AUTO))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("no such directory");
    }

    @Test
    void refuses_a_mount_point_of_the_same_device_and_one_of_another() throws IOException {
        world().mkdir("d/bound");
        world().mkdir("d/other");
        assumeTrue(mounted("mount", "--bind", path("d"), path("d/bound")));
        try {
            assertRefused("mount point", () -> open("d/bound"));
            try (Directory d = open("d")) {
                assertThat(d.look(new Name("bound")).orElseThrow().mountPoint()).isTrue();
            }
        } finally {
            DiskWorld.run("umount", path("d/bound"));
        }
        assumeTrue(mounted("mount", "-t", "tmpfs", "none", path("d/other")));
        try {
            assertRefused("other device", () -> open("d/other"));
        } finally {
            DiskWorld.run("umount", path("d/other"));
        }
    }

    @Test
    void a_file_that_is_a_mount_point_is_neither_pinned_nor_written() throws IOException {
        world().file("d/f", "1");
        world().file("d/g", "theirs");
        assumeTrue(mounted("mount", "--bind", path("d/g"), path("d/f")));
        try (Directory d = open("d")) {
            assertRefused("mount point", () -> d.pin(F));
            assertRefused("mount point", () -> d.append(F));
        } finally {
            DiskWorld.run("umount", path("d/f"));
        }
    }

    /// A daemon lists every store at each sweep, for months; 4,000 kept buffers would be 250 MiB.
    @Test
    void listing_again_and_again_keeps_no_memory() throws IOException {
        world().file("d/f", "1");
        try (Directory d = open("d")) {
            list(d, 100);
            long before = anonymousKib();
            list(d, 4_000);
            assertThat(anonymousKib() - before).isLessThan(64 * 1024);
        }
    }

    private static void list(Directory directory, int times) throws IOException {
        for (int time = 0; time < times; time++) {
            directory.list((_, _) -> true);
        }
    }

    private static long anonymousKib() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/smaps_rollup")).stream()
                .filter(line -> line.startsWith("Anonymous:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }

    private String path(String path) {
        return temp.resolve(path).toString();
    }

    private static boolean mounted(String... command) {
        try {
            DiskWorld.run(command);
            return true;
        } catch (IOException notAllowed) {
            return false;
        }
    }

    @Test
    void survives_that_another_process_opens_a_claimed_file_and_lets_it_in_after_release()
            throws IOException, InterruptedException {
        world().file("d/f", "content\n");
        try (Directory d = open("d");
                Pinned pinned = d.pin(F)) {
            assertThat(pinned.claim()).isEqualTo(new InUse.Nobody());
            Process opener =
                    new ProcessBuilder("sh", "-c", "echo ready; exec cat " + path("d/f")).start();
            try (BufferedReader output = opener.inputReader()) {
                assertThat(output.readLine()).isEqualTo("ready");
                assertThat(opener.waitFor(300, TimeUnit.MILLISECONDS)).isFalse();
                pinned.release();
                assertThat(output.readLine()).isEqualTo("content");
            }
            assertThat(opener.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void another_process_that_has_the_file_open_is_somebody() throws IOException {
        world().file("d/f", "1");
        Process holder =
                new ProcessBuilder("sh", "-c", "exec 3<\"$0\"; echo ready; read line", path("d/f"))
                        .start();
        try (Directory d = open("d");
                Pinned pinned = d.pin(F);
                BufferedReader output = holder.inputReader()) {
            assertThat(output.readLine()).isEqualTo("ready");
            assertThat(pinned.claim()).isEqualTo(new InUse.Somebody());
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    void a_flock_of_somebody_else_is_respected() throws IOException {
        world().file("d/f", "1");
        Process holder =
                new ProcessBuilder("flock", path("d/f"), "sh", "-c", "echo ready; read line")
                        .start();
        try (Directory d = open("d");
                Pinned pinned = d.pin(F);
                BufferedReader output = holder.inputReader()) {
            assertThat(output.readLine()).isEqualTo("ready");
            assertThat(pinned.claim()).isEqualTo(new InUse.Somebody());
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    void a_lock_excludes_another_jvm_and_ends_with_it() throws IOException, InterruptedException {
        Process holder = LockHolder.start(temp, LocalRoot.Natives.AUTO);
        try (Directory d = open("d");
                BufferedReader output = holder.inputReader()) {
            assertThat(output.readLine()).isEqualTo("locked");
            assertThat(d.lock(F)).isEmpty();
            holder.destroyForcibly().waitFor();
            try (KernelLock lock = d.lock(F).orElseThrow()) {
                assertThat(lock.stillNamed()).isTrue();
            }
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    void a_stranger_that_is_swapped_in_all_the_time_is_never_lost()
            throws IOException, InterruptedException {
        world().mkdir("q");
        world().file("d/other", "stranger");
        Thread swapper = Thread.ofPlatform().start(() -> swap(temp.resolve("d")));
        int done = 0;
        try (Directory d = open("d");
                Directory q = open("q")) {
            for (int round = 0; round < 2000; round++) {
                done += round(d, q, new Name("moved-" + round)) ? 1 : 0;
            }
        } finally {
            swapper.interrupt();
            swapper.join();
        }
        assertThat(done).isPositive();
        try (Stream<Path> files = Files.walk(temp)) {
            assertThat(files.filter(NativeRootTest::isStranger)).isNotEmpty();
        }
    }

    private static boolean isStranger(Path path) {
        try {
            return Files.isRegularFile(path) && Files.readString(path).equals("stranger");
        } catch (IOException unreadable) {
            return false;
        }
    }

    /// One move of our own file from a name on which the stranger sits half of the time.
    private static boolean round(Directory d, Directory q, Name as) throws IOException {
        Name own = new Name("own");
        d.delete(own);
        d.create(own, bytes("ours"));
        try {
            d.rename(own, F);
        } catch (FileAlreadyExistsException occupied) {
            return false;
        }
        try (Pinned pinned = d.pin(F)) {
            if (!text(pinned).equals("ours")) {
                return false;
            }
            Removal removal = d.move(pinned, q, as);
            if (removal instanceof Removal.Done) {
                try (Pinned moved = q.pin(as)) {
                    assertThat(text(moved)).isEqualTo("ours");
                    return true;
                }
            }
            return false;
        } catch (NoSuchFileException swappedAway) {
            return false;
        }
    }

    /// Puts the stranger at `f`, whatever is there, and takes it away again.
    private static void swap(Path d) {
        while (!Thread.currentThread().isInterrupted()) {
            if (d.resolve("other").toFile().renameTo(d.resolve("f").toFile())) {
                Thread.onSpinWait();
                takeBack(d);
            }
            takeBack(d);
        }
        takeBack(d);
    }

    private static void takeBack(Path d) {
        try {
            if (Files.readString(d.resolve("f")).equals("stranger")) {
                Files.createLink(d.resolve("other"), d.resolve("f"));
                Files.delete(d.resolve("f"));
            }
        } catch (IOException gone) {
            Thread.onSpinWait();
        }
    }

    @Test
    void leaves_no_descriptor_open_on_any_way_out() throws IOException {
        world().file("d/f", "1");
        world().hardLink("d/f", "d/g");
        world().fifo("d/fifo");
        world().symlink("d/link", "f");
        world().mkdir("d/e");
        leavesNothingBehind();
        long before = descriptors();
        for (int round = 0; round < 20; round++) {
            leavesNothingBehind();
        }
        assertThat(descriptors()).isLessThan(before + 10);
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    private void leavesNothingBehind() throws IOException {
        assertRefused("symlink", () -> open("d/link"));
        assertThatThrownBy(() -> open("d/absent/e")).isInstanceOf(NoSuchFileException.class);
        try (Directory e = open("d/e");
                DirectoryTimes times = root().times()) {
            times.add(e.place(), e.facts());
        }
        Name own = new Name("own");
        try (Directory d = open("d");
                Pinned pinned = d.pin(F)) {
            assertThat(pinned.claim()).isEqualTo(new InUse.Nobody());
            pinned.release();
            assertRefused("hard link", () -> d.append(F));
            assertRefused("hard link", () -> d.lock(F));
            assertRefused("hard link", () -> d.unlink(pinned));
            assertRefused("not a regular file", () -> d.pin(new Name("fifo")));
            d.list((_, _) -> false);
            d.create(own, bytes("1"));
            assertThatThrownBy(() -> d.create(own, bytes("1"))).isInstanceOf(IOException.class);
            d.replace(own, bytes("2"));
            try (KernelLock lock = d.lock(own).orElseThrow()) {
                assertThat(lock.stillNamed()).isTrue();
                assertThat(d.lock(own)).isEmpty();
            }
            d.delete(own);
        }
    }

    @Test
    void unlinks_under_a_claim_and_lets_who_waits_have_the_old_file() throws IOException {
        world().file("d/f", "old");
        try (Directory d = open("d");
                Pinned pinned = d.pin(F)) {
            assertThat(pinned.claim()).isEqualTo(new InUse.Nobody());
            assertThat(d.unlink(pinned)).isEqualTo(new Removal.Done(true));
            pinned.release();
            assertThat(text(pinned)).isEqualTo("old");
        }
    }
}
