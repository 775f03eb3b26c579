package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.finding.LegacyFinding;
import dev.sessionwatchdog.observation.Health;
import dev.sessionwatchdog.observation.RecoverySources;
import dev.sessionwatchdog.observation.StoreObservation;
import dev.sessionwatchdog.store.migration.Backup;
import dev.sessionwatchdog.store.root.Place;
import java.io.IOException;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Explains one index: whether it is whole, whether its store will be migrated and why not, and,
/// where it is not whole, what it could be restored from.
final class IndexInspection {

    private final SweepParts parts;

    IndexInspection(SweepParts parts) {
        this.parts = parts;
    }

    ObjectNode of(StoreObservation store, List<StoreObservation> all) throws IOException {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("path", store.store().child("sessions.json").toString());
        node.put("era", store.era().word());
        Health health = parts.closely().index(store.store(), Era.SINGLE_FILE);
        node.put("health", health.words());
        if (LegacyLook.concerns(store)) {
            LegacyParts legacy = parts.legacy();
            legacy.look().begin(all, true);
            LegacyFinding finding = legacy.look().judge(store, legacy.rule(), false);
            MigrationRows.addFinding(node, finding);
            MigrationRows.addChecks(node, finding.checks());
        }
        if (!(health instanceof Health.Good)) {
            addSources(node.putArray("recovery_sources"), store);
        }
        return node;
    }

    private void addSources(ArrayNode array, StoreObservation store) throws IOException {
        List<Place> backups =
                parts.legacy().migrations().looking(store.store()).backups().stream()
                        .filter(Backup::file)
                        .map(Backup::place)
                        .toList();
        RecoverySources sources = new RecoverySources(parts.root(), parts.closely());
        for (RecoverySources.Source source : sources.of(store, backups)) {
            array.addObject()
                    .put("path", source.place().toString())
                    .put("bytes", source.facts().size())
                    .put("mtime", source.facts().mtime().toString())
                    .put("whole", source.health() instanceof Health.Good)
                    .put("health", source.health().words());
        }
    }
}
