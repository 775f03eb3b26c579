package dev.sessionwatchdog.store.sim;

import dev.sessionwatchdog.store.root.Name;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// One change of names that a crash may still undo: a name appeared (no `from`), went (no `to`) or
/// moved, or two changed places.
final class NameChange {

    /// One name in one directory.
    record Slot(Inode directory, Name name) {}

    private final Inode file;
    private final Optional<Slot> from;
    private final Optional<Slot> to;
    private final boolean replaces;
    private Optional<Inode> exchangedWith = Optional.empty();
    private final Set<Inode> unsynced = new LinkedHashSet<>();
    private boolean doubtful;

    private NameChange(Inode file, Optional<Slot> from, Optional<Slot> to, boolean replaces) {
        this.file = file;
        this.from = from;
        this.to = to;
        this.replaces = replaces;
        from.ifPresent(slot -> unsynced.add(slot.directory));
        to.ifPresent(slot -> unsynced.add(slot.directory));
    }

    static NameChange appeared(Inode file, Slot at) {
        return new NameChange(file, Optional.empty(), Optional.of(at), false);
    }

    static NameChange went(Inode file, Slot at) {
        return new NameChange(file, Optional.of(at), Optional.empty(), false);
    }

    static NameChange moved(Inode file, Slot from, Slot to, boolean replaces) {
        return new NameChange(file, Optional.of(from), Optional.of(to), replaces);
    }

    static NameChange exchanged(Inode file, Slot from, Inode with, Slot to) {
        NameChange change = moved(file, from, to, true);
        change.exchangedWith = Optional.of(with);
        return change;
    }

    void synced(Inode directory) {
        if (!doubtful) {
            unsynced.remove(directory);
        }
    }

    /// A sync of the directory failed: no later one makes this durable.
    void syncFailed(Inode directory) {
        doubtful |= unsynced.contains(directory);
    }

    boolean durable() {
        return unsynced.isEmpty();
    }

    boolean doubtful() {
        return doubtful;
    }

    void collect(Set<Slot> slots) {
        from.ifPresent(slots::add);
        to.ifPresent(slots::add);
    }

    boolean touches(Set<Slot> slots) {
        return from.filter(slots::contains).isPresent() || to.filter(slots::contains).isPresent();
    }

    /// Applies it where it still can be applied.
    ///
    /// @param names the entries of a directory in the state that is changed
    void apply(Function<Inode, Map<Name, Inode>> names) {
        boolean there =
                from.isEmpty() || names.apply(from.get().directory).get(from.get().name) == file;
        boolean free =
                to.isEmpty()
                        || replaces
                        || !names.apply(to.get().directory).containsKey(to.get().name);
        boolean counterpart =
                exchangedWith.isEmpty()
                        || names.apply(to.orElseThrow().directory).get(to.orElseThrow().name)
                                == exchangedWith.get();
        if (!there || !free || !counterpart) {
            return;
        }
        from.ifPresent(slot -> names.apply(slot.directory).remove(slot.name));
        to.ifPresent(slot -> names.apply(slot.directory).put(slot.name, file));
        exchangedWith.ifPresent(with ->
                names.apply(from.orElseThrow().directory).put(from.orElseThrow().name, with));
    }
}
