package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.key.Layout;
import dev.sessionwatchdog.store.key.SessionKey;
import dev.sessionwatchdog.store.lease.Commit;
import dev.sessionwatchdog.store.lease.Lease;
import dev.sessionwatchdog.store.lease.LeaseResult;
import dev.sessionwatchdog.store.lease.Leases;
import dev.sessionwatchdog.store.legacy.LegacyEntry;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Takes over into a directory in use what only a single file beside it has (`protocols.md` 7,
/// "Recovery"; `facts/scenarios.md` S57).
///
/// A key that the file lacks is never taken for a deletion. Whatever is written into the directory
/// is written under the lease of its entry, after another look, and never over anything else than
/// was looked at, so that a gateway that knows no leases loses nothing either. Doing all of it
/// again changes nothing more.
final class Merge {

    /// What becomes of the file's entry.
    enum Decision {
        /// It is what both began with; the directory has it, or something newer of it.
        NOTHING,
        /// The directory has it. If that may be of a merge whose sync failed it is written anew,
        /// because syncing it once more would prove nothing.
        CONFIRM,
        ADD,
        TAKE,
        /// Both sides changed it.
        KEEP_BOTH,
        /// Nobody knows which one is newer; the directory is what is read.
        OVERRULE
    }

    private static final int MOST_TRIES = 8;

    private static final Set<Decision> WRITTEN =
            EnumSet.of(Decision.ADD, Decision.TAKE, Decision.CONFIRM);

    private final StoreSite site;
    private final Directory store;
    private final Leases leases;
    private final String id;
    private final MigrationSettings settings;
    private final Optional<Map<String, String>> base;
    private final boolean again;
    private final List<String> keptBoth = new ArrayList<>();
    private int added;
    private int taken;
    private int overruled;

    /// @param settings with the layout that the directory has
    /// @param again whether an earlier merge may not have come to its end
    /// @param base hash by name of the entries of which the directory was made; empty where that is
    ///   not known
    Merge(
            StoreSite site,
            Directory store,
            Leases leases,
            String id,
            MigrationSettings settings,
            boolean again,
            Optional<Map<String, String>> base) {
        this.site = site;
        this.store = store;
        this.leases = leases;
        this.id = id;
        this.settings = settings;
        this.again = again;
        this.base = base;
    }

    /// What the directory's manifest lists.
    static Map<String, String> base(Directory store) throws IOException {
        Map<String, String> base = new HashMap<>();
        ManifestReader.read(
                store,
                StoreSite.MANIFEST,
                entry -> base.put(entry.name(), entry.sha256()),
                entry -> base.put(StoreSite.CONFLICT + "/" + entry.name(), entry.sha256()));
        return base;
    }

    /// @param current hash of the directory's entry; empty if there is none
    /// @param base hash of the entry that both sides began with; empty if there was none, or if
    ///   nothing is known of a beginning
    static Decision decide(
            String file, Optional<String> current, Optional<String> base, boolean baseKnown) {
        if (base.equals(Optional.of(file))) {
            return Decision.NOTHING;
        }
        if (current.equals(Optional.of(file))) {
            return Decision.CONFIRM;
        }
        if (current.isEmpty()) {
            return base.isEmpty() ? Decision.ADD : Decision.KEEP_BOTH;
        }
        if (!baseKnown) {
            return Decision.OVERRULE;
        }
        return current.equals(base) ? Decision.TAKE : Decision.KEEP_BOTH;
    }

    void run(Source source, SourceScan scan, MigrationProgress progress) throws IOException {
        int[] done = {0};
        source.read(
                settings,
                entry -> {
                    try {
                        bringIn(entry, scan);
                    } catch (InterruptedException stop) {
                        Thread.currentThread().interrupt();
                        throw new InterruptedIOException("interrupted");
                    }
                    progress.at(MigrationProgress.Part.MERGING, ++done[0], scan.sessions());
                    return true;
                });
        store.sync();
    }

    private void bringIn(LegacyEntry entry, SourceScan scan)
            throws IOException, InterruptedException {
        Layout layout = settings.layout();
        SessionKey key = entry.key();
        Name name = new Name(layout.name(key).value());
        byte[] value = entry.value(settings.maxEntryBytes());
        if (scan.isPutAside(key)) {
            putAside(key, name, value);
            return;
        }
        switch (decide(value, name, look(name))) {
            case NOTHING -> {}
            case OVERRULE -> overruled++;
            case KEEP_BOTH -> keepBoth(key, name, value);
            case ADD, TAKE, CONFIRM -> write(key, name, value);
        }
    }

    private EntryBytes look(Name name) throws IOException {
        return EntryBytes.read(store, name, site.root().uid(), settings.maxEntryBytes());
    }

    private Decision decide(byte[] value, Name name, EntryBytes current) {
        return switch (current) {
            case EntryBytes.Odd _ -> Decision.KEEP_BOTH;
            case EntryBytes.Absent _ -> decide(value, name, Optional.empty());
            case EntryBytes.Found found ->
                    decide(value, name, Optional.of(Sha256.of(found.bytes())));
        };
    }

    private Decision decide(byte[] value, Name name, Optional<String> current) {
        Optional<String> began = base.map(it -> it.get(name.value()));
        Decision decision = decide(Sha256.of(value), current, began, base.isPresent());
        return decision == Decision.CONFIRM && !again ? Decision.NOTHING : decision;
    }

    /// One that was put aside when the directory was made lies there already.
    private void putAside(SessionKey key, Name name, byte[] value) throws IOException {
        String item = StoreSite.CONFLICT + "/" + ConflictShelf.name(key, value);
        boolean known = base.filter(it -> it.containsKey(item)).isPresent();
        if (!known) {
            keepBoth(key, name, value);
        }
    }

    private void keepBoth(SessionKey key, Name name, byte[] value) throws IOException {
        try (ConflictShelf shelf = ConflictShelf.in(store)) {
            shelf.keep(key, name, id, value);
        }
        keptBoth.add(name.value());
    }

    private void write(SessionKey key, Name name, byte[] value)
            throws IOException, InterruptedException {
        LeaseResult<Decision> result =
                leases.with(name, lease -> underLease(lease, key, name, value));
        Decision decision =
                switch (result) {
                    case LeaseResult.Held<Decision> held -> held.value();
                    case LeaseResult.Lost<Decision> lost -> lost.value();
                    case LeaseResult.Busy<Decision> _ ->
                            throw new IOException(name + ": another writer has it; later again");
                };
        switch (decision) {
            case ADD -> added++;
            case TAKE -> taken++;
            case KEEP_BOTH -> keepBoth(key, name, value);
            case OVERRULE -> overruled++;
            case NOTHING, CONFIRM -> {}
        }
    }

    private Decision underLease(Lease lease, SessionKey key, Name name, byte[] value)
            throws IOException {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            EntryBytes current = look(name);
            Decision decision = decide(value, name, current);
            if (!WRITTEN.contains(decision)) {
                return decision;
            }
            try {
                record(key, name);
                committed(name, commit(lease, decision, current, value));
                return decision;
            } catch (FileAlreadyExistsException written) {
                // By somebody who knows no leases: it is decided again, with that.
            }
        }
        throw new IOException(name + ": is written again and again; later");
    }

    private static Commit commit(Lease lease, Decision decision, EntryBytes current, byte[] value)
            throws IOException {
        if (decision == Decision.CONFIRM) {
            return lease.commit(value);
        }
        return current instanceof EntryBytes.Found found
                ? lease.exchange(found.bytes(), value)
                : lease.add(value);
    }

    private void record(SessionKey key, Name name) throws IOException {
        Optional<byte[]> record = settings.layout().record(key);
        if (record.isPresent()) {
            try (Directory keys = store.openOrMake(StoreSite.KEYS)) {
                keys.replace(name, record.get());
            }
        }
    }

    private static void committed(Name name, Commit commit) throws IOException {
        switch (commit) {
            case Commit.Committed _ -> {}
            case Commit.Lost lost -> throw new IOException(name + ": " + lost.loss().toString());
            case Commit.Indeterminate(String what) ->
                    throw new IOException(name + ": perhaps not written: " + what);
        }
    }

    /// @param backup where the single file is now
    MigrationOutcome.Merged merged(Place backup) {
        return new MigrationOutcome.Merged(id, added, taken, overruled, keptBoth, backup);
    }
}
