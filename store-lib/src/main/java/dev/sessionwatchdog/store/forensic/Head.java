package dev.sessionwatchdog.store.forensic;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Pinned;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/// Up to where the log was committed. Written after each commit, so it may lag behind a log whose
/// writer ended in between, and is never ahead of it.
///
/// @param sha256 of the line with that sequence
/// @param begins the sequence of the oldest line that is still kept
/// @param sealed the newest seal; [Seal.Link#NONE] if there was none, or the head is from before
///   there were seals
record Head(long sequence, String sha256, long segment, long begins, Seal.Link sealed) {

    private static final String SCHEMA = "session-watchdog.events-head/1";
    private static final int MAX_BYTES = 4096;

    /// What was found at the head's name.
    sealed interface Found {
        record Absent() implements Found {}

        record Garbled() implements Found {}

        record Present(Head head) implements Found {}
    }

    byte[] json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("schema", SCHEMA);
            json.writeNumberProperty("sequence", sequence);
            json.writeStringProperty("sha256", sha256);
            json.writeNumberProperty("segment", segment);
            json.writeNumberProperty("begins", begins);
            json.writeNumberProperty("sealed", sealed.first());
            json.writeStringProperty("seal", sealed.sha256());
            json.writeEndObject();
        }
        return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    static Found read(Directory directory) throws IOException {
        try (Pinned file = directory.pin(LogFiles.HEAD)) {
            ByteBuffer content = ByteBuffer.allocate(MAX_BYTES);
            while (content.hasRemaining() && file.read(content, content.position()) >= 0) {}
            Optional<Head> head = parse(Arrays.copyOf(content.array(), content.position()));
            return head.isPresent() ? new Found.Present(head.get()) : new Found.Garbled();
        } catch (NoSuchFileException nothing) {
            return new Found.Absent();
        }
    }

    private static Optional<Head> parse(byte[] content) {
        return Json.scalars(content, Set.of()).flatMap(Head::from);
    }

    private static Optional<Head> from(Map<String, String> scalars) {
        if (!SCHEMA.equals(scalars.get("schema"))) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Head(
                            Long.parseLong(scalars.getOrDefault("sequence", "")),
                            scalars.getOrDefault("sha256", ""),
                            Long.parseLong(scalars.getOrDefault("segment", "")),
                            Long.parseLong(scalars.getOrDefault("begins", "")),
                            new Seal.Link(
                                    Long.parseLong(scalars.getOrDefault("sealed", "0")),
                                    scalars.getOrDefault("seal", Hash.NONE))));
        } catch (NumberFormatException notOurs) {
            return Optional.empty();
        }
    }
}
