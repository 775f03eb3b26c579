package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.key.SessionKey;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.PinnedStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/// The entries of a store that lost against another one of the same session, each under a name that
/// only this entry of this key has, with a note of what it is (`doc/format.md`, "conflict").
final class ConflictShelf implements Closeable {

    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    private static final int NAME_DIGITS = 32;

    private final Directory shelf;

    private ConflictShelf(Directory shelf) {
        this.shelf = shelf;
    }

    static ConflictShelf in(Directory store) throws IOException {
        return new ConflictShelf(store.openOrMake(StoreSite.CONFLICT));
    }

    static Name name(SessionKey key, byte[] value) {
        StringBuilder about = new StringBuilder(Sha256.of(value));
        key.value().chars().forEach(unit -> about.append(' ').append(unit));
        String hash = Sha256.of(about.toString().getBytes(StandardCharsets.US_ASCII));
        return new Name(hash.substring(0, NAME_DIGITS) + ".json");
    }

    private static Name note(Name item) {
        return new Name(item.value().substring(0, NAME_DIGITS) + ".about");
    }

    /// Keeps an entry, durably but for the directory's own name. Keeping it again does no harm.
    Name keep(SessionKey key, Name entry, String migration, byte[] value) throws IOException {
        Name item = name(key, value);
        require(note(item), about(key, entry, migration, value));
        require(item, value);
        return item;
    }

    /// What lies there already has the same content, for the name is made of it; it is written
    /// anew, because its sync may have failed.
    private void require(Name name, byte[] content) throws IOException {
        shelf.replace(name, content);
    }

    /// Whether it is kept, byte for byte.
    boolean has(SessionKey key, byte[] value) throws IOException {
        try (Pinned file = shelf.pin(name(key, value))) {
            byte[] kept = new PinnedStream(file, value.length + 1L).readAllBytes();
            return Arrays.equals(kept, value);
        } catch (NoSuchFileException none) {
            return false;
        }
    }

    private static byte[] about(SessionKey key, Name entry, String migration, byte[] value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeStringProperty("key", key.value());
            json.writeStringProperty("entry", entry.value());
            json.writeStringProperty("migration", migration);
            json.writeStringProperty("sha256", Sha256.of(value));
            json.writeNumberProperty("length", value.length);
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    void sync() throws IOException {
        shelf.sync();
    }

    @Override
    public void close() throws IOException {
        shelf.close();
    }
}
