package dev.sessionwatchdog.store;

import dev.sessionwatchdog.store.Oddity.Kind;
import dev.sessionwatchdog.store.key.EntryName;
import dev.sessionwatchdog.store.key.KeyOfName;
import dev.sessionwatchdog.store.key.Layout;
import dev.sessionwatchdog.store.key.SessionKey;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;

/// One pass over the entries of a store. Holds one entry at a time.
final class EntryListing {

    /// What stands in a store besides entries, and is the store's own.
    private static final Set<String> OWN =
            Set.of(".leases", KeyRecords.KEYS.value(), StorePlace.MANIFEST.value(), "conflict");

    private final Directory directory;
    private final Layout layout;
    private final EntryFiles files;
    private final KeyRecords records;
    private final ListingVisitor visitor;
    private int sessions;
    private int odd;

    EntryListing(
            Directory directory,
            Layout layout,
            EntryFiles files,
            KeyRecords records,
            ListingVisitor visitor) {
        this.directory = directory;
        this.layout = layout;
        this.files = files;
        this.records = records;
        this.visitor = visitor;
    }

    /// @param most so many things are shown
    Listing show(int most) throws IOException {
        Listing.End[] end = {Listing.End.WHOLE};
        try {
            int undecodable =
                    directory.list((name, _) -> {
                        Optional<Listed> listed = listed(name);
                        if (listed.isEmpty()) {
                            return true;
                        }
                        if (sessions + odd == most) {
                            end[0] = Listing.End.LIMIT_REACHED;
                        } else if (!shown(listed.get())) {
                            end[0] = Listing.End.STOPPED;
                        }
                        return end[0] == Listing.End.WHOLE;
                    });
            return new Listing(sessions, odd, undecodable, end[0]);
        } catch (UncheckedIOException failure) {
            throw failure.getCause();
        }
    }

    private boolean shown(Listed listed) {
        switch (listed) {
            case Listed.Session _ -> sessions++;
            case Listed.Odd _ -> odd++;
        }
        try {
            return visitor.visit(listed);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Empty for what is the store's own, and for what vanished meanwhile.
    private Optional<Listed> listed(Name name) {
        String value = name.value();
        if (OWN.contains(value) || value.startsWith(StorePlace.ROLLBACK)) {
            return Optional.empty();
        }
        if (value.startsWith(".")) {
            return odd(name, new Oddity(Kind.HIDDEN, "its name begins with a dot"));
        }
        try {
            return switch (files.look(directory, name)) {
                case EntryLook.Absent _ -> Optional.empty();
                case EntryLook.Odd(Oddity oddity) -> odd(name, oddity);
                case EntryLook.Found(Entry entry) -> named(name, entry);
            };
        } catch (IOException unreadable) {
            String what = unreadable.getClass().getSimpleName();
            return odd(name, new Oddity(Kind.UNREADABLE, "not readable: " + what));
        }
    }

    private Optional<Listed> named(Name name, Entry entry) throws IOException {
        Optional<EntryName> entryName = EntryName.parse(name.value());
        KeyOfName told = entryName.map(layout::read).orElseGet(KeyOfName.Foreign::new);
        return switch (told) {
            case KeyOfName.Told(SessionKey key) -> Optional.of(new Listed.Session(key, entry));
            case KeyOfName.Foreign _ ->
                    odd(name, new Oddity(Kind.FOREIGN_NAME, "not a name of " + layout.word()));
            case KeyOfName.Recorded _ -> {
                Optional<SessionKey> key = records.key(directory, entryName.orElseThrow());
                yield key.isPresent()
                        ? Optional.of(new Listed.Session(key.get(), entry))
                        : odd(name, new Oddity(Kind.KEY_UNKNOWN, "no record tells its key"));
            }
        };
    }

    private static Optional<Listed> odd(Name name, Oddity oddity) {
        return Optional.of(new Listed.Odd(name.value(), oddity));
    }
}
