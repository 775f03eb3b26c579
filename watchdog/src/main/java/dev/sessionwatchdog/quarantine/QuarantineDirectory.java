package dev.sessionwatchdog.quarantine;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.RefusedException;
import dev.sessionwatchdog.store.root.Removal;
import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Where things are moved aside: inside the root, so that moving is one rename and never a copy.
///
/// Each item is a directory `q-.../` with `record.json`, made durable before anything is moved, and
/// `content`, the file itself.
public final class QuarantineDirectory {

    /// Items that are listed; more than this is said, not silently cut.
    public static final int MAX_LISTED = 100_000;

    private static final Name RECORD = new Name("record.json");
    static final Name CONTENT = new Name("content");
    private static final Name RESTORED = new Name("restored");
    private static final int MAX_RECORD_BYTES = 64 * 1024;
    private static final String LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int ID_LETTERS = 10;

    private final Root root;
    private final Place place;

    /// @param place the quarantine below the root, as in `.session-watchdog/quarantine`
    public QuarantineDirectory(Root root, Place place) {
        this.root = root;
        this.place = place;
    }

    /// A fresh identifier; 50 bits of chance, and a taken one is refused by the file system.
    public static String newId(RandomGenerator random) {
        StringBuilder id = new StringBuilder("q-");
        for (int i = 0; i < ID_LETTERS; i++) {
            id.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return id.toString();
    }

    /// Where the content of an item is, for events and people.
    public Place contentOf(String id) {
        return place.child(id).child(CONTENT);
    }

    /// Makes a new item, durably, for something that is to be moved into it.
    ///
    /// @throws FileAlreadyExistsException if there is an item of this identifier
    public Prepared prepare(ItemRecord record) throws IOException {
        Directory item = openOrMakeItem(record.id());
        boolean whole = false;
        try {
            item.create(RECORD, RecordFile.write(record));
            item.sync();
            whole = true;
            return new Prepared(this, record.id(), item);
        } finally {
            if (!whole) {
                item.close();
            }
        }
    }

    /// A failed sync after a move leaves it open what a power cut would leave.
    static Removal durable(Removal removal, Directory... changed) {
        try {
            for (Directory directory : changed) {
                directory.sync();
            }
            return removal;
        } catch (IOException failure) {
            return new Removal.Indeterminate(
                    "moved, but it is not known to be durable: " + failure.getMessage());
        }
    }

    private Directory openOrMakeItem(String id) throws IOException {
        Directory here = root.open(Place.TOP);
        for (Name name : place.child(id).names()) {
            try (Directory above = here) {
                here = above.openOrMake(name);
            }
        }
        return here;
    }

    /// Everything in the quarantine, oldest first; what has no record that can be read comes last.
    public List<Item> list() throws IOException {
        List<Item> items = new ArrayList<>();
        try (Directory quarantine = root.open(place)) {
            for (Name name : ids(quarantine)) {
                items.add(read(quarantine, name));
            }
        } catch (NoSuchFileException none) {
            return List.of();
        }
        items.sort(
                Comparator.comparing((Item item) ->
                                item.record().map(ItemRecord::at).orElse(Instant.MAX))
                        .thenComparing(Item::id));
        return items;
    }

    private static List<Name> ids(Directory quarantine) throws IOException {
        List<Name> ids = new ArrayList<>();
        quarantine.list((name, _) -> {
            if (name.value().startsWith("q-")) {
                ids.add(name);
            }
            return ids.size() < MAX_LISTED;
        });
        return ids;
    }

    /// The item of this identifier, if there is one.
    public Optional<Item> find(String id) throws IOException {
        Optional<Name> name = Name.parse(id).filter(parsed -> id.startsWith("q-"));
        if (name.isEmpty()) {
            return Optional.empty();
        }
        try (Directory quarantine = root.open(place)) {
            return quarantine.look(name.get()).isPresent()
                    ? Optional.of(read(quarantine, name.get()))
                    : Optional.empty();
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    private static Item read(Directory quarantine, Name id) throws IOException {
        try (Directory item = quarantine.open(id)) {
            Optional<Facts> content = item.look(CONTENT);
            return new Item(id.value(), record(item), content, item.look(RESTORED).isPresent());
        } catch (RefusedException | NoSuchFileException odd) {
            return new Item(id.value(), Optional.empty(), Optional.empty(), false);
        }
    }

    private static Optional<ItemRecord> record(Directory item) throws IOException {
        try (Pinned file = item.pin(RECORD)) {
            ByteBuffer buffer = ByteBuffer.allocate(MAX_RECORD_BYTES);
            int read;
            do {
                read = file.read(buffer, buffer.position());
            } while (read > 0 && buffer.hasRemaining());
            byte[] bytes = new byte[buffer.flip().remaining()];
            buffer.get(bytes);
            return RecordFile.read(bytes);
        } catch (RefusedException | NoSuchFileException none) {
            return Optional.empty();
        }
    }

    /// What a person has put back.
    public Set<Restored> restored() throws IOException {
        Set<Restored> restored = new HashSet<>();
        try (Directory quarantine = root.open(place)) {
            for (Name id : ids(quarantine)) {
                try (Directory item = quarantine.open(id)) {
                    if (item.look(RESTORED).isPresent()) {
                        record(item).map(Restored::of).ifPresent(restored::add);
                    }
                } catch (RefusedException | NoSuchFileException odd) {
                    // Nothing that we have put there.
                }
            }
        } catch (NoSuchFileException none) {
            return Set.of();
        }
        return restored;
    }

    /// Moves an item's content back to where it was, or elsewhere, never replacing anything;
    /// durable when this returns. The record stays beside a note that it was restored, so that no
    /// rule takes the same file again.
    ///
    /// @throws NoSuchFileException if the item has no content, or the directory to go to is missing
    /// @throws java.nio.file.FileAlreadyExistsException if the name to go to is taken
    public Removal restore(String id, Place to) throws IOException {
        try (Directory item = root.open(place.child(id));
                Directory target = root.open(to.parent());
                Pinned file = item.pin(CONTENT)) {
            Removal removal = item.move(file, target, to.name());
            if (!(removal instanceof Removal.Done)) {
                return removal;
            }
            Removal durable = durable(removal, target, item);
            try {
                item.create(RESTORED, new byte[0]);
                item.sync();
            } catch (FileAlreadyExistsException restoredBefore) {
                // It says the same.
            }
            return durable;
        }
    }

    /// Deletes an item for good, content first.
    public Removal purge(String id) throws IOException {
        try (Directory quarantine = root.open(place)) {
            Removal removal = new Removal.Done(true);
            try (Directory item = quarantine.open(new Name(id))) {
                if (item.look(CONTENT).isPresent()) {
                    try (Pinned file = item.pin(CONTENT)) {
                        removal = item.unlink(file);
                    }
                }
                if (removal instanceof Removal.Done) {
                    item.delete(RESTORED);
                    item.delete(RECORD);
                    item.sync();
                }
            }
            if (removal instanceof Removal.Done) {
                quarantine.deleteDirectory(new Name(id));
                quarantine.sync();
            }
            return removal;
        }
    }

    /// Deletes an item in which nothing is: its record and its directory.
    ///
    /// @throws DirectoryNotEmptyException if there is content, which would lose its record
    public void forget(String id) throws IOException {
        try (Directory quarantine = root.open(place)) {
            try (Directory item = quarantine.open(new Name(id))) {
                if (item.look(CONTENT).isPresent()) {
                    throw new DirectoryNotEmptyException(item.place().toString());
                }
                item.delete(RESTORED);
                item.delete(RECORD);
                item.sync();
            }
            quarantine.deleteDirectory(new Name(id));
            quarantine.sync();
        }
    }
}
