package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.forensic.ForensicEvent;
import dev.sessionwatchdog.store.forensic.Kind;
import dev.sessionwatchdog.store.forensic.Level;
import dev.sessionwatchdog.store.forensic.Phase;
import dev.sessionwatchdog.store.forensic.Printable;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;

/// What is told of one migration, merging, roll-back or removed backup.
///
/// @param action [#MIGRATE], [#ROLLBACK], [#CONFLICT] or [#BACKUP]
/// @param intent id of the intent that it concludes
/// @param path what it is about, from the root: the single file, or the directory
/// @param source the single file, where it was looked at
/// @param migration numbers and places, members of the event's `migration`
/// @param labels by which an interrupted one is found again, see [MigrationLabels]
public record MigrationEvent(
        String action,
        Phase phase,
        String message,
        Optional<String> reason,
        Optional<String> intent,
        String path,
        Optional<Source> source,
        Transfer migration,
        Map<String, String> labels)
        implements ForensicEvent {

    public static final String MIGRATE = "store.migrate";
    public static final String ROLLBACK = "store.rollback";
    public static final String CONFLICT = "store.conflict";
    public static final String BACKUP = "store.backup";

    /// The single file, or what is read instead.
    public record Source(long device, long inode, long size, String sha256) {}

    /// @param from name of what is read
    /// @param to name of what is made
    /// @param entries how many sessions
    /// @param bytes of them together
    /// @param backup where what was in force goes
    public record Transfer(String from, String to, int entries, long bytes, String backup) {}

    public MigrationEvent {
        labels = Map.copyOf(labels);
    }

    @Override
    public Level level() {
        return switch (phase) {
            case FAILED, INDETERMINATE -> Level.ERROR;
            case OVERTAKEN, REFUSED -> Level.WARN;
            case INTENT, DONE, OBSERVED -> action.equals(CONFLICT) ? Level.WARN : Level.INFO;
        };
    }

    @Override
    public Kind kind() {
        return action.equals(CONFLICT) ? Kind.ALERT : Kind.EVENT;
    }

    @Override
    public void writeMembers(JsonGenerator json) {
        if (intent.isPresent()) {
            json.writeObjectPropertyStart("correlation");
            json.writeStringProperty("intent", intent.get());
            json.writeEndObject();
        }
        json.writeObjectPropertyStart("file");
        json.writeStringProperty("path", Printable.of(path));
        if (source.isPresent()) {
            writeSource(json, source.get());
        }
        json.writeEndObject();
        json.writeObjectPropertyStart("migration");
        json.writeStringProperty("from", Printable.of(migration.from()));
        json.writeStringProperty("to", Printable.of(migration.to()));
        json.writeNumberProperty("entries", migration.entries());
        json.writeNumberProperty("bytes", migration.bytes());
        if (!migration.backup().isEmpty()) {
            json.writeStringProperty("backup", Printable.of(migration.backup()));
        }
        json.writeEndObject();
        json.writeObjectPropertyStart("labels");
        new TreeMap<>(labels).forEach(json::writeStringProperty);
        json.writeEndObject();
    }

    private static void writeSource(JsonGenerator json, Source source) {
        json.writeStringProperty("type", "regular");
        json.writeStringProperty("device", Long.toUnsignedString(source.device()));
        json.writeStringProperty("inode", Long.toUnsignedString(source.inode()));
        json.writeNumberProperty("size", source.size());
        json.writeObjectPropertyStart("hash");
        json.writeStringProperty("sha256", source.sha256());
        json.writeStringProperty("scope", "full");
        json.writeEndObject();
    }
}
