package dev.sessionwatchdog.store.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlainRootTest extends RootContract {

    @TempDir Path temp;

    @Override
    World world() {
        return new DiskWorld(temp);
    }

    @Override
    Root openRoot() throws IOException {
        return LocalRoot.open(temp, LocalRoot.Natives.OFF);
    }

    @Override
    Root openDisturbed(BeforeRename before) throws IOException {
        return DisturbedRoot.plain(temp, before);
    }

    @Test
    void says_that_it_is_degraded() {
        assertThat(root().assurance())
                .isEqualTo(new Assurance.Degraded("native calls are switched off"));
    }

    /// Here it cannot know the links of a file in a directory that was moved, and so finds nothing.
    @Override
    @Test
    void stays_in_its_directory_when_the_path_is_swapped_for_a_link() throws IOException {
        world().mkdir("outside");
        world().file("outside/f", "theirs");
        world().mkdir("d/e");
        world().file("d/e/f", "ours");
        try (Directory e = open("d/e");
                Pinned pinned = e.pin(F);
                Directory d = open("d")) {
            world().rename("d/e", "d/moved");
            world().symlink("d/e", "../outside");
            assertThatThrownBy(() -> e.pin(F)).isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> e.unlink(pinned)).isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> e.move(pinned, d, G)).isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> e.openOrMake(G)).isInstanceOf(NoSuchFileException.class);
            e.create(G, bytes("new"));
        }
        assertThat(world().text("outside/f")).isEqualTo("theirs");
        assertThat(world().exists("outside/g")).isFalse();
        assertThat(world().text("d/moved/g")).isEqualTo("new");
        assertThat(world().text("d/moved/f")).isEqualTo("ours");
    }

    @Test
    void acts_as_the_same_user_as_the_native_root() throws IOException {
        try (Root other = LocalRoot.open(temp, LocalRoot.Natives.AUTO)) {
            assertThat(root().uid()).isEqualTo(other.uid());
        }
    }

    @Test
    void excludes_locks_of_the_native_root_in_another_jvm_and_in_this_one()
            throws IOException, InterruptedException {
        Process holder = LockHolder.start(temp, LocalRoot.Natives.AUTO);
        try (Directory d = open("d");
                BufferedReader output = holder.inputReader()) {
            assertThat(output.readLine()).isEqualTo("locked");
            assertThat(d.lock(F)).isEmpty();
            holder.destroyForcibly().waitFor();
            try (KernelLock lock = d.lock(F).orElseThrow();
                    Root other = LocalRoot.open(temp, LocalRoot.Natives.AUTO);
                    Directory same = other.open(Place.of("d"))) {
                assertThat(lock.stillNamed()).isTrue();
                assertThat(d.lock(F)).isEmpty();
                assertThat(lock.stillNamed()).isTrue();
                assertThat(same.lock(G)).isPresent();
            }
        } finally {
            holder.destroyForcibly();
        }
    }
}
