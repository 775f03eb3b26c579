package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.key.Layout;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Carries out what [DiskFindings#state] says is to be done; each row under an intent of its own,
/// and each may be carried out again.
final class Recovery {

    private final StoreSite site;
    private final Directory sessions;
    private final MigrationProgress progress;

    Recovery(StoreSite site, Directory sessions, MigrationProgress progress) {
        this.site = site;
        this.sessions = sessions;
        this.progress = progress;
    }

    MigrationOutcome carryOut(StoreState state) throws IOException {
        return switch (state) {
            case StoreState.RollingBack(String id) ->
                    under(
                            MigrationEvent.ROLLBACK,
                            id,
                            "go_on",
                            it -> new RollBack(site, sessions, it).goOn(progress));
            case StoreState.Retiring(String id) ->
                    under(MigrationEvent.MIGRATE, id, "retire", this::compareCaptured);
            case StoreState.RetireLeft(String id) ->
                    under(
                            MigrationEvent.MIGRATE,
                            BackupShelf.freeId(site, id),
                            "retire",
                            this::retire);
            case StoreState.Conflicting _ -> merge(MigrationEvent.CONFLICT, "resolve");
            case StoreState.Mergeable _ -> merge(MigrationEvent.MIGRATE, "merge");
            case StoreState.StagedWhole(String id) ->
                    new Forward(site, sessions, progress).resume(id);
            case StoreState.StagedInPart(String id) -> clear(id);
            case StoreState.Lost(String id) ->
                    under(MigrationEvent.MIGRATE, id, MigrationLabels.RESTORE, this::restore);
            case StoreState.InDirectory _,
                    StoreState.ForeignDirectory _,
                    StoreState.InSingleFile _,
                    StoreState.Absent _ ->
                    new MigrationOutcome.NothingToDo(state);
        };
    }

    /// What has to be done before a roll-back begins. A single file that is no store cannot be
    /// brought in; it is kept as a backup.
    MigrationOutcome makeWay(StoreState state) throws IOException {
        Optional<MigrationOutcome> objected = objected(MigrationGuard.Step.ROLL_BACK);
        if (objected.isPresent()) {
            return objected.get();
        }
        MigrationOutcome made = carryOut(state);
        boolean unfit =
                state instanceof StoreState.Conflicting && made instanceof MigrationOutcome.Refused;
        return unfit ? under(MigrationEvent.CONFLICT, site.freshId(), "retire", this::keep) : made;
    }

    private MigrationOutcome keep(String id) throws IOException {
        MigrationOutcome kept = retire(id);
        return kept instanceof MigrationOutcome.Migrated it
                ? new MigrationOutcome.Merged(id, 0, 0, 0, List.of(), it.backup())
                : kept;
    }

    private interface Work {
        MigrationOutcome run(String id) throws IOException;
    }

    private MigrationOutcome under(String action, String id, String step, Work work)
            throws IOException {
        Undertaking undertaking =
                Undertaking.begin(
                        site,
                        action,
                        id,
                        step,
                        "an interrupted one goes on",
                        source(),
                        new MigrationEvent.Transfer(
                                site.names().file().value(),
                                site.names().directory().value(),
                                0,
                                0,
                                site.backups().child(id).toString()));
        return undertaking.concluded(StoreMigration.outcomeOf(() -> work.run(id)));
    }

    private Optional<MigrationEvent.Source> source() throws IOException {
        if (sessions.look(site.names().file()).isEmpty()) {
            return Optional.empty();
        }
        try (Source source = Source.pin(sessions, site.names().file(), site.root().uid())) {
            return Optional.of(source.told());
        }
    }

    /// What of a copy was not whole, or is what the single file still is, holds nothing of its own.
    private MigrationOutcome clear(String id) throws IOException {
        Optional<MigrationOutcome> objected = objected(MigrationGuard.Step.STAGE);
        if (objected.isPresent()) {
            return objected.get();
        }
        Leftover leftover = new Leftover(site, sessions, id);
        boolean keep = leftover.mayBeTheOnlyCopy();
        return under(
                MigrationEvent.MIGRATE,
                keep ? BackupShelf.freeId(site, id) : id,
                keep ? MigrationLabels.SHELVE : MigrationLabels.DISCARD,
                shelf -> {
                    if (keep) {
                        Place kept = leftover.shelve(shelf).place();
                        return new MigrationOutcome.Abandoned(id, Optional.of(kept));
                    }
                    leftover.discard();
                    return new MigrationOutcome.Abandoned(id, Optional.empty());
                });
    }

    private MigrationOutcome retire(String id) throws IOException {
        try (Source source = Source.pin(sessions, site.names().file(), site.root().uid())) {
            return new Activation(site, sessions, source, id, counts()).retireOnly();
        }
    }

    /// As the manifest has them; which keys were put aside is in it, too.
    private MigrationCounts counts() throws IOException {
        try (Directory store = sessions.open(site.names().directory())) {
            return ManifestReader.head(store, StoreSite.MANIFEST)
                    .map(head ->
                            new MigrationCounts(
                                    head.entries() + head.putAside(),
                                    head.size(),
                                    head.entries(),
                                    List.of()))
                    .orElse(new MigrationCounts(0, 0, 0, List.of()));
        }
    }

    private MigrationOutcome compareCaptured(String id) throws IOException {
        Optional<MigrationOutcome> objected = objected(MigrationGuard.Step.RESTORE);
        if (objected.isPresent()) {
            return objected.get();
        }
        try (BackupShelf shelf = BackupShelf.open(site, id)) {
            Retirement retirement = new Retirement(site, sessions, shelf);
            if (sessions.look(site.names().directory()).isEmpty()) {
                return keepCaptured(shelf, retirement);
            }
            Optional<Backup> recorded = shelf.recorded();
            Retirement.Result result =
                    recorded.isPresent() ? retirement.resume(recorded.get()) : retirement.putBack();
            return switch (result) {
                case Retirement.Result.Done(Backup done) ->
                        new MigrationOutcome.Migrated(id, counts(), done.place());
                case Retirement.Result.Overtaken _ -> new MigrationOutcome.PutBack(id, site.file());
                case Retirement.Result.Captured _ -> mergeCaptured(shelf, retirement);
                case Retirement.Result.Indeterminate(String what) ->
                        new MigrationOutcome.Indeterminate(what);
            };
        }
    }

    /// The directory in which it would be brought in was taken away, and another single file
    /// stands: it is not brought in much later, over what is newer by then.
    private MigrationOutcome keepCaptured(BackupShelf shelf, Retirement retirement)
            throws IOException {
        int uid = site.root().uid();
        try (Source source = Source.pin(shelf.directory(), shelf.captured(), uid)) {
            Backup backup = shelf.note(true, Optional.of(source.told()));
            retirement.conclude(backup);
            return new MigrationOutcome.Abandoned(shelf.id(), Optional.of(backup.place()));
        }
    }

    /// Another single file stands at its name: what was captured is brought in from where it is.
    private MigrationOutcome mergeCaptured(BackupShelf shelf, Retirement retirement)
            throws IOException {
        Optional<MigrationOutcome> objected = objected(MigrationGuard.Step.MERGE);
        if (objected.isPresent()) {
            return objected.get();
        }
        int uid = site.root().uid();
        try (Source source = Source.pin(shelf.directory(), shelf.captured(), uid)) {
            Merge merge = bringIn(source, shelf.id());
            Backup backup = shelf.note(true, Optional.of(source.told()));
            retirement.conclude(backup);
            Forward.tidy(new MergeMark(site)::clear);
            return merge.merged(backup.place());
        }
    }

    private Optional<MigrationOutcome> objected(MigrationGuard.Step step) throws IOException {
        return site.seams()
                .guard()
                .objection(step)
                .map(why -> new MigrationOutcome.Overtaken(why, new StoreState.Absent()));
    }

    private MigrationOutcome merge(String action, String step) throws IOException {
        Optional<MigrationOutcome> objected = objected(MigrationGuard.Step.MERGE);
        if (objected.isPresent()) {
            return objected.get();
        }
        return under(
                action,
                site.freshId(),
                step,
                id -> {
                    try (Source source =
                            Source.pin(sessions, site.names().file(), site.root().uid())) {
                        Merge merge = bringIn(source, id);
                        MigrationOutcome retired =
                                new Activation(site, sessions, source, id, counts()).retireOnly();
                        if (retired instanceof MigrationOutcome.Migrated done) {
                            Forward.tidy(new MergeMark(site)::clear);
                            return merge.merged(done.backup());
                        }
                        return retired;
                    }
                });
    }

    /// By the layout that the directory has, whatever the settings say.
    private Merge bringIn(Source source, String id) throws IOException {
        try (Directory store = sessions.open(site.names().directory());
                var leases = site.seams().leases().open(site.root(), site.directory())) {
            Optional<ManifestHead> head = ManifestReader.head(store, StoreSite.MANIFEST);
            MigrationSettings settings = site.settings();
            Optional<Map<String, String>> base = Optional.empty();
            if (head.isPresent()) {
                settings = settings.in(layout(head.get()));
                base = Optional.of(Merge.base(store));
            }
            SourceScan scan = SourceScan.of(source, settings, progress);
            MergeMark mark = new MergeMark(site);
            boolean again = mark.isThere();
            mark.set();
            Merge merge = new Merge(site, store, leases, id, settings, again, base);
            merge.run(source, scan, progress);
            return merge;
        }
    }

    private static Layout layout(ManifestHead head) throws IOException {
        return Layout.of(head.layout())
                .orElseThrow(() -> new IOException("a manifest of layout " + head.layout()));
    }

    /// What is proven to be the last form that was in force comes back to its name.
    private MigrationOutcome restore(String id) throws IOException {
        Optional<MigrationOutcome> objected = objected(MigrationGuard.Step.RESTORE);
        if (objected.isPresent()) {
            return objected.get();
        }
        Name file = site.names().file();
        Name directory = site.names().directory();
        try (BackupShelf shelf = BackupShelf.make(site, id);
                Directory around = site.make(site.stagings(), id)) {
            if (shelf.hasCaptured()) {
                return restored(id, shelf.directory(), shelf.captured(), file);
            }
            if (around.look(directory).isPresent()) {
                return restored(id, around, directory, directory);
            }
            if (Rebuild.isWaiting(site, around)) {
                return restored(id, around, file, file);
            }
            Backup backup =
                    shelf.standing()
                            .orElseThrow(() -> new IOException(id + ": its backup is gone"));
            Name kept = backup.place().name();
            return restored(id, shelf.directory(), kept, backup.file() ? file : directory);
        }
    }

    private MigrationOutcome restored(String id, Directory from, Name name, Name as)
            throws IOException {
        try {
            from.renameInto(name, sessions, as);
        } catch (FileAlreadyExistsException taken) {
            return new MigrationOutcome.Overtaken(
                    as + " appeared meanwhile", new StoreState.Absent());
        }
        sessions.sync();
        from.sync();
        return new MigrationOutcome.PutBack(id, sessions.place().child(as));
    }
}
