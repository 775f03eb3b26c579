package dev.sessionwatchdog.store.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// What every root promises about our own files.
abstract class OwnFilesContract extends ExtractionContract {

    @Test
    void creates_a_private_file_and_never_over_another() throws IOException {
        try (Directory d = open("d")) {
            d.create(F, bytes("1"));
            assertThat(world().text("d/f")).isEqualTo("1");
            assertThat(d.look(F).orElseThrow().mode()).isEqualTo(0600);
            assertThatThrownBy(() -> d.create(F, bytes("2")))
                    .isInstanceOf(FileAlreadyExistsException.class);
            world().symlink("d/link", "nowhere");
            assertThatThrownBy(() -> d.create(new Name("link"), bytes("2")))
                    .isInstanceOf(FileAlreadyExistsException.class);
            assertThat(world().text("d/f")).isEqualTo("1");
            d.sync();
        }
    }

    @Test
    void replaces_a_file_whole_and_leaves_nothing_else() throws IOException {
        Name longest = new Name("ö".repeat(127));
        try (Directory d = open("d")) {
            for (Name name : new Name[] {F, longest}) {
                d.replace(name, bytes("1"));
                try (Pinned old = d.pin(name)) {
                    d.replace(name, bytes("22"));
                    assertThat(text(old)).isEqualTo("1");
                }
                assertThat(world().text("d/" + name)).isEqualTo("22");
                assertThat(d.look(name).orElseThrow().mode()).isEqualTo(0600);
            }
            assertThat(count(d)).isEqualTo(2);
            world().mkdir("d/dir");
            assertThatThrownBy(() -> d.replace(new Name("dir"), bytes("1")))
                    .isInstanceOf(IOException.class);
            assertThat(count(d)).isEqualTo(3);
        }
    }

    @Test
    void appends_and_finds_it_again_after_reopening() throws IOException {
        try (Directory d = open("d")) {
            try (AppendFile file = d.append(F)) {
                file.append(ByteBuffer.wrap(bytes("12")));
                file.append(ByteBuffer.wrap(bytes("xx34"), 2, 2));
                file.sync();
                assertThat(file.size()).isEqualTo(4);
            }
            try (AppendFile file = d.append(F)) {
                file.append(ByteBuffer.wrap(bytes("5")));
                ByteBuffer into = ByteBuffer.allocate(10);
                assertThat(file.read(into, 2)).isEqualTo(3);
                assertThat(new String(into.array(), 0, 3, StandardCharsets.UTF_8)).isEqualTo("345");
                assertThat(file.read(into, 5)).isEqualTo(-1);
            }
            assertThat(world().text("d/f")).isEqualTo("12345");
            assertThat(d.look(F).orElseThrow().mode()).isEqualTo(0600);
        }
    }

    @Test
    void setting_space_aside_changes_neither_size_nor_content() throws IOException {
        try (Directory d = open("d");
                AppendFile file = d.append(F)) {
            file.append(ByteBuffer.wrap(bytes("12")));
            boolean first = file.reserve(1 << 20);
            assertThat(file.reserve(1 << 20)).isEqualTo(first);
            file.append(ByteBuffer.wrap(bytes("34")));
            assertThat(file.size()).isEqualTo(4);
            file.release();
            file.append(ByteBuffer.wrap(bytes("5")));
            file.sync();
            assertThat(world().text("d/f")).isEqualTo("12345");
        }
    }

    @Test
    void appends_more_than_any_buffer_holds() throws IOException {
        byte[] much = new byte[1_000_003];
        Arrays.fill(much, (byte) 'x');
        try (Directory d = open("d");
                AppendFile file = d.append(F)) {
            file.append(ByteBuffer.wrap(much));
            assertThat(file.size()).isEqualTo(much.length);
            assertThat(world().text("d/f")).isEqualTo(new String(much, StandardCharsets.UTF_8));
        }
    }

    @Test
    void makes_directories_private_and_deletes_only_empty_ones() throws IOException {
        Name e = new Name("e");
        try (Directory d = open("d")) {
            try (Directory made = d.openOrMake(e)) {
                assertThat(made.facts().mode()).isEqualTo(0700);
                made.create(F, bytes("1"));
            }
            try (Directory again = d.openOrMake(e)) {
                assertThat(again.look(F)).isPresent();
                assertThatThrownBy(() -> d.deleteDirectory(e))
                        .isInstanceOf(DirectoryNotEmptyException.class);
                again.delete(F);
                again.delete(F);
            }
            assertThatThrownBy(() -> d.delete(e)).isInstanceOf(IOException.class);
            d.deleteDirectory(e);
            d.deleteDirectory(e);
            assertThat(d.look(e)).isEmpty();
        }
    }

    @Test
    void renames_and_never_replaces() throws IOException {
        try (Directory d = open("d")) {
            d.create(F, bytes("1"));
            d.rename(F, G);
            assertThat(world().text("d/g")).isEqualTo("1");
            assertThat(world().exists("d/f")).isFalse();
            d.create(F, bytes("2"));
            assertThatThrownBy(() -> d.rename(F, G)).isInstanceOf(FileAlreadyExistsException.class);
            assertThat(world().text("d/g")).isEqualTo("1");
            assertThat(world().text("d/f")).isEqualTo("2");
            assertThatThrownBy(() -> d.rename(new Name("absent"), new Name("h")))
                    .isInstanceOf(NoSuchFileException.class);
        }
    }

    @Test
    void renames_into_another_directory_and_never_replaces() throws IOException {
        world().mkdir("e");
        world().mkdir("d/whole");
        world().file("d/whole/x", "1");
        Name whole = new Name("whole");
        try (Directory d = open("d");
                Directory e = open("e")) {
            d.renameInto(whole, e, G);
            assertThat(world().text("e/g/x")).isEqualTo("1");
            assertThat(world().exists("d/whole")).isFalse();
            world().mkdir("d/whole");
            assertThatThrownBy(() -> d.renameInto(whole, e, G))
                    .isInstanceOf(FileAlreadyExistsException.class);
            d.create(F, bytes("2"));
            assertThatThrownBy(() -> d.renameInto(F, e, G))
                    .isInstanceOf(FileAlreadyExistsException.class);
            assertThat(world().text("e/g/x")).isEqualTo("1");
            d.renameInto(F, e, F);
            assertThat(world().text("e/f")).isEqualTo("2");
            assertThatThrownBy(() -> d.renameInto(F, e, new Name("h")))
                    .isInstanceOf(NoSuchFileException.class);
        }
    }

    @Test
    void locks_once_until_closed_and_notices_a_lost_name() throws IOException {
        try (Directory d = open("d")) {
            KernelLock lock = d.lock(F).orElseThrow();
            assertThat(d.lock(F)).isEmpty();
            assertThat(lock.stillNamed()).isTrue();
            world().remove("d/f");
            assertThat(lock.stillNamed()).isFalse();
            try (KernelLock other = d.lock(F).orElseThrow()) {
                assertThat(lock.stillNamed()).isFalse();
                assertThat(other.stillNamed()).isTrue();
            }
            lock.close();
            lock.close();
            KernelLock last = d.lock(F).orElseThrow();
            last.close();
        }
    }

    @Test
    void closing_twice_does_no_harm_and_use_after_close_is_refused() throws IOException {
        world().file("d/f", "1");
        Directory d = open("d");
        Pinned pinned = d.pin(F);
        pinned.close();
        pinned.close();
        assertThatThrownBy(pinned::facts).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(pinned::claim).isInstanceOf(IllegalStateException.class);
        AppendFile file = d.append(G);
        file.close();
        file.close();
        assertThatThrownBy(file::size).isInstanceOf(IllegalStateException.class);
        d.close();
        d.close();
        assertThatThrownBy(() -> d.look(F)).isInstanceOf(IllegalStateException.class);
        root().close();
        root().close();
        assertThatThrownBy(() -> open("d")).isInstanceOf(IllegalStateException.class);
    }
}
