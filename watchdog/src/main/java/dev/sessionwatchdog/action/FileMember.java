package dev.sessionwatchdog.action;

import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.observation.ContentHash;
import dev.sessionwatchdog.store.forensic.Printable;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/// The members `file` and `file_after` of an event.
public final class FileMember {

    private FileMember() {}

    /// Where something is, and nothing more.
    public static Consumer<JsonGenerator> where(Root root, Place place) {
        return json -> {
            json.writeObjectPropertyStart("file");
            writePlace(root, place, json);
            json.writeEndObject();
        };
    }

    /// Everything that is known of a file that was found.
    public static Consumer<JsonGenerator> found(
            Root root, Place place, Era era, Facts facts, Optional<ContentHash> hash) {
        return json -> {
            json.writeObjectPropertyStart("file");
            writePlace(root, place, json);
            agent(place).ifPresent(agent -> json.writeStringProperty("agent", agent));
            writeFacts(facts, json);
            json.writeStringProperty("store_era", era.word());
            hash.ifPresent(known -> writeHash(known, json));
            json.writeEndObject();
        };
    }

    /// Where it is now.
    public static Consumer<JsonGenerator> movedTo(Place place, Facts facts) {
        return json -> {
            json.writeObjectPropertyStart("file_after");
            json.writeBooleanProperty("exists", true);
            json.writeStringProperty("path", Printable.of(place.toString()));
            json.writeStringProperty("inode", Long.toString(facts.inode()));
            json.writeNumberProperty("size", facts.size());
            json.writeEndObject();
        };
    }

    /// It is gone.
    public static Consumer<JsonGenerator> gone() {
        return json -> {
            json.writeObjectPropertyStart("file_after");
            json.writeBooleanProperty("exists", false);
            json.writeEndObject();
        };
    }

    static void writePlace(Root root, Place place, JsonGenerator json) {
        String below = place.isTop() ? "" : "/" + place;
        json.writeStringProperty("path", Printable.of(root.path() + below));
        json.writeStringProperty("root", Printable.of(root.path()));
    }

    /// Gateways keep one directory per agent below `agents`.
    static Optional<String> agent(Place place) {
        return place.names().size() > 2 && place.names().getFirst().value().equals("agents")
                ? Optional.of(Printable.of(place.names().get(1).value()))
                : Optional.empty();
    }

    private static void writeFacts(Facts facts, JsonGenerator json) {
        json.writeStringProperty(
                "type",
                switch (facts.type()) {
                    case REGULAR -> "regular";
                    case DIRECTORY -> "directory";
                    case SYMLINK -> "symlink";
                    case OTHER -> "other";
                });
        json.writeStringProperty("device", Long.toString(facts.device()));
        json.writeStringProperty("inode", Long.toString(facts.inode()));
        json.writeNumberProperty("size", facts.size());
        writeTime(json, "mtime", facts.mtime());
        writeTime(json, "ctime", facts.ctime());
        facts.btime().ifPresent(btime -> writeTime(json, "btime", btime));
        json.writeStringProperty("mode", "0" + octal(facts.mode()));
        json.writeNumberProperty("uid", facts.uid());
        json.writeNumberProperty("gid", facts.gid());
        json.writeNumberProperty("nlink", Math.max(1, facts.links()));
    }

    private static String octal(int mode) {
        String digits = Integer.toOctalString(mode & 07777);
        return "0".repeat(Math.max(0, 3 - digits.length())) + digits;
    }

    private static void writeTime(JsonGenerator json, String name, Instant time) {
        json.writeStringProperty(name, time.truncatedTo(ChronoUnit.MICROS).toString());
    }

    private static void writeHash(ContentHash hash, JsonGenerator json) {
        json.writeObjectPropertyStart("hash");
        json.writeStringProperty("sha256", hash.sha256());
        json.writeStringProperty("scope", hash.scope());
        json.writeEndObject();
    }
}
