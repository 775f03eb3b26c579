package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.migration.DiskFindings.Form;
import dev.sessionwatchdog.store.migration.DiskFindings.SingleFile;
import dev.sessionwatchdog.store.migration.DiskFindings.Staged;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.FileType;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.RefusedException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Finds out what of one store is on disk. Reads only.
final class DiskSurvey {

    private final StoreSite site;
    private final Directory sessions;

    private DiskSurvey(StoreSite site, Directory sessions) {
        this.site = site;
        this.sessions = sessions;
    }

    /// @param open ids of migrations of which the log does not say how they went
    /// @throws RefusedException if what has the name of a form is a link, another user's, or
    ///   writable by others
    static DiskFindings of(StoreSite site, Set<String> open) throws IOException {
        try (Directory sessions = site.openSessions()) {
            if (sessions.facts().uid() != site.root().uid()) {
                throw new RefusedException(sessions.place(), "another user's");
            }
            return new DiskSurvey(site, sessions).findings(open);
        } catch (NoSuchFileException absent) {
            return DiskFindings.nothing(site.settings().directoriesAreRead());
        }
    }

    private DiskFindings findings(Set<String> open) throws IOException {
        Optional<ManifestHead> head = Optional.empty();
        Optional<String> rollback = Optional.empty();
        boolean directory = isOurs(site.names().directory(), FileType.DIRECTORY);
        if (directory) {
            try (Directory entries = sessions.open(site.names().directory())) {
                head = ManifestReader.head(entries, StoreSite.MANIFEST);
                rollback = head.isPresent() ? Optional.empty() : marker(entries);
            }
        }
        boolean file = isOurs(site.names().file(), FileType.REGULAR);
        Optional<String> content = file && mayBeTheSame(head) ? hash() : Optional.empty();
        return new DiskFindings(
                !directory ? Form.NONE : head.isPresent() ? Form.SEALED : Form.UNSEALED,
                head.map(ManifestHead::id).orElse(""),
                !file
                        ? SingleFile.NONE
                        : head.isPresent() && content.equals(head.map(ManifestHead::sha256))
                                ? SingleFile.AS_MIGRATED
                                : SingleFile.OTHER,
                rollback,
                captured(),
                staged(content),
                rebuilt(),
                retired(),
                open,
                site.settings().directoriesAreRead());
    }

    private boolean isOurs(Name name, FileType type) throws IOException {
        Optional<Facts> facts = sessions.look(name);
        if (facts.isEmpty()) {
            return false;
        }
        Optional<String> fault =
                facts.get().type() == type
                        ? Source.fault(facts.get(), site.root().uid())
                        : Optional.of(
                                facts.get().type() == FileType.SYMLINK
                                        ? "symlink"
                                        : "not a "
                                                + (type == FileType.REGULAR
                                                        ? "file"
                                                        : "directory"));
        if (fault.isPresent()) {
            throw new RefusedException(sessions.place().child(name), fault.get());
        }
        return true;
    }

    /// Only a file of the same size is read: it may be larger than any store.
    private boolean mayBeTheSame(Optional<ManifestHead> head) throws IOException {
        OptionalLong size =
                sessions.look(site.names().file()).stream().mapToLong(Facts::size).findFirst();
        if (size.isEmpty()) {
            return false;
        }
        boolean same = head.filter(it -> it.size() == size.getAsLong()).isPresent();
        for (String id : Remains.ids(site, site.stagings())) {
            same =
                    same
                            || Leftover.head(site, id)
                                    .filter(it -> it.size() == size.getAsLong())
                                    .isPresent();
        }
        return same;
    }

    private Optional<String> hash() throws IOException {
        try (Source source = Source.pin(sessions, site.names().file(), site.root().uid())) {
            return Optional.of(source.sha256());
        } catch (NoSuchFileException meanwhile) {
            return Optional.empty();
        }
    }

    /// The id of the roll-back that is marked in a directory; only one that we would have given.
    private Optional<String> marker(Directory entries) throws IOException {
        String[] found = {""};
        entries.list((name, _) -> {
            if (name.value().startsWith(StoreSite.ROLLBACK)) {
                String id = name.value().substring(StoreSite.ROLLBACK.length());
                if (id.startsWith(site.tag()) && Name.parse(id).isPresent()) {
                    found[0] = id;
                }
            }
            return found[0].isEmpty();
        });
        return found[0].isEmpty() ? Optional.empty() : Optional.of(found[0]);
    }

    private Optional<String> captured() throws IOException {
        for (String id : Remains.ids(site, site.backups())) {
            try (BackupShelf shelf = BackupShelf.open(site, id)) {
                if (shelf.hasCaptured()) {
                    return Optional.of(id);
                }
            }
        }
        return Optional.empty();
    }

    private Set<String> retired() throws IOException {
        Set<String> retired = new HashSet<>();
        for (String id : Remains.ids(site, site.backups())) {
            try (BackupShelf shelf = BackupShelf.open(site, id)) {
                if (shelf.standing().isPresent()) {
                    retired.add(id);
                }
            }
        }
        return retired;
    }

    private Optional<Staged> staged(Optional<String> content) throws IOException {
        List<String> ids = Remains.ids(site, site.stagings());
        for (String id : ids) {
            try (Directory around = site.root().open(site.stagings().child(id));
                    Directory copy = around.open(site.names().directory())) {
                Optional<ManifestHead> head = ManifestReader.head(copy, StoreSite.MANIFEST);
                boolean same =
                        content.isPresent() && content.equals(head.map(ManifestHead::sha256));
                return Optional.of(new Staged(id, head.isPresent(), same));
            } catch (NoSuchFileException | RefusedException none) {
                // Nothing of that kind in this one.
            }
        }
        return Optional.empty();
    }

    private Optional<String> rebuilt() throws IOException {
        for (String id : Remains.ids(site, site.stagings())) {
            try (Directory around = site.root().open(site.stagings().child(id))) {
                if (Rebuild.isWaiting(site, around)) {
                    return Optional.of(id);
                }
            } catch (NoSuchFileException | RefusedException none) {
                // Nothing of that kind in this one.
            }
        }
        return Optional.empty();
    }
}
