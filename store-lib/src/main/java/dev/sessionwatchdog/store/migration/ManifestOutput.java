package dev.sessionwatchdog.store.migration;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/// Writes a manifest (`doc/format.md`, "Manifest") as a stream.
///
/// Everything beyond ASCII is escaped, because a key may have surrogates that no UTF-8 has.
final class ManifestOutput implements Closeable {

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
                    .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                    .build();

    private final FileOutput file;
    private final JsonGenerator json;
    private boolean listing;

    private ManifestOutput(FileOutput file) {
        this.file = file;
        this.json = JSON.createGenerator(ObjectWriteContext.empty(), file);
    }

    static ManifestOutput begin(
            FileOutput file, ManifestHead head, MigrationEvent.Source source, Instant created) {
        ManifestOutput output = new ManifestOutput(file);
        JsonGenerator json = output.json;
        json.writeStartObject();
        json.writeNumberProperty("v", 1);
        json.writeStringProperty("id", head.id());
        json.writeStringProperty("created", created.toString());
        json.writeStringProperty("tool", tool());
        json.writeStringProperty("layout", head.layout());
        json.writeObjectPropertyStart("source");
        json.writeStringProperty("sha256", head.sha256());
        json.writeNumberProperty("size", head.size());
        json.writeStringProperty("device", Long.toUnsignedString(source.device()));
        json.writeStringProperty("inode", Long.toUnsignedString(source.inode()));
        json.writeEndObject();
        json.writeNumberProperty("count", head.entries());
        json.writeNumberProperty("put_aside", head.putAside());
        json.writeArrayPropertyStart("entries");
        output.listing = true;
        return output;
    }

    private static String tool() {
        String version = ManifestOutput.class.getPackage().getImplementationVersion();
        return "store-lib" + (version == null ? "" : " " + version);
    }

    void entry(ManifestEntry entry) {
        json.writeStartObject();
        json.writeStringProperty("name", entry.name());
        json.writeStringProperty("key", entry.key().value());
        json.writeStringProperty("sha256", entry.sha256());
        json.writeNumberProperty("length", entry.length());
        json.writeEndObject();
    }

    /// From here on, what was put aside.
    void conflicts() {
        if (listing) {
            listing = false;
            json.writeEndArray();
            json.writeArrayPropertyStart("conflict");
        }
    }

    /// Ends and seals it, durably but for its name.
    ///
    /// @return the hash by which it is sealed
    String seal() throws IOException {
        conflicts();
        json.writeEndArray();
        json.flush();
        String hash = file.sha256();
        file.write(ManifestSeal.end(hash));
        file.finish();
        return hash;
    }

    /// A small record of ours in the same form.
    static byte[] sealed(String open) {
        return ManifestSeal.seal(open.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
