package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.key.Layout;
import dev.sessionwatchdog.store.key.SessionKey;
import dev.sessionwatchdog.store.legacy.LegacyEntry;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.PinnedStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Reads a staged copy again, every file of it, beside the single file, and seals it by a manifest
/// only if they are the same (`protocols.md` 7, steps 5 and 6).
final class StagingCheck {

    private static final Name UNSEALED = new Name(".manifest.new");

    private final StoreSite site;
    private final Staging staging;
    private final Source source;
    private final SourceScan scan;
    private final List<ManifestEntry> putAside = new ArrayList<>();
    private int verified;

    StagingCheck(StoreSite site, Staging staging, Source source, SourceScan scan) {
        this.site = site;
        this.staging = staging;
        this.source = source;
        this.scan = scan;
    }

    /// @return the hash by which the manifest is sealed
    /// @throws IOException if anything differs, and then there is no manifest
    String seal(MigrationProgress progress) throws IOException {
        Directory copy = staging.copy();
        ManifestHead head =
                new ManifestHead(
                        staging.id(),
                        site.settings().layout().word(),
                        source.sha256(),
                        source.facts().size(),
                        scan.entries(),
                        scan.losers().size());
        String hash;
        try (ManifestOutput manifest =
                ManifestOutput.begin(
                        FileOutput.anew(copy, UNSEALED),
                        head,
                        source.told(),
                        site.seams().time().moment().wall())) {
            int sessions =
                    source.read(
                            site.settings(),
                            entry -> {
                                check(entry, manifest);
                                progress.at(
                                        MigrationProgress.Part.VERIFYING,
                                        ++verified,
                                        scan.sessions());
                                return true;
                            });
            require(sessions == scan.sessions(), sessions + " sessions, not " + scan.sessions());
            requireNothingElse();
            manifest.conflicts();
            putAside.forEach(manifest::entry);
            hash = manifest.seal();
        }
        copy.delete(StoreSite.MANIFEST);
        copy.rename(UNSEALED, StoreSite.MANIFEST);
        copy.sync();
        staging.around().sync();
        return hash;
    }

    private void check(LegacyEntry entry, ManifestOutput manifest) throws IOException {
        Layout layout = site.settings().layout();
        SessionKey key = entry.key();
        Name name = new Name(layout.name(key).value());
        byte[] value = entry.value(site.settings().maxEntryBytes());
        if (scan.isPutAside(key)) {
            try (ConflictShelf shelf = ConflictShelf.in(staging.copy())) {
                require(shelf.has(key, value), "an entry that was put aside differs");
            }
            putAside.add(
                    new ManifestEntry(
                            ConflictShelf.name(key, value).value(),
                            key,
                            Sha256.of(value),
                            value.length));
            return;
        }
        requireEqual(staging.copy(), name, value);
        Optional<byte[]> record = layout.record(key);
        if (record.isPresent()) {
            try (Directory keys = staging.copy().open(StoreSite.KEYS)) {
                requireEqual(keys, name, record.get());
            }
        }
        manifest.entry(new ManifestEntry(name.value(), key, Sha256.of(value), value.length));
    }

    private void requireEqual(Directory directory, Name name, byte[] expected) throws IOException {
        try (var file = directory.pin(name)) {
            byte[] found = new PinnedStream(file, expected.length + 1L).readAllBytes();
            require(Arrays.equals(found, expected), name + " differs from what it was copied from");
        }
    }

    /// Each session has its file, so an equal count means that there is no other file.
    private void requireNothingElse() throws IOException {
        int[] files = {0};
        int undecodable =
                staging.copy()
                        .list((name, _) -> {
                            files[0] += isEntry(name) ? 1 : 0;
                            return true;
                        });
        require(
                files[0] == scan.entries() && undecodable == 0,
                files[0] + " files of entries, not " + scan.entries());
    }

    private static boolean isEntry(Name name) {
        return !name.value().startsWith(".") && !name.equals(StoreSite.CONFLICT);
    }

    private void require(boolean right, String otherwise) throws IOException {
        if (!right) {
            throw new IOException("the copy was not verified: " + otherwise);
        }
    }
}
