package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.OptionalLong;

/// One store, what is where, and what work on it needs.
///
/// @param sessions the directory in which both forms of the store have their names
/// @param home our own directory below the root
record StoreSite(
        Root root,
        Place sessions,
        StoreNames names,
        Place home,
        MigrationSettings settings,
        MigrationSeams seams) {

    static final Name MANIFEST = new Name(".manifest.json");
    static final Name KEYS = new Name(".keys");
    static final Name CONFLICT = new Name("conflict");
    static final Name LEASES = new Name(".leases");
    static final String ROLLBACK = ".rollback.";

    static final Name STAGINGS = new Name("migrate");
    static final Name BACKUPS = new Name("backups");
    private static final int TAG_DIGITS = 16;

    /// Of [#tag].
    static final int TAG_LENGTH = TAG_DIGITS + 1;

    /// Where the single file is, from the root.
    Place file() {
        return sessions.child(names.file());
    }

    Place directory() {
        return sessions.child(names.directory());
    }

    Directory openSessions() throws IOException {
        return root.open(sessions);
    }

    Directory openDirectory() throws IOException {
        return root.open(directory());
    }

    Place stagings() {
        return home.child(STAGINGS);
    }

    Place backups() {
        return home.child(BACKUPS);
    }

    /// What the ids of all migrations of this store begin with, so that remains are known for its
    /// own without reading them.
    String tag() {
        return tag(file());
    }

    /// @param file the single file of a store
    static String tag(Place file) {
        byte[] place = file.toString().getBytes(StandardCharsets.UTF_8);
        return Sha256.of(place).substring(0, TAG_DIGITS) + "-";
    }

    /// A new id; later ones are larger, as far as the wall clock allows.
    String freshId() {
        long now = Math.max(0, seams.time().moment().wall().toEpochMilli());
        HexFormat hex = HexFormat.of();
        return tag() + hex.toHexDigits(now, 12) + "-" + hex.toHexDigits(seams.random().nextInt());
    }

    /// How much may still be written; empty if the system does not say.
    OptionalLong freeBytes() {
        try {
            return OptionalLong.of(root.space().freeBytes());
        } catch (IOException unknown) {
            return OptionalLong.empty();
        }
    }

    long wallMillis() {
        return seams.time().moment().wall().toEpochMilli();
    }

    /// The directory of ours for this id, made durably with those above it.
    Directory make(Place above, String id) throws IOException {
        Directory at = root.open(Place.TOP);
        for (Name name : above.child(id).names()) {
            try (Directory parent = at) {
                at = parent.openOrMake(name);
            }
        }
        return at;
    }
}
