package dev.sessionwatchdog.store.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// What every root promises about calls by paths that are resolved anew.
abstract class PathsContract extends OwnFilesContract {

    private static final Place TOKEN = Place.of("s/t");
    private static final Place INSIDE = Place.of("s/t/f");
    private static final Place ENTRY = Place.of("s/entry");

    private Paths paths() throws IOException {
        world().mkdir("d/s/t");
        return open("d").paths();
    }

    @Test
    void makes_private_files_and_directories_and_never_over_others() throws IOException {
        Paths paths = paths();
        paths.create(INSIDE, bytes("1"));
        paths.createEmpty(Place.of("s/t/e"));
        paths.makeDirectory(Place.of("s/t/d"));
        assertThat(world().text("d/s/t/f")).isEqualTo("1");
        assertThat(world().text("d/s/t/e")).isEmpty();
        assertThat(paths.look(INSIDE).orElseThrow().mode()).isEqualTo(0600);
        assertThat(paths.look(Place.of("s/t/d")).orElseThrow().mode()).isEqualTo(0700);
        assertThatThrownBy(() -> paths.create(INSIDE, bytes("2")))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> paths.createEmpty(INSIDE))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> paths.makeDirectory(TOKEN))
                .isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void finds_nothing_behind_a_directory_that_was_renamed() throws IOException {
        Paths paths = paths();
        paths.create(INSIDE, bytes("1"));
        world().file("d/s/entry", "old");
        world().rename("d/s/t", "d/s/u");
        Instant some = Instant.ofEpochSecond(1_800_000_000);
        assertThatThrownBy(() -> paths.touch(INSIDE, some)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> paths.create(Place.of("s/t/g"), bytes("1")))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> paths.createEmpty(Place.of("s/t/g")))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> paths.makeDirectory(Place.of("s/t/g")))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> paths.replace(INSIDE, ENTRY))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> paths.replace(ENTRY, INSIDE))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> paths.rename(INSIDE, Place.of("s/new")))
                .isInstanceOf(NoSuchFileException.class);
        if (!root().assurance().degraded()) {
            assertThatThrownBy(() -> paths.exchange(INSIDE, ENTRY))
                    .isInstanceOf(NoSuchFileException.class);
        }
        assertThat(paths.look(INSIDE)).isEmpty();
        paths.delete(INSIDE);
        paths.deleteDirectory(INSIDE);
        assertThat(world().text("d/s/entry")).isEqualTo("old");
        assertThat(world().text("d/s/u/f")).isEqualTo("1");
    }

    @Test
    void renames_a_directory_by_its_expected_name_once() throws IOException {
        Paths paths = paths();
        paths.rename(TOKEN, Place.of("s/u"));
        assertThatThrownBy(() -> paths.rename(TOKEN, Place.of("s/v")))
                .isInstanceOf(NoSuchFileException.class);
        paths.makeDirectory(TOKEN);
        paths.create(INSIDE, bytes("1"));
        assertThatThrownBy(() -> paths.rename(Place.of("s/u"), TOKEN))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(world().exists("d/s/u")).isTrue();
    }

    @Test
    void replaces_a_file_by_a_file_in_another_directory_and_never_a_directory() throws IOException {
        Paths paths = paths();
        world().file("d/s/entry", "old");
        paths.create(INSIDE, bytes("new"));
        paths.replace(INSIDE, ENTRY);
        assertThat(world().text("d/s/entry")).isEqualTo("new");
        assertThat(world().exists("d/s/t/f")).isFalse();
        paths.create(INSIDE, bytes("newer"));
        world().mkdir("d/s/directory");
        assertRefused("directory", () -> paths.replace(INSIDE, Place.of("s/directory")));
        assertThat(world().text("d/s/t/f")).isEqualTo("newer");
    }

    @Test
    void exchanges_a_file_and_a_directory_or_says_that_it_cannot() throws IOException {
        Paths paths = paths();
        world().file("d/s/entry", "old");
        if (root().assurance().degraded()) {
            assertThatThrownBy(() -> paths.exchange(ENTRY, TOKEN))
                    .isInstanceOf(UnsupportedOperationException.class);
            return;
        }
        Place empty = Place.of("s/t/empty");
        paths.makeDirectory(empty);
        paths.exchange(empty, ENTRY);
        assertThat(world().text("d/s/t/empty")).isEqualTo("old");
        assertThat(paths.look(ENTRY).orElseThrow().type()).isEqualTo(FileType.DIRECTORY);
        paths.deleteDirectory(empty);
        paths.deleteDirectory(ENTRY);
        assertThat(world().text("d/s/t/empty")).isEqualTo("old");
        assertThat(world().exists("d/s/entry")).isFalse();
        assertThatThrownBy(() -> paths.exchange(empty, ENTRY))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void touches_exactly_the_given_time() throws IOException {
        Paths paths = paths();
        paths.createEmpty(INSIDE);
        for (Instant time :
                new Instant[] {
                    Instant.parse("2031-02-03T04:05:06.789123Z"),
                    Instant.parse("2021-02-03T04:05:06.000001Z")
                }) {
            paths.touch(INSIDE, time);
            assertThat(paths.look(INSIDE).orElseThrow().mtime()).isEqualTo(time);
        }
    }

    @Test
    void touches_the_pinned_file_and_not_what_took_its_name() throws IOException {
        Instant time = Instant.parse("2031-02-03T04:05:06.789123Z");
        world().file("d/f", "1");
        try (Directory d = open("d");
                Pinned pinned = d.pin(F)) {
            pinned.touch(time);
            assertThat(d.look(F).orElseThrow().mtime()).isEqualTo(time);
            world().remove("d/f");
            world().file("d/f", "another");
            Instant theirs = d.look(F).orElseThrow().mtime();
            if (root().assurance().degraded() && root() instanceof PlainRoot) {
                assertThatThrownBy(() -> pinned.touch(time.plusSeconds(1)))
                        .isInstanceOf(NoSuchFileException.class);
            } else {
                pinned.touch(time.plusSeconds(1));
            }
            assertThat(d.look(F).orElseThrow().mtime()).isEqualTo(theirs);
        }
    }

    @Test
    void deletes_a_file_or_an_empty_directory_and_nothing_else() throws IOException {
        Paths paths = paths();
        paths.create(INSIDE, bytes("1"));
        assertThatThrownBy(() -> paths.deleteDirectory(TOKEN))
                .isInstanceOf(DirectoryNotEmptyException.class);
        assertThatThrownBy(() -> paths.delete(TOKEN)).isInstanceOf(IOException.class);
        paths.delete(INSIDE);
        paths.delete(INSIDE);
        paths.deleteDirectory(TOKEN);
        paths.deleteDirectory(TOKEN);
        assertThat(world().exists("d/s/t")).isFalse();
    }

    @Test
    void says_whether_such_a_path_is_a_fence() throws IOException {
        assertThat(paths().doubt().isPresent()).isEqualTo(root().assurance().degraded());
    }
}
