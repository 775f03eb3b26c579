package dev.sessionwatchdog.store;

import dev.sessionwatchdog.store.key.Layout;
import dev.sessionwatchdog.store.key.SessionKey;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/// A store of sessions: one file for each in `sessions.d`.
public final class SessionStore implements Closeable {

    private final StorePlace place;
    private final StoreSettings settings;
    private final EntryFiles files;
    private final KeyRecords records;

    private SessionStore(StorePlace place, int uid, StoreSettings settings) {
        this.place = place;
        this.settings = settings;
        this.files = new EntryFiles(uid, settings.limits().maxEntryBytes());
        this.records = new KeyRecords(settings.layout(), settings.limits().maxEntryBytes());
    }

    /// Opens whatever store is in a sessions directory.
    public static OpenedStore open(Root root, Place sessions, StoreSettings settings)
            throws IOException {
        Directory directory = root.open(sessions);
        boolean kept = false;
        try {
            StorePlace place = new StorePlace(directory, root.uid());
            OpenedStore opened =
                    switch (place.kind(settings)) {
                        case DIRECTORY ->
                                new OpenedStore.InDirectory(
                                        new SessionStore(place, root.uid(), settings));
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

    /// Makes a store of one file per session where there is none, and opens it; the sessions
    /// directory has to be there.
    ///
    /// @throws FileAlreadyExistsException if there is a legacy store: only a migration turns that
    ///   into a directory
    public static SessionStore create(Root root, Place sessions, StoreSettings settings)
            throws IOException {
        OpenedStore opened = open(root, sessions, settings);
        switch (opened) {
            case OpenedStore.InDirectory(SessionStore store) -> {
                return store;
            }
            case OpenedStore.InSingleFile(SingleFileStore store) -> {
                store.close();
                throw new FileAlreadyExistsException(
                        sessions.child(StorePlace.SINGLE_FILE).toString(),
                        null,
                        "there is a legacy store; migrate it");
            }
            case OpenedStore.None _ -> {}
        }
        Directory directory = root.open(sessions);
        StorePlace place = new StorePlace(directory, root.uid());
        place.make();
        return new SessionStore(place, root.uid(), settings);
    }

    private Layout layout() {
        return settings.layout();
    }

    /// The entry of a session, as it was at one moment. Touches its file and no other, and waits
    /// for nobody.
    ///
    /// @throws OddEntryException if what stands there cannot be read as an entry
    public Optional<Entry> read(SessionKey key) throws IOException {
        Name name = new Name(layout().name(key).value());
        try (Directory directory = place.open()) {
            return switch (files.look(directory, name)) {
                case EntryLook.Found(Entry entry) -> Optional.of(entry);
                case EntryLook.Absent _ -> Optional.empty();
                case EntryLook.Odd(Oddity oddity) ->
                        throw new OddEntryException(name.value(), oddity);
            };
        } catch (NoSuchFileException vanished) {
            return Optional.empty();
        }
    }

    /// Shows every session, in no order, holding one at a time; what is no readable entry is shown
    /// as such and stops nothing. Sessions that come or go meanwhile may be shown or not.
    public Listing list(ListingVisitor visitor) throws IOException {
        try (Directory directory = place.open()) {
            return new EntryListing(directory, layout(), files, records, visitor)
                    .show(settings.limits().maxSessions());
        }
    }

    @Override
    public void close() throws IOException {
        place.sessions().close();
    }
}
