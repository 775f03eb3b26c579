package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.decision.Permission;
import dev.sessionwatchdog.store.forensic.LogFailedException;
import dev.sessionwatchdog.store.forensic.OpenIntent;
import dev.sessionwatchdog.store.forensic.Phase;
import dev.sessionwatchdog.store.migration.MigrationEvent;
import dev.sessionwatchdog.store.migration.MigrationLabels;
import dev.sessionwatchdog.store.migration.StoreMigration;
import dev.sessionwatchdog.store.migration.StoreState;
import dev.sessionwatchdog.store.root.Place;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Concludes migrations and roll-backs that were interrupted: the library finds out from the disk
/// how to go on, and does (`protocols.md` 7, "Recovery"). Only what is half done goes on at a
/// start; what would take effect now needs what any migration needs, and is left to the sweeps.
final class LegacyRecovery {

    private static final Logger LOG = LoggerFactory.getLogger(LegacyRecovery.class);
    private static final String SWEEP = "recovery";

    private final LegacyParts parts;
    private final Permission permission;
    private final Map<String, Left> left = new HashMap<>();

    /// What an intent was concluded with by nobody yet.
    ///
    /// @param words how its store stands
    /// @param alert whether a person has to look
    record Left(Phase phase, String words, boolean alert) {}

    LegacyRecovery(LegacyParts parts, Permission permission) {
        this.parts = parts;
        this.permission = permission;
    }

    /// Goes on with what these intents had begun. An intent that is still open afterwards could not
    /// be concluded.
    ///
    /// @throws LogFailedException if the evidence cannot be written
    void conclude(List<OpenIntent> open) throws IOException {
        Map<Place, List<OpenIntent>> byStore = new LinkedHashMap<>();
        for (OpenIntent intent : open) {
            MigrationLabels.of(intent)
                    .flatMap(LegacyRecovery::store)
                    .ifPresent(store ->
                            byStore.computeIfAbsent(store, _ -> new ArrayList<>()).add(intent));
        }
        for (Map.Entry<Place, List<OpenIntent>> each : byStore.entrySet()) {
            try {
                goOn(each.getKey(), each.getValue());
            } catch (LogFailedException fatal) {
                throw fatal;
            } catch (IOException outOfReach) {
                LOG.error("store {} cannot be recovered", each.getKey(), outOfReach);
            }
        }
    }

    /// What is to be said of an intent that was not concluded.
    Optional<Left> left(OpenIntent intent) {
        return Optional.ofNullable(left.get(intent.id()));
    }

    private void goOn(Place store, List<OpenIntent> open) throws IOException {
        StoreMigration looking = parts.migrations().looking(store);
        StoreState state = looking.state(open);
        LegacyRun run = new LegacyRun(parts, permission, SWEEP);
        Optional<String> withheld = run.withheld(store);
        boolean halfDone = UnfinishedStores.isHalfDone(state);
        if (!state.unfinished() || (halfDone && withheld.isEmpty())) {
            LegacyRun.Ran ran = run.recover(store, open, false);
            LOG.info("store {}: {}", store, ran.outcome().words());
            state = looking.state(List.of());
        }
        parts.unfinished().note(store, state);
        parts.takenBack().isOver(store, state);
        for (OpenIntent intent : open) {
            left.put(intent.id(), left(intent, state, withheld));
        }
    }

    private static Left left(OpenIntent intent, StoreState state, Optional<String> withheld) {
        if (UnfinishedStores.isHalfDone(state)) {
            return new Left(
                    Phase.INDETERMINATE,
                    "half done: "
                            + state.words()
                            + "; "
                            + withheld.map(why -> "nothing is done: " + why)
                                    .orElse("the sweeps go on with it"),
                    withheld.isPresent());
        }
        boolean tookNoEffect =
                intent.action().equals(MigrationEvent.MIGRATE)
                        && (state instanceof StoreState.StagedWhole
                                || state instanceof StoreState.StagedInPart);
        return tookNoEffect
                ? new Left(Phase.OVERTAKEN, "it took no effect: the single file is in force", false)
                : new Left(
                        Phase.INDETERMINATE,
                        "found: " + state.words() + "; the sweeps decide what becomes of it",
                        false);
    }

    /// Places in the log are escaped; one that does not read back as a place is nobody's.
    private static Optional<Place> store(MigrationLabels labels) {
        try {
            Place file = Place.of(labels.store());
            return file.isTop() ? Optional.empty() : Optional.of(file.parent());
        } catch (IllegalArgumentException notAPlace) {
            return Optional.empty();
        }
    }
}
