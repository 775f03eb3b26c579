package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.decision.Permission;
import dev.sessionwatchdog.store.forensic.LogFailedException;
import dev.sessionwatchdog.store.forensic.OpenIntent;
import dev.sessionwatchdog.store.migration.MigrationLabels;
import dev.sessionwatchdog.store.root.Place;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Concludes migrations and roll-backs that were interrupted: the library finds out from the disk
/// how to go on, and does (`protocols.md` 7, "Recovery"). Nothing is concluded by guess here.
final class LegacyRecovery {

    private static final Logger LOG = LoggerFactory.getLogger(LegacyRecovery.class);
    private static final String SWEEP = "recovery";

    private final LegacyParts parts;
    private final Permission permission;

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
                LegacyRun.Ran ran =
                        new LegacyRun(parts, permission, SWEEP)
                                .recover(each.getKey(), each.getValue());
                parts.unfinished()
                        .note(
                                each.getKey(),
                                parts.migrations().looking(each.getKey()).state(List.of()));
                LOG.info("store {}: {}", each.getKey(), ran.outcome().words());
            } catch (LogFailedException fatal) {
                throw fatal;
            } catch (IOException outOfReach) {
                LOG.error("store {} cannot be recovered", each.getKey(), outOfReach);
            }
        }
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
