package dev.sessionwatchdog.store.forensic;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.PinnedStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/// What is known of a segment that is no longer written, in a file beside it, so that the segment
/// can be told to be whole, or to be missing, without the others.
///
/// @param chainId of the chain, empty if the segment has no line of ours
/// @param prev SHA-256 of the seal file before this one; [Hash#NONE] for the first
record Seal(String chainId, SegmentSum sum, String prev) {

    private static final String SCHEMA = "session-watchdog.events-seal/1";
    private static final int MAX_BYTES = 4096;

    /// The newest seal file, which the next one is chained to.
    ///
    /// @param first sequence with which its segment begins; 0 if there is none
    /// @param sha256 of the seal file; [Hash#NONE] if there is none
    record Link(long first, String sha256) {
        static final Link NONE = new Link(0, Hash.NONE);
    }

    /// A seal file as it was found.
    ///
    /// @param first by its name
    /// @param seal empty if it cannot be read as one
    record Found(Name name, long first, String sha256, Optional<Seal> seal) {

        Link link() {
            return new Link(first, sha256);
        }
    }

    byte[] json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("schema", SCHEMA);
            json.writeStringProperty("chain", chainId);
            json.writeNumberProperty("first", sum.first());
            json.writeNumberProperty("last", sum.last());
            json.writeNumberProperty("lines", sum.lines());
            json.writeNumberProperty("bytes", sum.bytes());
            json.writeStringProperty("sha256", sum.sha256());
            json.writeStringProperty("end", sum.end());
            json.writeStringProperty("until", sum.until().toString());
            json.writeStringProperty("prev", prev);
            json.writeEndObject();
        }
        return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    /// @throws java.nio.file.NoSuchFileException if it is gone
    static Found read(Directory directory, LogFiles.SealFile file) throws IOException {
        try (Pinned pinned = directory.pin(file.name())) {
            long size = Math.min(pinned.facts().size(), MAX_BYTES + 1);
            byte[] content = new PinnedStream(pinned, size).readAllBytes();
            Optional<Seal> seal =
                    content.length > MAX_BYTES
                            ? Optional.empty()
                            : Json.scalars(content, Set.of()).flatMap(Seal::from);
            return new Found(file.name(), file.first(), Hash.of(content), seal);
        }
    }

    private static Optional<Seal> from(Map<String, String> scalars) {
        if (!SCHEMA.equals(scalars.get("schema"))) {
            return Optional.empty();
        }
        try {
            SegmentSum sum =
                    new SegmentSum(
                            number(scalars, "first"),
                            number(scalars, "last"),
                            number(scalars, "lines"),
                            number(scalars, "bytes"),
                            scalars.getOrDefault("sha256", ""),
                            scalars.getOrDefault("end", ""),
                            Instant.parse(scalars.getOrDefault("until", "")));
            return Optional.of(
                    new Seal(
                            scalars.getOrDefault("chain", ""),
                            sum,
                            scalars.getOrDefault("prev", "")));
        } catch (NumberFormatException | DateTimeParseException notOurs) {
            return Optional.empty();
        }
    }

    private static long number(Map<String, String> scalars, String name) {
        return Long.parseLong(scalars.getOrDefault(name, ""));
    }
}
