package dev.sessionwatchdog.store.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What every root promises.
abstract class RootContract extends MoveContract {

    @Test
    void opens_directories_step_by_step_and_says_where_they_are() throws IOException {
        world().mkdir("d/e");
        world().file("d/e/f", "1");
        try (Directory e = open("d/e")) {
            assertThat(e.place()).isEqualTo(Place.of("d/e"));
            assertThat(e.look(F)).isPresent();
            assertThat(e.facts().type()).isEqualTo(FileType.DIRECTORY);
        }
        assertThatThrownBy(() -> open("d/absent")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> open("absent/e")).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void says_how_much_room_there_is() throws IOException {
        Space space = root().space();
        assertThat(space.freeBytes()).isGreaterThan(1 << 20);
        assertThat(space.totalBytes()).isGreaterThanOrEqualTo(space.freeBytes());
    }

    @Test
    void follows_no_link_at_any_element() throws IOException {
        world().mkdir("d/e");
        world().symlink("d/link", "e");
        world().symlink("d/dangling", "nowhere");
        assertRefused("symlink", () -> open("d/link"));
        assertRefused("symlink", () -> open("d/link/e"));
        assertRefused("symlink", () -> open("d/dangling"));
        try (Directory d = open("d")) {
            assertRefused("symlink", () -> d.openOrMake(new Name("link")));
            assertRefused("symlink", () -> d.append(new Name("dangling")));
            assertRefused("symlink", () -> d.lock(new Name("dangling")));
            assertThat(d.look(new Name("link")).orElseThrow().type()).isEqualTo(FileType.SYMLINK);
        }
        assertThat(world().exists("d/nowhere")).isFalse();
    }

    @Test
    void refuses_to_open_a_file_as_a_directory() throws IOException {
        world().file("d/f", "1");
        assertRefused("not a directory", () -> open("d/f"));
    }

    @Test
    void pins_nothing_but_regular_files_and_never_blocks() throws IOException {
        world().fifo("d/fifo");
        world().mkdir("d/e");
        world().file("d/f", "1");
        world().symlink("d/link", "f");
        try (Directory d = open("d")) {
            assertRefused("not a regular file", () -> d.pin(new Name("fifo")));
            assertRefused("not a regular file", () -> d.pin(new Name("e")));
            assertRefused("symlink", () -> d.pin(new Name("link")));
            assertRefused("not a regular file", () -> d.append(new Name("fifo")));
            assertRefused("not a regular file", () -> d.lock(new Name("fifo")));
            assertThatThrownBy(() -> d.pin(G)).isInstanceOf(NoSuchFileException.class);
            assertThat(d.look(new Name("fifo")).orElseThrow().type()).isEqualTo(FileType.OTHER);
        }
    }

    @Test
    void stays_in_its_directory_when_the_path_is_swapped_for_a_link() throws IOException {
        world().mkdir("outside");
        world().file("outside/f", "theirs");
        world().mkdir("d/e");
        world().file("d/e/f", "ours");
        try (Directory e = open("d/e")) {
            world().rename("d/e", "d/moved");
            world().symlink("d/e", "../outside");
            try (Pinned pinned = e.pin(F)) {
                assertThat(text(pinned)).isEqualTo("ours");
                assertThat(e.unlink(pinned)).isEqualTo(done());
            }
            e.create(G, bytes("new"));
        }
        assertThat(world().text("outside/f")).isEqualTo("theirs");
        assertThat(world().exists("outside/g")).isFalse();
        assertThat(world().text("d/moved/g")).isEqualTo("new");
    }

    @Test
    void lists_every_name_again_each_time_and_counts_those_that_are_no_text() throws IOException {
        world().file("d/f", "1");
        world().mkdir("d/e");
        world().symlink("d/ä\nb", "f");
        world().undecodable("d");
        try (Directory d = open("d")) {
            for (int round = 0; round < 2; round++) {
                Set<String> seen = new TreeSet<>();
                Set<FileType> types = new TreeSet<>();
                int hidden =
                        d.list((name, type) -> {
                            type.ifPresent(types::add);
                            return seen.add(name.value());
                        });
                assertThat(seen).containsExactly("e", "f", "ä\nb");
                assertThat(types).hasSize(root() instanceof PlainRoot ? 0 : 3);
                assertThat(hidden).isEqualTo(1);
            }
        }
    }

    @Test
    void stops_listing_when_the_visitor_has_seen_enough() throws IOException {
        for (int i = 0; i < 50; i++) {
            world().file("d/" + i, "");
        }
        Set<Name> seen = new TreeSet<>();
        try (Directory d = open("d")) {
            d.list((name, _) -> seen.add(name) && seen.size() < 7);
        }
        assertThat(seen).hasSize(7);
    }

    @Test
    void lists_a_large_directory_whole_and_lists_inside_of_listing() throws IOException {
        for (int i = 0; i < 3000; i++) {
            world().file("d/a-rather-long-name-of-a-file-" + i, "");
        }
        Set<Name> seen = new TreeSet<>();
        int[] inner = {0};
        try (Directory d = open("d")) {
            d.list((name, _) -> {
                if (inner[0] == 0) {
                    inner[0] = count(d);
                }
                return seen.add(name);
            });
        }
        assertThat(seen).hasSize(3000);
        assertThat(inner[0]).isEqualTo(3000);
    }

    @Test
    void tells_the_same_facts_by_name_and_by_descriptor() throws IOException {
        world().file("d/f", "12345");
        world().hardLink("d/f", "d/g");
        try (Directory d = open("d");
                Pinned pinned = d.pin(F)) {
            Facts facts = pinned.facts();
            assertThat(d.look(F)).contains(facts);
            assertThat(d.look(G)).contains(facts);
            assertThat(facts.size()).isEqualTo(5);
            assertThat(facts.links()).isEqualTo(2);
            assertThat(facts.device()).isEqualTo(d.facts().device());
            assertThat(facts.mountPoint()).isFalse();
        }
    }

    @Test
    void a_pinned_file_stays_readable_when_its_name_goes() throws IOException {
        world().file("d/f", "12345");
        try (Directory d = open("d");
                Pinned pinned = d.pin(F)) {
            world().rename("d/f", "d/g");
            assertThat(text(pinned)).isEqualTo("12345");
            world().remove("d/g");
            assertThat(text(pinned)).isEqualTo("12345");
            if (!root().assurance().degraded()) {
                assertThat(pinned.facts().size()).isEqualTo(5);
            }
            assertThat(pinned.read(ByteBuffer.allocate(9), 5)).isEqualTo(-1);
        }
    }

    @Test
    void unlinks_only_the_file_that_was_pinned() throws IOException {
        world().file("d/f", "old");
        try (Directory d = open("d");
                Pinned pinned = d.pin(F)) {
            world().remove("d/f");
            world().file("d/f", "stranger");
            assertThat(d.unlink(pinned)).isInstanceOf(Removal.Overtaken.class);
            assertThat(world().text("d/f")).isEqualTo("stranger");
        }
    }

    @Test
    void unlinks_the_pinned_file_and_says_how_sure_it_is() throws IOException {
        world().file("d/f", "old");
        try (Directory d = open("d");
                Pinned pinned = d.pin(F)) {
            assertThat(d.unlink(pinned)).isEqualTo(done());
            assertThat(world().exists("d/f")).isFalse();
            assertThat(d.unlink(pinned)).isEqualTo(new Removal.Overtaken("nothing"));
        }
    }

    @Test
    void unlinks_no_file_that_has_another_link() throws IOException {
        world().file("d/f", "old");
        world().hardLink("d/f", "d/g");
        try (Directory d = open("d");
                Pinned pinned = d.pin(F)) {
            assertRefused("hard link", () -> d.unlink(pinned));
            assertRefused("hard link", () -> d.append(F));
            assertThat(world().exists("d/f")).isTrue();
        }
    }

    @Test
    void finds_out_who_has_a_file_open_or_says_that_it_cannot() throws IOException {
        world().file("d/f", "1");
        try (Directory d = open("d");
                Pinned pinned = d.pin(F)) {
            if (root().assurance().degraded()) {
                assertThat(pinned.claim()).isInstanceOf(InUse.Unknown.class);
                return;
            }
            assertThat(pinned.claim()).isEqualTo(new InUse.Nobody());
            assertThatThrownBy(() -> d.pin(F)).hasMessageContaining("EAGAIN");
            pinned.release();
            for (boolean writing : new boolean[] {false, true}) {
                try (World.Opened _ = world().open("d/f", writing)) {
                    assertThat(pinned.claim()).isEqualTo(new InUse.Somebody());
                }
                assertThat(pinned.claim()).isEqualTo(new InUse.Nobody());
                pinned.release();
            }
            try (Pinned second = d.pin(F)) {
                assertThat(second.claim()).isEqualTo(new InUse.Somebody());
            }
        }
    }

    @Test
    void a_directory_stands_until_its_names_change() throws IOException {
        world().mkdir("d/e/deep");
        world().file("d/e/f", "1");
        Facts before = factsOf("d/e");
        try (DirectoryTimes times = root().times()) {
            int e = times.add(Place.of("d/e"), before);
            int d = times.add(Place.of("d"), factsOf("d"));
            int deep = times.add(Place.of("d/e/deep"), factsOf("d/e/deep"));
            assertThat(times.stands(e)).isTrue();
            assertThat(times.stands(d)).isTrue();
            assertThat(times.stands(deep)).isTrue();
            // The clock that stamps directories ticks: a change in the same tick leaves no sign.
            for (int i = 0; sameTimes(before, factsOf("d/e")); i++) {
                world().file("d/e/" + i, "x");
                tick();
            }
            assertThat(times.stands(e)).isFalse();
            assertThat(times.stands(d)).isTrue();
            assertThat(times.stands(deep)).isTrue();
        }
    }

    @Test
    void a_directory_that_was_replaced_or_is_gone_does_not_stand() throws IOException {
        world().mkdir("d/e");
        world().mkdir("d/g");
        try (DirectoryTimes times = root().times()) {
            int e = times.add(Place.of("d/e"), factsOf("d/e"));
            int g = times.add(Place.of("d/g"), factsOf("d/g"));
            int d = times.add(Place.of("d"), factsOf("d"));
            Facts before = factsOf("d");
            for (int i = 0; sameTimes(before, factsOf("d")); i++) {
                world().rename("d/e", "d/moved" + i);
                tick();
                world().mkdir("d/e");
            }
            world().remove("d/g");
            assertThat(times.stands(e) && times.stands(d)).isFalse();
            assertThat(times.stands(g) && times.stands(d)).isFalse();
        }
    }

    @Test
    void what_a_program_writes_into_a_file_does_not_move_its_directory() throws IOException {
        world().mkdir("d");
        world().file("d/f", "1");
        try (DirectoryTimes times = root().times()) {
            int d = times.add(Place.of("d"), factsOf("d"));
            tick();
            world().file("d/f", "more than before");
            assertThat(times.stands(d)).isTrue();
        }
    }

    private Facts factsOf(String path) throws IOException {
        try (Directory directory = open(path)) {
            return directory.facts();
        }
    }

    private static boolean sameTimes(Facts one, Facts other) {
        return one.mtime().equals(other.mtime()) && one.ctime().equals(other.ctime());
    }

    /// Lets the clock go on that stamps directories, where that is not the machine's.
    void tick() {}
}
