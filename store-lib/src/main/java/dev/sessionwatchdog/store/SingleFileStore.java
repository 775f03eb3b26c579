package dev.sessionwatchdog.store;

import dev.sessionwatchdog.store.Oddity.Kind;
import dev.sessionwatchdog.store.key.SessionKey;
import dev.sessionwatchdog.store.legacy.LegacyEntry;
import dev.sessionwatchdog.store.legacy.LegacyReader;
import dev.sessionwatchdog.store.legacy.LegacyReading;
import dev.sessionwatchdog.store.legacy.LegacyVisitor;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Pinned;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A legacy store, one `sessions.json`: to be read and listed, each time from the file as it is.
///
/// Reading one session reads the whole file as a stream and holds no other session. Keys are the
/// same only if their characters are; no layout folds them here.
public final class SingleFileStore implements Closeable {

    private final Directory sessions;
    private final StoreLimits limits;
    private final LegacyReader reader;

    SingleFileStore(Directory sessions, StoreLimits limits) {
        this.sessions = sessions;
        this.limits = limits;
        this.reader = new LegacyReader(limits.maxFileBytes(), limits.maxSessions());
    }

    /// The entry of a session.
    ///
    /// @throws OddEntryException if the file is not a whole store, or the entry is too large
    public Optional<Entry> read(SessionKey key) throws IOException {
        List<Listed> found = new ArrayList<>(1);
        pass(entry -> {
            if (entry.key().equals(key)) {
                found.add(listed(entry));
            }
            return true;
        });
        if (found.isEmpty()) {
            return Optional.empty();
        }
        return switch (found.getFirst()) {
            case Listed.Session session -> Optional.of(session.entry());
            case Listed.Odd odd -> throw new OddEntryException(odd.name(), odd.oddity());
        };
    }

    /// Shows every session, one at a time, in the order of the file. That the file is whole is
    /// known only at its end.
    ///
    /// @throws OddEntryException if the file is not a whole store: then nothing that was shown
    ///   counts
    public Listing list(ListingVisitor visitor) throws IOException {
        int[] shown = {0, 0};
        LegacyReading reading =
                pass(entry -> {
                    Listed listed = listed(entry);
                    shown[listed instanceof Listed.Session ? 0 : 1]++;
                    return visitor.visit(listed);
                });
        boolean whole = reading instanceof LegacyReading.Whole;
        Listing.End end = whole ? Listing.End.WHOLE : Listing.End.STOPPED;
        return new Listing(shown[0], shown[1], 0, end);
    }

    private LegacyReading pass(LegacyVisitor visitor) throws IOException {
        try (Pinned file = sessions.pin(StorePlace.SINGLE_FILE)) {
            LegacyReading reading = reader.read(file, visitor);
            if (reading instanceof LegacyReading.Refused(String why)) {
                throw new OddEntryException(
                        StorePlace.SINGLE_FILE.value(), new Oddity(Kind.TORN, why));
            }
            return reading;
        }
    }

    private Listed listed(LegacyEntry entry) throws IOException {
        if (entry.length() > limits.maxEntryBytes()) {
            String what = entry.length() + " bytes, the limit is " + limits.maxEntryBytes();
            return new Listed.Odd(entry.key().value(), new Oddity(Kind.OVERSIZED, what));
        }
        Entry found = Entry.found(entry.value(limits.maxEntryBytes()));
        return new Listed.Session(entry.key(), found);
    }

    @Override
    public void close() throws IOException {
        sessions.close();
    }
}
