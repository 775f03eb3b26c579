package dev.sessionwatchdog.sim;

import dev.sessionwatchdog.store.forensic.ForensicVerifier;
import dev.sessionwatchdog.store.forensic.Verification;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.sim.SimulatedDisk;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The forensic log on a simulated disk, read back.
///
/// @param directory where its segments are
record SimulatedLog(SimulatedDisk disk, String directory) {

    /// Every event, oldest first.
    List<JsonNode> events() {
        List<JsonNode> events = new ArrayList<>();
        for (String path : disk.paths().keySet()) {
            if (path.startsWith(directory + "/events") && path.endsWith(".jsonl")) {
                String text = disk.text(path);
                // A torn line at the end is kept as evidence and is no event.
                text.substring(0, text.lastIndexOf('\n') + 1)
                        .lines()
                        .map(JsonMapper.shared()::readTree)
                        .forEach(events::add);
            }
        }
        events.sort((a, b) ->
                Long.compare(
                        a.path("event").path("sequence").asLong(),
                        b.path("event").path("sequence").asLong()));
        return events;
    }

    List<JsonNode> events(String action, String phase) {
        return events().stream()
                .filter(event -> event.path("event").path("action").asString("").equals(action))
                .filter(event -> event.path("event").path("phase").asString("").equals(phase))
                .toList();
    }

    Verification verify() {
        try (SimulatedRoot state = SimulatedRoot.open(disk, directory);
                Directory segments = state.open(Place.TOP)) {
            return ForensicVerifier.verify(segments);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
