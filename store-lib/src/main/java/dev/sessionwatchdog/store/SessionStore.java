package dev.sessionwatchdog.store;

import dev.sessionwatchdog.store.key.Layout;
import dev.sessionwatchdog.store.key.SessionKey;
import dev.sessionwatchdog.store.lease.Fencing;
import dev.sessionwatchdog.store.lease.Leases;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A store of sessions: one file for each in `sessions.d`.
///
/// What it guarantees. Readers wait for nobody and see an entry as one writer left it. A write is
/// durable when its answer says so; after a crash every session is what it was before or after the
/// write that was under way. Two writers of one session never mix, and one that was taken for gone
/// cannot write any more; a writer of one session never waits for a writer of another. The bytes of
/// an entry are what was written, and nothing else.
///
/// What it does not do. It takes no snapshot: a listing shows each session at a moment of its own.
/// It does not protect from programs that write into the directory without leases. Where the system
/// cannot fence a late writer ([#fencing]), that is only noticed.
///
/// May be used by several threads at a time if its root may.
public final class SessionStore implements Closeable {

    private final Root root;
    private final Place at;
    private final StorePlace place;
    private final StoreSettings settings;
    private final LeaseSource source;
    private final EntryFiles files;
    private final KeyRecords records;
    private final EntryUpdates updates;
    private Optional<Leases> leases = Optional.empty();

    private SessionStore(
            Root root, Place at, StorePlace place, StoreSettings settings, LeaseSource source) {
        int most = settings.limits().maxEntryBytes();
        this.root = root;
        this.at = at;
        this.place = place;
        this.settings = settings;
        this.source = source;
        this.files = new EntryFiles(root.uid(), most);
        this.records = new KeyRecords(settings.layout(), most);
        this.updates = new EntryUpdates(place, settings, files, records);
    }

    /// Opens whatever store is in a sessions directory.
    ///
    /// @param sessions the directory in which `sessions.d` or `sessions.json` is
    /// @param leases for writing; [LeaseSource#none] to read only
    public static OpenedStore open(
            Root root, Place sessions, StoreSettings settings, LeaseSource leases)
            throws IOException {
        Directory directory = root.open(sessions);
        boolean kept = false;
        try {
            StorePlace place = new StorePlace(directory, root.uid());
            OpenedStore opened =
                    switch (place.kind(settings)) {
                        case DIRECTORY ->
                                new OpenedStore.InDirectory(
                                        new SessionStore(root, sessions, place, settings, leases));
                        case SINGLE_FILE ->
                                new OpenedStore.InSingleFile(
                                        new SingleFileStore(directory, settings.limits()));
                        case NONE -> new OpenedStore.None();
                    };
            kept = !(opened instanceof OpenedStore.None);
            return opened;
        } finally {
            if (!kept) {
                directory.close();
            }
        }
    }

    /// Opens the store of one file per session, and makes it where there is none; the sessions
    /// directory has to be there.
    ///
    /// @throws FileAlreadyExistsException if there is a legacy store: only a migration turns that
    ///   into a directory
    public static SessionStore create(
            Root root, Place sessions, StoreSettings settings, LeaseSource leases)
            throws IOException {
        return switch (open(root, sessions, settings, leases)) {
            case OpenedStore.InDirectory(SessionStore store) -> store;
            case OpenedStore.InSingleFile(SingleFileStore store) -> {
                store.close();
                throw new FileAlreadyExistsException(
                        sessions.child(StorePlace.SINGLE_FILE).toString(),
                        null,
                        "there is a legacy store; migrate it");
            }
            case OpenedStore.None _ -> {
                StorePlace place = new StorePlace(root.open(sessions), root.uid());
                place.make();
                yield new SessionStore(root, sessions, place, settings, leases);
            }
        };
    }

    private Layout layout() {
        return settings.layout();
    }

    /// The entry of a session, as it was at one moment. Touches its file and no other, and waits
    /// for nobody.
    ///
    /// @throws OddEntryException if what stands there cannot be read as an entry
    /// @throws StoreMovedException if the sessions are not here any more
    /// @throws NoSuchFileException if the whole directory is gone, which is no sign that there is
    ///   no such session
    public Optional<Entry> read(SessionKey key) throws IOException {
        Name name = new Name(layout().name(key).value());
        try (Directory directory = place.openPresent()) {
            return switch (files.look(directory, name)) {
                case EntryLook.Found(Entry entry) -> Optional.of(entry);
                case EntryLook.Absent _ -> Optional.empty();
                case EntryLook.Odd(Oddity oddity) ->
                        throw new OddEntryException(name.value(), oddity);
            };
        }
    }

    /// Shows every session, in no order, holding one at a time; what is no readable entry is shown
    /// as such and stops nothing. Sessions that come or go meanwhile may be shown or not.
    ///
    /// @throws StoreMovedException if the sessions are not here any more
    /// @throws NoSuchFileException if the whole directory is gone
    public Listing list(ListingVisitor visitor) throws IOException {
        try (Directory directory = place.openPresent()) {
            return new EntryListing(directory, layout(), files, records, visitor)
                    .show(settings.limits().maxSessions());
        }
    }

    /// Lets a function say what becomes of a session's entry, and writes that if it is another one,
    /// under the lease of this entry: nobody else writes it in between.
    ///
    /// @throws OddEntryException if what stands there cannot be read as an entry; it is left alone
    /// @throws StoreMovedException if the sessions are not here any more
    /// @throws IOException if the new entry could not be written, or is larger than the limit
    public Update update(SessionKey key, EntryChange change)
            throws IOException, InterruptedException {
        return updates.run(
                leases(),
                key,
                (name, look) ->
                        change.apply(
                                switch (look) {
                                    case EntryLook.Found(Entry entry) -> Optional.of(entry);
                                    case EntryLook.Absent _ -> Optional.empty();
                                    case EntryLook.Odd(Oddity oddity) ->
                                            throw new OddEntryException(name.value(), oddity);
                                }));
    }

    /// Makes this the session's entry, also in place of a torn one.
    ///
    /// @throws OddEntryException if what stands there is no file of ours; it is left alone
    public Update put(SessionKey key, Entry entry) throws IOException, InterruptedException {
        return replace(key, Optional.of(entry));
    }

    /// Leaves the session without an entry, also if that was torn. Its bytes are gone for good.
    ///
    /// @throws OddEntryException if what stands there is no file of ours; it is left alone
    public Update remove(SessionKey key) throws IOException, InterruptedException {
        return replace(key, Optional.empty());
    }

    private Update replace(SessionKey key, Optional<Entry> entry)
            throws IOException, InterruptedException {
        return updates.run(
                leases(),
                key,
                (name, look) -> {
                    if (look instanceof EntryLook.Odd(Oddity oddity) && !oddity.isOurFile()) {
                        throw new OddEntryException(name.value(), oddity);
                    }
                    return entry;
                });
    }

    /// Lets a function say what becomes of each session's entry, and writes those that it changes,
    /// one by one as [#update]; what it leaves as it is is only read. Sessions that come meanwhile
    /// may be left out. One that cannot be written does not stop the others.
    public BulkUpdate updateAll(BulkChange change) throws IOException, InterruptedException {
        List<SessionKey> wanted = new ArrayList<>();
        List<Listed.Odd> odd = new ArrayList<>();
        Listing listing =
                list(listed -> {
                    switch (listed) {
                        case Listed.Session(SessionKey key, Entry entry) -> {
                            if (!change.apply(key, entry).equals(Optional.of(entry))) {
                                wanted.add(key);
                            }
                        }
                        case Listed.Odd one -> odd.add(one);
                    }
                    return true;
                });
        Map<SessionKey, Update> done = new HashMap<>();
        Map<SessionKey, String> failed = new HashMap<>();
        for (SessionKey key : wanted) {
            try {
                done.put(key, update(key, now -> now.flatMap(entry -> change.apply(key, entry))));
            } catch (StoreMovedException elsewhere) {
                throw elsewhere;
            } catch (IOException failure) {
                failed.put(key, failure.toString());
            }
        }
        return new BulkUpdate(listing, done, odd, failed);
    }

    /// Whether the kernel refuses writers here that were taken for gone, or that is only noticed.
    public Fencing fencing() throws IOException {
        return leases().fencing();
    }

    private synchronized Leases leases() throws IOException {
        if (leases.isEmpty()) {
            if (place.hasVanished()) {
                place.makeAgain();
            }
            leases = Optional.of(source.open(root, at.child(StorePlace.ENTRIES)));
        }
        return leases.get();
    }

    @Override
    public synchronized void close() throws IOException {
        try (Directory _ = place.sessions()) {
            if (leases.isPresent()) {
                leases.get().close();
            }
        }
    }
}
