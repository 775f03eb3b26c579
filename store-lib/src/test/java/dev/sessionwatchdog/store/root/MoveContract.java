package dev.sessionwatchdog.store.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What every root promises of moving a file that was found.
abstract class MoveContract extends PathsContract {

    @Test
    void moves_the_pinned_file_with_its_content() throws IOException {
        world().mkdir("q");
        world().file("d/f", "old");
        try (Directory d = open("d");
                Directory q = open("q");
                Pinned pinned = d.pin(F)) {
            assertThat(d.move(pinned, q, G)).isEqualTo(done());
            assertThat(world().text("q/g")).isEqualTo("old");
            assertThat(world().exists("d/f")).isFalse();
            assertThat(d.move(pinned, q, F)).isEqualTo(new Removal.Overtaken("nothing"));
        }
    }

    @Test
    void a_move_never_replaces_anything() throws IOException {
        world().mkdir("q");
        world().file("d/f", "old");
        world().file("q/g", "theirs");
        try (Directory d = open("d");
                Directory q = open("q");
                Pinned pinned = d.pin(F)) {
            assertThatThrownBy(() -> d.move(pinned, q, G))
                    .isInstanceOf(FileAlreadyExistsException.class);
            assertThat(world().text("q/g")).isEqualTo("theirs");
            assertThat(world().text("d/f")).isEqualTo("old");
        }
    }

    @Test
    void moves_nothing_but_the_file_that_was_pinned() throws IOException {
        world().mkdir("q");
        world().file("d/f", "old");
        try (Directory d = open("d");
                Directory q = open("q");
                Pinned pinned = d.pin(F)) {
            world().rename("d/f", "d/elsewhere");
            world().file("d/f", "stranger");
            assertThat(d.move(pinned, q, G)).isInstanceOf(Removal.Overtaken.class);
            assertThat(world().text("d/f")).isEqualTo("stranger");
            assertThat(world().exists("q/g")).isFalse();
        }
    }

    /// Moves `d/f` to `q/g`, and somebody acts after the last look at it.
    private Removal moveWhile(BeforeRename disturbance) throws IOException {
        world().mkdir("q");
        world().file("d/f", "old");
        try (Root disturbed = openDisturbed(disturbance);
                Directory d = disturbed.open(Place.of("d"));
                Directory q = disturbed.open(Place.of("q"));
                Pinned pinned = d.pin(F)) {
            return d.move(pinned, q, G);
        }
    }

    private void strangerComes(String name) throws IOException {
        if (name.equals("f")) {
            world().rename("d/f", "d/elsewhere");
            world().file("d/f", "stranger");
        }
    }

    @Test
    void puts_back_what_it_captured_by_mistake_and_says_so() throws IOException {
        Removal removal = moveWhile((name, _) -> strangerComes(name));
        assertThat(removal).isInstanceOf(Removal.PutBack.class);
        assertThat(world().text("d/f")).isEqualTo("stranger");
        assertThat(world().text("d/elsewhere")).isEqualTo("old");
        try (Directory q = open("q")) {
            assertThat(count(q)).isZero();
        }
    }

    /// The plain root puts back by a link, which nobody can come before here.
    @Test
    void what_was_captured_by_mistake_stays_when_its_name_is_taken_again() throws IOException {
        assumeFalse(root() instanceof PlainRoot);
        Removal removal =
                moveWhile((name, _) -> {
                    strangerComes(name);
                    if (name.equals("g")) {
                        world().file("d/f", "third");
                    }
                });
        assertThat(removal).isInstanceOf(Removal.Indeterminate.class);
        assertThat(world().text("d/f")).isEqualTo("third");
        assertThat(world().text("q/g")).isEqualTo("stranger");
    }

    /// Takes `d/f` to `q/g` with an empty file in its place, and somebody acts after the last look.
    private Removal displaceWhile(BeforeRename disturbance) throws IOException {
        world().mkdir("q");
        world().file("d/f", "old");
        try (Root disturbed = openDisturbed(disturbance);
                Directory d = disturbed.open(Place.of("d"));
                Directory q = disturbed.open(Place.of("q"));
                Pinned pinned = d.pin(F)) {
            return d.displace(pinned, q, G);
        }
    }

    private int inQuarantine() throws IOException {
        try (Directory q = open("q")) {
            return count(q);
        }
    }

    @Test
    void displaces_the_pinned_file_and_leaves_nothing_at_its_name() throws IOException {
        assertThat(displaceWhile((_, _) -> {})).isEqualTo(done());
        assertThat(world().text("q/g")).isEqualTo("old");
        assertThat(world().exists("d/f")).isFalse();
        assertThat(inQuarantine()).isEqualTo(1);
    }

    @Test
    void what_was_displaced_by_mistake_comes_back_and_its_name_was_never_free() throws IOException {
        Set<String> stood = new TreeSet<>();
        Removal removal =
                displaceWhile((name, _) -> {
                    strangerComes(name);
                    if (name.equals("g") && world().exists("d/f")) {
                        stood.add(world().text("d/f"));
                    }
                });
        assertThat(removal).isInstanceOf(Removal.PutBack.class);
        assertThat(world().text("d/f")).isEqualTo("stranger");
        assertThat(inQuarantine()).isZero();
        if (!root().assurance().degraded()) {
            assertThat(stood).containsExactly("");
        }
    }

    @Test
    void displaces_nothing_when_the_name_has_gone_or_stands_for_another() throws IOException {
        Removal removal =
                displaceWhile((name, _) -> {
                    if (name.equals("f") && world().exists("d/f")) {
                        world().remove("d/f");
                    }
                });
        assertThat(removal).isEqualTo(new Removal.Overtaken("nothing"));
        assertThat(inQuarantine()).isZero();
        world().file("d/f", "old");
        try (Directory d = open("d");
                Directory q = open("q");
                Pinned pinned = d.pin(F)) {
            world().rename("d/f", "d/elsewhere");
            world().file("d/f", "stranger");
            assertThat(d.displace(pinned, q, G)).isInstanceOf(Removal.Overtaken.class);
        }
        assertThat(inQuarantine()).isZero();
    }

    @Test
    void a_name_that_somebody_frees_and_takes_while_ours_stands_there_is_left_to_them()
            throws IOException {
        assumeFalse(root().assurance().degraded());
        int[] renames = {0};
        Removal removal =
                displaceWhile((name, _) -> {
                    if (name.equals("f") && ++renames[0] == 2) {
                        world().remove("d/f");
                        world().file("d/f", "successor");
                    }
                });
        assertThat(world().text("d/f")).isEqualTo("successor");
        assertThat(world().text("q/g")).isEqualTo("old");
        assertThat(removal).isNotInstanceOf(Removal.PutBack.class);
    }
}
