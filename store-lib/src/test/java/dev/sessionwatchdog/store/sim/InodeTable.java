package dev.sessionwatchdog.store.sim;

import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.time.Time;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/// Gives out inode numbers, and a freed one again at once, as ext4 does.
final class InodeTable {

    /// `CONFIG_HZ=100`.
    private static final long TICK_MILLIS = 10;

    private static final class Device {
        final PriorityQueue<Long> free = new PriorityQueue<>();
        final Map<Long, Inode> used = new HashMap<>();
        long next = 11;
    }

    private final Map<Long, Device> devices = new HashMap<>();

    private final Time time;

    InodeTable(Time time) {
        this.time = time;
    }

    Instant now() {
        return time.moment().wall();
    }

    Inode make(Inode.Kind kind, long device) {
        Device numbers = devices.computeIfAbsent(device, _ -> new Device());
        Long reused = numbers.free.poll();
        long number = reused == null ? numbers.next++ : reused;
        Inode made = new Inode(kind, device, number, now());
        numbers.used.put(number, made);
        return made;
    }

    /// Bytes that all files need that somebody can still reach.
    long used() {
        return devices.values().stream()
                .flatMap(device -> device.used.values().stream())
                .mapToLong(Inode::needed)
                .sum();
    }

    void freeIfUnused(Inode inode) {
        Device numbers = devices.computeIfAbsent(inode.device, _ -> new Device());
        if (inode.unused() && numbers.used.remove(inode.number, inode)) {
            numbers.free.add(inode.number);
        }
    }

    void link(Inode directory, Name name, Inode inode) {
        if (directory.entries.putIfAbsent(name, inode) != null) {
            throw new IllegalStateException(name + " is taken");
        }
        inode.links += inode.kind == Inode.Kind.DIRECTORY ? 2 : 1;
        changed(directory, inode);
    }

    void unlink(Inode directory, Name name) {
        Inode inode = directory.entries.remove(name);
        if (inode == null) {
            throw new IllegalStateException(name + " is not there");
        }
        inode.links -= inode.kind == Inode.Kind.DIRECTORY ? 2 : 1;
        changed(directory, inode);
        freeIfUnused(inode);
    }

    /// One atomic step; what the name stood for is replaced.
    void rename(Inode from, Name name, Inode to, Name as) {
        Inode moved = Optional.ofNullable(from.entries.get(name)).orElseThrow();
        if (to.entries.get(as) == moved) {
            return;
        }
        if (to.entries.containsKey(as)) {
            unlink(to, as);
        }
        from.entries.remove(name);
        to.entries.put(as, moved);
        changed(from, moved);
        changed(to, moved);
    }

    /// One atomic step.
    void exchange(Inode from, Name name, Inode to, Name as) {
        Inode here = Optional.ofNullable(from.entries.get(name)).orElseThrow();
        Inode there = Optional.ofNullable(to.entries.get(as)).orElseThrow();
        from.entries.put(name, there);
        to.entries.put(as, here);
        changed(from, there);
        changed(to, here);
    }

    /// As Linux stamps directories: by a clock that stands still between two ticks.
    private void changed(Inode directory, Inode inode) {
        Instant tick = Instant.ofEpochMilli(now().toEpochMilli() / TICK_MILLIS * TICK_MILLIS);
        directory.mtime = tick;
        directory.ctime = tick;
        inode.ctime = now();
    }

    /// Another table with what is left of a tree: the names that `names` tells, and as much of each
    /// file's content as `size` tells.
    Inode transplant(
            Inode top,
            InodeTable into,
            Function<Inode, Map<Name, Inode>> names,
            ToIntFunction<Inode> size) {
        return copy(top, into, names, size, new HashMap<>());
    }

    private static Inode copy(
            Inode inode,
            InodeTable into,
            Function<Inode, Map<Name, Inode>> names,
            ToIntFunction<Inode> size,
            Map<Inode, Inode> done) {
        Inode known = done.get(inode);
        if (known != null) {
            return known;
        }
        Inode copy = into.adopt(inode);
        done.put(inode, copy);
        if (inode.kind == Inode.Kind.REGULAR) {
            copy.settle(inode.content(size.applyAsInt(inode)));
        }
        for (var entry : new TreeMap<>(names.apply(inode)).entrySet()) {
            Inode child = copy(entry.getValue(), into, names, size, done);
            child.links += child.kind == Inode.Kind.DIRECTORY ? 2 : 1;
            copy.entries.put(entry.getKey(), child);
            copy.durable.put(entry.getKey(), child);
        }
        return copy;
    }

    /// A copy with the number that it had, unless a lost deletion and a kept creation both ask for
    /// that.
    private Inode adopt(Inode inode) {
        Device numbers = devices.computeIfAbsent(inode.device, _ -> new Device());
        long number = numbers.used.containsKey(inode.number) ? numbers.next : inode.number;
        numbers.next = Math.max(numbers.next, number + 1);
        Inode copy = inode.copy(number);
        numbers.used.put(number, copy);
        return copy;
    }
}
