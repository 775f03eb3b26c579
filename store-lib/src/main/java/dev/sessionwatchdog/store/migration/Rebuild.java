package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.key.SessionKey;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.PinnedStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/// Makes the single file again, aside, out of a directory that a migration made. Where nothing was
/// changed since, it is the very file that was migrated, as long as its backup is kept.
final class Rebuild {

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                    .build();

    private final StoreSite site;
    private final Directory store;
    private final Name manifest;
    private final Directory around;
    private final Name file;

    /// @param manifest under the name that it has during a roll-back
    /// @param around where the file is made
    Rebuild(StoreSite site, Directory store, Name manifest, Directory around) {
        this.site = site;
        this.store = store;
        this.manifest = manifest;
        this.around = around;
        this.file = site.names().file();
    }

    /// Whether a file that was rebuilt and verified waits to be published.
    static boolean isWaiting(StoreSite site, Directory around) throws IOException {
        return RebuiltRecord.read(around).isPresent()
                && around.look(site.names().file()).isPresent();
    }

    /// What was rebuilt, if that was published.
    static Optional<RebuiltRecord> published(StoreSite site, Directory around) throws IOException {
        return around.look(site.names().file()).isPresent()
                ? Optional.empty()
                : RebuiltRecord.read(around);
    }

    /// Whatever an interrupted attempt left is made anew.
    RebuiltRecord run(MigrationProgress progress) throws IOException {
        around.delete(RebuiltRecord.NAME);
        around.sync();
        DirectoryContent content = new DirectoryContent(site, store, manifest);
        Map<SessionKey, String> written = new HashMap<>();
        MessageDigest all = Sha256.fresh();
        int sessions;
        try (FileOutput output = FileOutput.anew(around, file);
                JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), output)) {
            json.writeStartObject();
            sessions =
                    content.show((key, value) -> {
                        json.writeName(key.value());
                        json.writeRawValue("");
                        json.flush();
                        output.write(value);
                        String hash = Sha256.of(value);
                        written.put(key, hash);
                        add(all, key, hash);
                        progress.at(MigrationProgress.Part.REBUILDING, written.size(), 0);
                    });
            json.writeEndObject();
            json.flush();
            output.write('\n');
            output.finish();
        }
        verify(written, sessions);
        boolean identical = content.asMigrated() && restored();
        String hash = hash(all, content);
        RebuiltRecord record = new RebuiltRecord(sessions, identical, hash, content.left());
        around.sync();
        record.write(around);
        return record;
    }

    /// Whether the directory still has what was rebuilt: what is written later would be seen by
    /// nobody once the directory is retired.
    boolean isStill(RebuiltRecord record) throws IOException {
        MessageDigest all = Sha256.fresh();
        DirectoryContent content = new DirectoryContent(site, store, manifest);
        content.show((key, value) -> add(all, key, Sha256.of(value)));
        return hash(all, content).equals(record.content());
    }

    private static void add(MessageDigest all, SessionKey key, String hash) {
        all.update((key.value().length() + " " + hash).getBytes(StandardCharsets.US_ASCII));
        all.update(key.value().getBytes(StandardCharsets.UTF_16BE));
    }

    private static String hash(MessageDigest all, DirectoryContent content) {
        content.left().forEach(left -> all.update(left.getBytes(StandardCharsets.UTF_16BE)));
        return Sha256.hex(all);
    }

    /// What was written is read again, with the strictness of everybody who reads single files.
    private void verify(Map<SessionKey, String> written, int sessions) throws IOException {
        try (Source source = Source.pin(around, file, site.root().uid())) {
            int read =
                    source.read(
                            unbounded(),
                            entry -> {
                                byte[] value = entry.value(site.settings().maxEntryBytes());
                                String expected = written.getOrDefault(entry.key(), "");
                                require(Sha256.of(value).equals(expected), "an entry differs");
                                return true;
                            });
            require(
                    read == sessions && written.size() == sessions,
                    read + " sessions, not " + sessions);
        }
    }

    /// A directory may have grown beyond what a single file may have to be migrated.
    private MigrationSettings unbounded() {
        MigrationSettings own = site.settings();
        return new MigrationSettings(
                own.layout(),
                Long.MAX_VALUE,
                Integer.MAX_VALUE,
                own.maxEntryBytes(),
                own.directoriesAreRead(),
                own.gatewayLock());
    }

    /// Takes the very bytes of the file that was migrated, if they are still kept.
    private boolean restored() throws IOException {
        String wanted = ManifestReader.head(store, manifest).map(ManifestHead::sha256).orElse("");
        for (String id : Remains.ids(site, site.backups())) {
            try (BackupShelf shelf = BackupShelf.open(site, id)) {
                Optional<Backup> backup = shelf.standing();
                if (backup.isPresent() && backup.get().sha256().equals(wanted)) {
                    try (Pinned kept = shelf.directory().pin(backup.get().place().name())) {
                        return copied(kept, wanted);
                    }
                }
            }
        }
        return false;
    }

    private boolean copied(Pinned kept, String wanted) throws IOException {
        MessageDigest digest = Sha256.fresh();
        Sha256.update(digest, kept, Long.MAX_VALUE);
        if (!Sha256.hex(digest).equals(wanted)) {
            return false;
        }
        try (FileOutput output = FileOutput.anew(around, file)) {
            InputStream bytes = new PinnedStream(kept, Long.MAX_VALUE);
            bytes.transferTo(output);
            output.finish();
        }
        try (Pinned copy = around.pin(file)) {
            require(Sha256.of(copy).equals(wanted), "the copy of the backup differs");
        }
        return true;
    }

    private void require(boolean right, String otherwise) throws IOException {
        if (!right) {
            throw new IOException("the rebuilt file was not verified: " + otherwise);
        }
    }
}
