package dev.sessionwatchdog.store.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.migration.DiskFindings.Form;
import dev.sessionwatchdog.store.migration.DiskFindings.SingleFile;
import dev.sessionwatchdog.store.migration.DiskFindings.Staged;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What is to be done, row by row, by nothing but what is on disk (`protocols.md` 7).
class StoreStateTest {

    private static final Optional<String> NO = Optional.empty();
    private static final Optional<Staged> NONE = Optional.empty();

    private static Finding found(Form directory, SingleFile file) {
        return new Finding(
                new DiskFindings(
                        directory,
                        directory == Form.SEALED ? "m" : "",
                        file,
                        NO,
                        NO,
                        NONE,
                        NO,
                        Set.of(),
                        Set.of(),
                        false));
    }

    /// One, and what makes another one of it.
    private record Finding(DiskFindings it) {

        private Finding rolledBackBy(String id) {
            return with(Optional.of(id), it.captured(), it.staged(), it.rebuilt());
        }

        private Finding captured(String id) {
            return with(it.rollback(), Optional.of(id), it.staged(), it.rebuilt());
        }

        private Finding staged(boolean whole, boolean ofThisFile) {
            Optional<Staged> staged = Optional.of(new Staged("s", whole, ofThisFile));
            return with(it.rollback(), it.captured(), staged, it.rebuilt());
        }

        private Finding rebuilt(String id) {
            return with(it.rollback(), it.captured(), it.staged(), Optional.of(id));
        }

        private Finding with(
                Optional<String> rollback,
                Optional<String> captured,
                Optional<Staged> staged,
                Optional<String> rebuilt) {
            return new Finding(
                    new DiskFindings(
                            it.directory(),
                            it.made(),
                            it.file(),
                            rollback,
                            captured,
                            staged,
                            rebuilt,
                            it.retired(),
                            it.open(),
                            it.directoriesAreRead()));
        }

        private Finding with(Set<String> retired, Set<String> open, boolean read) {
            return new Finding(
                    new DiskFindings(
                            it.directory(),
                            it.made(),
                            it.file(),
                            it.rollback(),
                            it.captured(),
                            it.staged(),
                            it.rebuilt(),
                            retired,
                            open,
                            read));
        }

        private void is(StoreState state) {
            assertThat(it.state()).as("%s", it).isEqualTo(state);
        }
    }

    @Test
    void with_a_directory() {
        for (SingleFile file : SingleFile.values()) {
            Finding unsealed = found(Form.UNSEALED, file);
            unsealed.rolledBackBy("r").captured("c").is(new StoreState.RollingBack("r"));
            unsealed.captured("c").staged(true, true).is(new StoreState.Retiring("c"));
            found(Form.SEALED, file).captured("c").is(new StoreState.Retiring("c"));
        }
        found(Form.SEALED, SingleFile.AS_MIGRATED).is(new StoreState.RetireLeft("m"));
        found(Form.SEALED, SingleFile.OTHER).is(new StoreState.Conflicting("m"));
        found(Form.SEALED, SingleFile.NONE).is(new StoreState.InDirectory("m"));
        found(Form.SEALED, SingleFile.NONE)
                .staged(true, false)
                .with(Set.of("s", "m"), Set.of("m"), true)
                .is(new StoreState.InDirectory("m"));
        found(Form.UNSEALED, SingleFile.OTHER).is(new StoreState.ForeignDirectory());
        found(Form.UNSEALED, SingleFile.OTHER)
                .with(Set.of(), Set.of(), true)
                .is(new StoreState.Mergeable());
        found(Form.UNSEALED, SingleFile.NONE).is(new StoreState.InDirectory(""));
    }

    @Test
    void with_a_single_file_alone() {
        Finding file = found(Form.NONE, SingleFile.OTHER);
        file.is(new StoreState.InSingleFile());
        file.captured("c").staged(true, true).is(new StoreState.Retiring("c"));
        file.with(Set.of("s"), Set.of("s"), true).is(new StoreState.InSingleFile());
        file.staged(true, true).is(new StoreState.StagedWhole("s"));
        file.staged(true, false).is(new StoreState.StagedInPart("s"));
        file.staged(false, false).is(new StoreState.StagedInPart("s"));
    }

    @Test
    void with_neither() {
        Finding none = found(Form.NONE, SingleFile.NONE);
        none.is(new StoreState.Absent());
        none.staged(true, false).is(new StoreState.Absent());
        none.staged(true, false).with(Set.of("s"), Set.of(), false).is(new StoreState.Lost("s"));
        none.staged(false, false).with(Set.of("s"), Set.of(), false).is(new StoreState.Absent());
        none.captured("c").is(new StoreState.Lost("c"));
        none.rebuilt("r").is(new StoreState.Absent());
        none.rebuilt("r").with(Set.of("r"), Set.of(), false).is(new StoreState.Lost("r"));
        none.with(Set.of("b"), Set.of("b", "x"), false).is(new StoreState.Lost("b"));
        none.with(Set.of("b"), Set.of("x"), false).is(new StoreState.Absent());
    }

    @Test
    void only_what_waits_for_something_is_unfinished() {
        assertThat(new StoreState.InDirectory("m").unfinished()).isFalse();
        assertThat(new StoreState.InSingleFile().unfinished()).isFalse();
        assertThat(new StoreState.Absent().unfinished()).isFalse();
        assertThat(new StoreState.ForeignDirectory().unfinished()).isFalse();
        assertThat(new StoreState.Lost("x").unfinished()).isTrue();
        assertThat(new StoreState.Conflicting("x").unfinished()).isTrue();
    }
}
