package dev.sessionwatchdog.store;

import dev.sessionwatchdog.store.key.SessionKey;
import dev.sessionwatchdog.store.lease.Commit;
import dev.sessionwatchdog.store.lease.Lease;
import dev.sessionwatchdog.store.lease.LeaseResult;
import dev.sessionwatchdog.store.lease.Leases;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/// Writes single sessions, each under the lease of its own entry.
final class EntryUpdates {

    /// A directory of entries that vanishes more often than this is somebody's doing.
    private static final int TRIES = 3;

    private final StorePlace place;
    private final StoreSettings settings;
    private final EntryFiles files;
    private final KeyRecords records;

    EntryUpdates(StorePlace place, StoreSettings settings, EntryFiles files, KeyRecords records) {
        this.place = place;
        this.settings = settings;
        this.files = files;
        this.records = records;
    }

    /// What is to become of what stands at the entry's name.
    @FunctionalInterface
    interface Change {

        /// @throws OddEntryException if that is nothing to be changed
        Optional<Entry> apply(Name name, EntryLook look) throws OddEntryException;
    }

    /// Where the directory of entries has vanished it is made again, and everything is done once
    /// more.
    Update run(Leases leases, SessionKey key, Change change)
            throws IOException, InterruptedException {
        for (int tries = 1; ; tries++) {
            if (place.hasVanished()) {
                place.makeAgain();
            }
            try {
                Update update = once(leases, key, change);
                if (!(update instanceof Update.Lost) || tries == TRIES || !place.hasVanished()) {
                    return update;
                }
            } catch (NoSuchFileException gone) {
                if (tries == TRIES || !place.hasVanished()) {
                    throw gone;
                }
            }
        }
    }

    private Update once(Leases leases, SessionKey key, Change change)
            throws IOException, InterruptedException {
        Name name = new Name(settings.layout().name(key).value());
        LeaseResult<Update> result = leases.with(name, lease -> under(lease, key, change));
        return switch (result) {
            case LeaseResult.Held<Update> held -> held.value();
            // What was committed before the loss stands, and says so itself.
            case LeaseResult.Lost<Update> lost -> lost.value();
            case LeaseResult.Busy<Update> busy -> new Update.Busy(busy.holder());
        };
    }

    private Update under(Lease lease, SessionKey key, Change change) throws IOException {
        place.requireDirectory(settings);
        try (Directory entries = place.open()) {
            EntryLook look = files.look(entries, lease.entry());
            Optional<Entry> after = change.apply(lease.entry(), look);
            Optional<Entry> before =
                    look instanceof EntryLook.Found(Entry entry)
                            ? Optional.of(entry)
                            : Optional.empty();
            boolean standing = !(look instanceof EntryLook.Absent);
            if (after.equals(before) && standing == after.isPresent()) {
                return new Update.Unchanged();
            }
            if (after.isEmpty()) {
                return updated(lease.remove(), true);
            }
            requireFits(after.get());
            records.require(entries, key, standing);
            return updated(lease.commit(after.get().bytes()), false);
        }
    }

    private void requireFits(Entry entry) throws IOException {
        int most = settings.limits().maxEntryBytes();
        if (entry.size() > most) {
            throw new IOException("the entry has " + entry.size() + " bytes, the limit is " + most);
        }
    }

    private static Update updated(Commit commit, boolean removed) {
        return switch (commit) {
            case Commit.Committed(long fence) ->
                    removed ? new Update.Removed(fence) : new Update.Written(fence);
            case Commit.Lost lost -> new Update.Lost(lost.loss());
            case Commit.Indeterminate(String what) -> new Update.Indeterminate(what);
        };
    }
}
