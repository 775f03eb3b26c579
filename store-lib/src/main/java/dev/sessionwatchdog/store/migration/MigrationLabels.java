package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.forensic.OpenIntent;
import dev.sessionwatchdog.store.forensic.Printable;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which store and which migration an event is about, as its labels say. Whoever records
/// [MigrationEvent]s in another form keeps the labels as they are, or [StoreMigration#recover]
/// cannot conclude its intents.
///
/// @param store the single file's place from the root, printable
/// @param id of the migration
/// @param step what was to be done, in one word
public record MigrationLabels(String store, String id, String step) {

    /// Steps that leave no trace by which the forms of a store would tell that they were done.
    static final String DISCARD = "discard";

    static final String SHELVE = "shelve";
    static final String RESTORE = "restore";

    private static final String STORE = "store";
    private static final String ID = "migration";
    private static final String STEP = "step";

    Map<String, String> write() {
        return Map.of(STORE, Printable.of(store), ID, id, STEP, step);
    }

    /// Those of an intent without an outcome; empty if it is not one of a migration.
    public static Optional<MigrationLabels> of(OpenIntent intent) {
        boolean ours =
                intent.action().equals(MigrationEvent.MIGRATE)
                        || intent.action().equals(MigrationEvent.ROLLBACK)
                        || intent.action().equals(MigrationEvent.CONFLICT)
                        || intent.action().equals(MigrationEvent.BACKUP);
        return ours ? of(intent.labels()) : Optional.empty();
    }

    private static Optional<MigrationLabels> of(Map<String, String> texts) {
        return texts.keySet().containsAll(Set.of(STORE, ID, STEP))
                ? Optional.of(
                        new MigrationLabels(
                                texts.getOrDefault(STORE, ""),
                                texts.getOrDefault(ID, ""),
                                texts.getOrDefault(STEP, "")))
                : Optional.empty();
    }
}
