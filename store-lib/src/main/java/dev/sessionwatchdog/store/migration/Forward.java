package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.RefusedException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// From the single file to the directory (`protocols.md` 7, steps 0 to 9).
final class Forward {

    private static final int ROOM = 2;

    /// Of the common file systems.
    private static final int BLOCK = 4096;

    /// The manifest, the records, and the directories around them.
    private static final int OTHER_FILES = 12;

    private final StoreSite site;
    private final Directory sessions;
    private final MigrationProgress progress;

    Forward(StoreSite site, Directory sessions, MigrationProgress progress) {
        this.site = site;
        this.sessions = sessions;
        this.progress = progress;
    }

    /// Twice the store, and a block for each file: small entries take one each, whatever they have.
    static long requiredBytes(long size, SourceScan scan) {
        return requiredBytes(size, scan.entries() + scan.cutNames() + 2L * scan.losers().size());
    }

    static long requiredBytes(long size, long files) {
        return ROOM * size + BLOCK * (files + OTHER_FILES);
    }

    /// Why nothing is migrated or taken back in this place; empty if there is no reason. Elsewhere
    /// neither a gateway of another machine would be seen, nor a late writer refused, nor is a
    /// rename proven to replace nothing (`protocols.md` 2, "Where").
    static Optional<String> unfit(Directory sessions) {
        return sessions.paths().doubt().map(why -> "not safe in this place: " + why);
    }

    MigrationOutcome run() throws IOException {
        return from(site.freshId(), true);
    }

    /// Goes on with a copy that is whole.
    MigrationOutcome resume(String id) throws IOException {
        return from(id, false);
    }

    private MigrationOutcome from(String id, boolean anew) throws IOException {
        Optional<String> unfit = unfit(sessions);
        if (unfit.isPresent()) {
            return new MigrationOutcome.Refused(List.of(unfit.get()));
        }
        if (GatewayLock.isHeld(site, sessions)) {
            return Activation.locked(site, new StoreState.InSingleFile());
        }
        try (Source source = Source.pin(sessions, site.names().file(), site.root().uid())) {
            SourceScan scan = SourceScan.of(source, site.settings(), progress);
            Optional<String> objection = site.seams().guard().objection(MigrationGuard.Step.STAGE);
            if (objection.isPresent()) {
                return new MigrationOutcome.Overtaken(
                        objection.get(), new StoreState.InSingleFile());
            }
            if (anew) {
                requireRoom(requiredBytes(source.facts().size(), scan));
            }
            Undertaking undertaking = begin(id, source, scan);
            return undertaking.concluded(attempt(id, anew, source, scan));
        }
    }

    private void requireRoom(long required) throws IOException {
        OptionalLong free = site.freeBytes();
        if (free.isPresent() && free.getAsLong() < required) {
            throw new IOException(
                    free.getAsLong() + " bytes are free, " + required + " are needed");
        }
    }

    private Undertaking begin(String id, Source source, SourceScan scan) throws IOException {
        String words =
                scan.sessions()
                        + " sessions, "
                        + scan.losers().size()
                        + " of them put aside, staged in "
                        + site.stagings().child(id);
        return Undertaking.begin(
                site,
                MigrationEvent.MIGRATE,
                id,
                "migrate",
                words,
                Optional.of(source.told()),
                new MigrationEvent.Transfer(
                        site.names().file().value(),
                        site.names().directory().value(),
                        scan.sessions(),
                        source.facts().size(),
                        site.backups().child(id).toString()));
    }

    /// Whatever goes wrong before the directory is put into place costs the copy, nothing else.
    private MigrationOutcome attempt(String id, boolean anew, Source source, SourceScan scan) {
        MigrationOutcome outcome;
        try (Staging staging = Staging.at(site, id)) {
            if (anew) {
                staging.fill(source, scan, progress);
            }
            new StagingCheck(site, staging, source, scan).seal(progress);
            MigrationCounts counts =
                    new MigrationCounts(
                            scan.sessions(), source.facts().size(), scan.entries(), scan.folded());
            outcome = new Activation(site, sessions, source, id, counts).commitAndRetire(staging);
        } catch (RefusedException | Source.UnfitException refused) {
            outcome = new MigrationOutcome.Refused(List.of(words(refused)));
        } catch (IOException failed) {
            outcome = new MigrationOutcome.Failed("the copy was given up: " + failed);
        }
        switch (outcome) {
            case MigrationOutcome.Migrated _ -> tidy(() -> Remains.deleteStaging(site, id));
            case MigrationOutcome.Indeterminate _ -> {}
            default -> tidy(() -> abandon(id));
        }
        return outcome;
    }

    /// Only where the copy was not put into place; without any form in force it stays.
    private void abandon(String id) throws IOException {
        boolean directory = sessions.look(site.names().directory()).isPresent();
        if (!directory && sessions.look(site.names().file()).isEmpty()) {
            return;
        }
        Leftover leftover = new Leftover(site, sessions, id);
        if (leftover.mayBeTheOnlyCopy()) {
            leftover.shelve(BackupShelf.freeId(site, id));
            return;
        }
        leftover.discard();
        if (directory) {
            return;
        }
        try (BackupShelf shelf = BackupShelf.open(site, id)) {
            shelf.directory().delete(BackupShelf.RECORD);
        }
        try (Directory backups = site.root().open(site.backups())) {
            backups.deleteDirectory(new Name(id));
        }
    }

    static String words(IOException refused) {
        return String.valueOf(refused.getMessage());
    }

    /// Work whose failing costs only room; what stays is looked at by the next recovery.
    interface Tidying {
        void run() throws IOException;
    }

    static void tidy(Tidying tidying) {
        try {
            tidying.run();
        } catch (IOException left) {
            return;
        }
    }
}
