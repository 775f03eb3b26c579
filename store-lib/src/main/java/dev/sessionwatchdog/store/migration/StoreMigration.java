package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.forensic.OpenIntent;
import dev.sessionwatchdog.store.forensic.Phase;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.RefusedException;
import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One store's way from the single file to the directory, and back (`protocols.md` 7).
///
/// What it guarantees. At every moment, and after a crash at any point, exactly one of the two
/// forms is in force and holds every session, byte for byte; [#recover] finds out from the disk how
/// to go on. A directory is put into place by one rename, complete, durable and compared with the
/// single file, which is then kept as a backup. Nothing that is not ours is ever replaced or
/// deleted. A failed sync is never tried again.
///
/// What it does not do. It does not know whether the gateway reads directories, nor whether one is
/// running: its caller does, and says so by settings and guard. It does not look twice whether the
/// single file is quiet.
///
/// Before anything of the user's is touched an intent is recorded. Reading a store holds its keys
/// and one entry in memory, whatever its size. Nothing is held open between two calls. Used by one
/// thread, in one process, of which the caller makes sure that it is the only one.
public final class StoreMigration {

    /// A row leads to another one; more of them in a row than this are somebody's doing.
    private static final int MOST_ROWS = 8;

    private final StoreSite site;

    /// @param sessions the directory in which `sessions.json` is
    /// @param home our own directory below the root, `.session-watchdog`; made if it is not there
    public StoreMigration(
            Root root,
            Place sessions,
            StoreNames names,
            Place home,
            MigrationSettings settings,
            MigrationSeams seams) {
        this.site = new StoreSite(root, sessions, names, home, settings, seams);
    }

    /// How the store stands, by the disk alone. Reads the single file if there are remains to
    /// compare it with.
    ///
    /// @param open intents of which the log does not say how they went, of any action
    /// @throws RefusedException if what has the name of a form is a link, another user's, or
    ///   writable by others
    public StoreState state(List<OpenIntent> open) throws IOException {
        return DiskSurvey.of(site, new OpenUndertakings(site, open).ids()).state();
    }

    /// What a migration would do, and what would stop it. Reads only; asks the guard for
    /// [MigrationGuard.Step#STAGE].
    ///
    /// @throws IOException if the disk cannot be read; what is odd about the store is an obstacle
    public MigrationPlan plan() throws IOException {
        return new Planning(site).run(MigrationProgress.none());
    }

    /// Migrates a store that is in its single file and has nothing unfinished.
    ///
    /// @throws IOException only if the evidence could not be recorded; everything else is an
    ///   outcome
    public MigrationOutcome run(MigrationProgress progress) throws IOException {
        return asLeft(
                outcomeOf(() -> {
                    StoreState state = state(List.of());
                    if (state.unfinished()) {
                        return new MigrationOutcome.Refused(
                                List.of("something unfinished comes first: " + state.words()));
                    }
                    return switch (state) {
                        case StoreState.InSingleFile _ -> {
                            try (Directory sessions = site.openSessions()) {
                                yield new Forward(site, sessions, progress).run();
                            }
                        }
                        case StoreState.ForeignDirectory _ ->
                                new MigrationOutcome.Refused(List.of(state.words()));
                        default -> new MigrationOutcome.NothingToDo(state);
                    };
                }));
    }

    /// Brings to its end what was interrupted, by what is on disk, and concludes the open intents
    /// of this store. Does nothing to a store that waits for nothing. What was staged goes on to be
    /// migrated; a copy that is no use any more is deleted, or kept as a backup if it may be the
    /// only one of its single file, and [#run] starts anew.
    ///
    /// @param open intents of which the log does not say how they went; those of other stores and
    ///   actions are passed over
    /// @throws IOException only if the evidence could not be recorded
    public MigrationOutcome recover(List<OpenIntent> open, MigrationProgress progress)
            throws IOException {
        OpenUndertakings undertakings = new OpenUndertakings(site, open);
        return outcomeOf(() -> {
            StoreState state = DiskSurvey.of(site, undertakings.ids()).state();
            MigrationOutcome last = new MigrationOutcome.NothingToDo(state);
            for (int row = 0; row < MOST_ROWS && state.unfinished(); row++) {
                try (Directory sessions = site.openSessions()) {
                    last = new Recovery(site, sessions, progress).carryOut(state);
                }
                state = DiskSurvey.of(site, undertakings.ids()).state();
                if (last.phase().filter(Phase.DONE::equals).isEmpty()) {
                    break;
                }
            }
            if (!state.unfinished()) {
                undertakings.conclude(state);
            }
            return last instanceof MigrationOutcome.Overtaken it
                    ? new MigrationOutcome.Overtaken(it.found(), state)
                    : last;
        });
    }

    /// Makes the single file again out of a directory that a migration made, with all that was
    /// written since. No gateway may run.
    ///
    /// What is unfinished comes first. Another single file beside the directory is brought into it
    /// as [#recover] does, so that the rebuilt one has the sessions of both; one that is no store
    /// becomes a backup.
    ///
    /// @throws IOException only if the evidence could not be recorded
    public MigrationOutcome rollback(MigrationProgress progress) throws IOException {
        return asLeft(
                outcomeOf(() -> {
                    StoreState state = state(List.of());
                    Optional<String> unfit = unfit();
                    if (unfit.isPresent()) {
                        return new MigrationOutcome.Refused(List.of(unfit.get()));
                    }
                    for (int row = 0; row < MOST_ROWS && comesBeforeRollBack(state); row++) {
                        MigrationOutcome first;
                        try (Directory sessions = site.openSessions()) {
                            first = new Recovery(site, sessions, progress).makeWay(state);
                        }
                        boolean done = first.phase().filter(Phase.DONE::equals).isPresent();
                        if (!done || first instanceof MigrationOutcome.RolledBack) {
                            return first;
                        }
                        state = state(List.of());
                    }
                    boolean made =
                            state instanceof StoreState.InDirectory(String id) && !id.isEmpty();
                    if (!made) {
                        return new MigrationOutcome.Refused(
                                List.of(
                                        "only what a migration made is taken back: "
                                                + state.words()));
                    }
                    try (Directory sessions = site.openSessions()) {
                        return new TakingBack(site, sessions, progress).run();
                    }
                }));
    }

    private Optional<String> unfit() throws IOException {
        try (Directory sessions = site.openSessions()) {
            return Forward.unfit(sessions);
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    private static boolean comesBeforeRollBack(StoreState state) {
        return switch (state) {
            case StoreState.RollingBack _,
                    StoreState.Retiring _,
                    StoreState.RetireLeft _,
                    StoreState.Conflicting _ ->
                    true;
            case StoreState.InDirectory _,
                    StoreState.StagedWhole _,
                    StoreState.StagedInPart _,
                    StoreState.Mergeable _,
                    StoreState.ForeignDirectory _,
                    StoreState.Lost _,
                    StoreState.InSingleFile _,
                    StoreState.Absent _ ->
                    false;
        };
    }

    /// With the state that it left, where that has changed since it was found out.
    private MigrationOutcome asLeft(MigrationOutcome outcome) {
        if (outcome instanceof MigrationOutcome.Overtaken(String found, StoreState _)) {
            try {
                return new MigrationOutcome.Overtaken(found, state(List.of()));
            } catch (IOException unknown) {
                return outcome;
            }
        }
        return outcome;
    }

    /// What migrations and roll-backs of this store retired and nobody removed, oldest first; only
    /// what a sealed record names.
    public List<Backup> backups() throws IOException {
        return new Backups(site).list();
    }

    /// Those of [#backups] that have these ids, as [MigrationRemains] found them for many stores in
    /// one listing.
    public List<Backup> backups(Set<String> ids) throws IOException {
        return new Backups(site).list(ids);
    }

    /// Removes one of [#backups()] for good: only what its sealed record names, unchanged, while
    /// another form of the store is in force. Whether its time has come is the caller's to say.
    ///
    /// @return why not; empty if it is gone
    /// @throws IOException also if the evidence could not be recorded
    public Optional<String> removeBackup(Backup backup) throws IOException {
        return new Backups(site).remove(backup);
    }

    /// Something that ends in an outcome, or in an exception that is one.
    interface Work {
        MigrationOutcome run() throws IOException;
    }

    static MigrationOutcome outcomeOf(Work work) throws EvidenceException {
        try {
            return work.run();
        } catch (EvidenceException unrecorded) {
            throw unrecorded;
        } catch (RefusedException | Source.UnfitException refused) {
            return new MigrationOutcome.Refused(List.of(Forward.words(refused)));
        } catch (IOException failed) {
            return new MigrationOutcome.Failed(failed.toString());
        }
    }
}
