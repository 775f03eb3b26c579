package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.forensic.ForensicEvent;
import dev.sessionwatchdog.store.forensic.OpenIntent;
import dev.sessionwatchdog.store.forensic.Phase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// A log that loses nothing, as the real one after its sync.
final class KeptLog implements MigrationRecorder {

    private static final JsonFactory JSON = new JsonFactory();

    private final List<MigrationEvent> told = new ArrayList<>();
    private final Map<String, OpenIntent> open = new LinkedHashMap<>();
    private Optional<IOException> failure = Optional.empty();
    private int ids;

    KeptLog() {}

    private KeptLog(KeptLog other) {
        told.addAll(other.told);
        open.putAll(other.open);
        ids = other.ids;
    }

    KeptLog copy() {
        return new KeptLog(this);
    }

    void failWith(IOException reason) {
        failure = Optional.of(reason);
    }

    @Override
    public String record(ForensicEvent event) throws IOException {
        if (failure.isPresent()) {
            throw failure.get();
        }
        String id = "event-" + ++ids;
        if (event instanceof MigrationEvent ours) {
            told.add(ours);
            if (ours.phase() == Phase.INTENT) {
                open.put(id, new OpenIntent(id, ours.action(), line(ours)));
            }
            ours.intent().ifPresent(open::remove);
        }
        return id;
    }

    private static String line(MigrationEvent event) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            event.writeMembers(json);
            json.writeEndObject();
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    List<OpenIntent> open() {
        return List.copyOf(open.values());
    }

    /// As `action phase step`.
    List<String> words() {
        return told.stream()
                .map(it -> it.action() + " " + it.phase().word() + " " + it.labels().get("step"))
                .toList();
    }

    List<MigrationEvent> told() {
        return List.copyOf(told);
    }
}
