package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.forensic.OpenIntent;
import dev.sessionwatchdog.store.forensic.Phase;
import dev.sessionwatchdog.store.forensic.Printable;
import dev.sessionwatchdog.store.root.Directory;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The intents of one store of which the log does not say how they went.
final class OpenUndertakings {

    private final StoreSite site;
    private final List<OpenIntent> ours;

    OpenUndertakings(StoreSite site, List<OpenIntent> all) {
        this.site = site;
        String store = Printable.of(site.file().toString());
        this.ours =
                all.stream()
                        .filter(it ->
                                MigrationLabels.of(it)
                                        .filter(labels -> labels.store().equals(store))
                                        .isPresent())
                        .toList();
    }

    /// Ids of what may have moved something away. Removing a backup moves nothing that is wanted.
    Set<String> ids() {
        Set<String> ids = new HashSet<>();
        ours.stream()
                .filter(it -> !it.action().equals(MigrationEvent.BACKUP))
                .forEach(it -> MigrationLabels.of(it).ifPresent(labels -> ids.add(labels.id())));
        return ids;
    }

    /// Says of each what the disk shows, when nothing is unfinished any more.
    void conclude(StoreState state) throws IOException {
        for (OpenIntent intent : ours) {
            MigrationLabels labels = MigrationLabels.of(intent).orElseThrow();
            Undertaking undertaking = Undertaking.found(site, intent.action(), labels, intent.id());
            boolean done = tookEffect(intent.action(), labels, state);
            undertaking.concluded(
                    done ? Phase.DONE : Phase.OVERTAKEN,
                    "found out after an interruption: " + state.words());
        }
    }

    private boolean tookEffect(String action, MigrationLabels labels, StoreState state)
            throws IOException {
        String id = labels.id();
        Optional<Backup> backup = standing(id);
        boolean made = state instanceof StoreState.InDirectory(String of) && of.equals(id);
        boolean inFile = state instanceof StoreState.InSingleFile;
        boolean inForce = inFile || state instanceof StoreState.InDirectory;
        return switch (labels.step()) {
            case MigrationLabels.DISCARD -> !Remains.ids(site, site.stagings()).contains(id);
            case MigrationLabels.SHELVE -> backup.isPresent();
            case MigrationLabels.RESTORE ->
                    made || (inForce && backup.isEmpty()) || (inFile && wasPublished(id));
            default ->
                    switch (action) {
                        case MigrationEvent.BACKUP -> backup.isEmpty();
                        case MigrationEvent.ROLLBACK -> backup.filter(it -> !it.file()).isPresent();
                        default -> made || backup.filter(Backup::file).isPresent();
                    };
        };
    }

    private boolean wasPublished(String id) throws IOException {
        try (Directory around = site.root().open(site.stagings().child(id))) {
            return Rebuild.published(site, around).isPresent();
        } catch (NoSuchFileException none) {
            return false;
        }
    }

    private Optional<Backup> standing(String id) throws IOException {
        try (BackupShelf shelf = BackupShelf.open(site, id)) {
            return shelf.standing();
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }
}
