package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.PinnedStream;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.RefusedException;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/// Where one migration or roll-back puts what was in force: `backups/<id>/`, with a sealed record
/// of what that is (`doc/format.md`, "Backups").
final class BackupShelf implements Closeable {

    static final Name RECORD = new Name("backup.json");
    private static final int MOST_RECORD_BYTES = 64 * 1024;
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final StoreSite site;
    private final String id;
    private final Directory directory;

    private BackupShelf(StoreSite site, String id, Directory directory) {
        this.site = site;
        this.id = id;
        this.directory = directory;
    }

    /// @return the shelf of this id, made if it is not there
    static BackupShelf make(StoreSite site, String id) throws IOException {
        return new BackupShelf(site, id, site.make(site.backups(), id));
    }

    /// @throws NoSuchFileException if it is not there
    static BackupShelf open(StoreSite site, String id) throws IOException {
        return new BackupShelf(site, id, site.root().open(site.backups().child(id)));
    }

    /// A shelf holds one backup: this id if nothing stands on its shelf, else a new one.
    static String freeId(StoreSite site, String id) throws IOException {
        try (BackupShelf shelf = open(site, id)) {
            return shelf.standing().isPresent() || shelf.hasCaptured() ? site.freshId() : id;
        } catch (NoSuchFileException none) {
            return id;
        }
    }

    Directory directory() {
        return directory;
    }

    String id() {
        return id;
    }

    /// Under which a file stands that was not compared yet with what it should be.
    Name captured() {
        return captured(site.names());
    }

    static Name captured(StoreNames names) {
        return new Name(names.file() + ".captured");
    }

    boolean hasCaptured() throws IOException {
        return directory.look(captured()).isPresent();
    }

    /// Says durably what is about to be put here.
    Backup note(boolean file, Optional<MigrationEvent.Source> source) throws IOException {
        long now = site.wallMillis();
        String name =
                file ? site.names().file() + ".bak." + now : site.names().directory() + "." + now;
        Backup backup =
                new Backup(
                        id,
                        directory.place().child(name),
                        file,
                        Instant.ofEpochMilli(now),
                        source.map(MigrationEvent.Source::size).orElse(0L),
                        source.map(MigrationEvent.Source::sha256).orElse(""));
        directory.replace(RECORD, sealed(backup));
        return backup;
    }

    private byte[] sealed(Backup backup) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeNumberProperty("v", 1);
            json.writeStringProperty("id", id);
            json.writeStringProperty("store", site.file().toString());
            json.writeStringProperty("name", backup.place().name().value());
            json.writeStringProperty("kind", backup.file() ? "file" : "directory");
            json.writeStringProperty("created", Long.toString(backup.created().toEpochMilli()));
            json.writeStringProperty("size", Long.toString(backup.bytes()));
            json.writeStringProperty("content", backup.sha256());
            json.writeEndObject();
        }
        byte[] closed = bytes.toByteArray();
        return ManifestSeal.seal(Arrays.copyOf(closed, closed.length - 1));
    }

    /// What the record says; empty if there is none that is sealed and of this store.
    Optional<Backup> recorded() throws IOException {
        byte[] content;
        try (Pinned file = directory.pin(RECORD)) {
            content = new PinnedStream(file, MOST_RECORD_BYTES).readAllBytes();
        } catch (NoSuchFileException | RefusedException none) {
            return Optional.empty();
        }
        return ManifestSeal.isValid(content) ? parsed(content) : Optional.empty();
    }

    private Optional<Backup> parsed(byte[] content) {
        Map<String, String> texts = new HashMap<>();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), content)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                json.nextToken();
                texts.put(name, json.getString());
            }
            Optional<Name> name = Name.parse(texts.getOrDefault("name", ""));
            boolean ours =
                    texts.getOrDefault("id", "").equals(id)
                            && texts.getOrDefault("store", "").equals(site.file().toString())
                            && name.isPresent();
            return ours
                    ? Optional.of(
                            new Backup(
                                    id,
                                    place(name.get()),
                                    texts.getOrDefault("kind", "").equals("file"),
                                    Instant.ofEpochMilli(
                                            Long.parseLong(texts.getOrDefault("created", "0"))),
                                    Long.parseLong(texts.getOrDefault("size", "0")),
                                    texts.getOrDefault("content", "")))
                    : Optional.empty();
        } catch (JacksonException | NumberFormatException notOurs) {
            return Optional.empty();
        }
    }

    private Place place(Name name) {
        return directory.place().child(name);
    }

    /// What the record names, if it is here.
    Optional<Backup> standing() throws IOException {
        Optional<Backup> recorded = recorded();
        return recorded.isPresent() && directory.look(recorded.get().place().name()).isPresent()
                ? recorded
                : Optional.empty();
    }

    /// A handle that cannot be closed says nothing about what was done by it.
    @Override
    public void close() {
        Forward.tidy(directory::close);
    }
}
