package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.store.root.Identity;
import dev.sessionwatchdog.store.root.Place;
import java.time.Instant;

/// What was seen, at some sixty bytes each, so that a backlog of a hundred thousand temps is
/// watched at once: a table with open addressing over arrays of numbers.
///
/// A slot is found by inode and place, and holds all of the identity but the device, which is
/// hashed with the place: two files of one root that agree in inode, change time, modification time
/// and size are one file.
final class SightingTable {

    private static final int LEAST = 64;

    /// Slots that are used before the table grows, in eighths.
    private static final int FULL = 7;

    private static final int LARGEST = 1 << 17;

    /// How many it can hold.
    static final int MOST = LARGEST / 8 * FULL;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private Slots slots = new Slots(LEAST);
    private int size;

    /// Whether something is kept.
    interface Kept {
        boolean test(int store, int lastLook);
    }

    int size() {
        return size;
    }

    int looks(int slot) {
        return slots.looks[slot];
    }

    /// When it was seen first, as it is now.
    long attended(int slot) {
        return slots.attended[slot];
    }

    void clear() {
        slots = new Slots(LEAST);
        size = 0;
    }

    /// Notes that it was seen in a look.
    ///
    /// @return its slot; -1 if there is no room
    int note(Place place, Identity identity, int store, long now, int look) {
        int key = 31 * place.hashCode() + Long.hashCode(identity.device());
        int slot = find(key, identity.inode());
        if (slots.looks[slot] == 0) {
            if (size >= MOST) {
                return -1;
            }
            if (size >= slots.keys.length / 8 * FULL) {
                rebuild(2 * slots.keys.length, (_, _) -> true);
                slot = find(key, identity.inode());
            }
            size++;
        }
        if (slots.looks[slot] == 0 || !isSame(slot, identity)) {
            slots.keys[slot] = key;
            slots.inodes[slot] = identity.inode();
            slots.sizes[slot] = identity.size();
            slots.mtimes[slot] = nanos(identity.mtime());
            slots.ctimes[slot] = nanos(identity.ctime());
            slots.attended[slot] = now;
            slots.looks[slot] = 1;
        } else if (slots.lastLooks[slot] != look) {
            slots.looks[slot]++;
        }
        slots.stores[slot] = store;
        slots.lastLooks[slot] = look;
        return slot;
    }

    /// Forgets what is not kept.
    void retain(Kept kept) {
        int left = 0;
        for (int slot = 0; slot < slots.keys.length; slot++) {
            left +=
                    slots.looks[slot] > 0 && kept.test(slots.stores[slot], slots.lastLooks[slot])
                            ? 1
                            : 0;
        }
        if (left < size) {
            int capacity = LEAST;
            while (capacity / 8 * FULL <= left) {
                capacity *= 2;
            }
            rebuild(capacity, kept);
        }
    }

    private boolean isSame(int slot, Identity identity) {
        return slots.sizes[slot] == identity.size()
                && slots.mtimes[slot] == nanos(identity.mtime())
                && slots.ctimes[slot] == nanos(identity.ctime());
    }

    /// Beyond the years that it can count it wraps around, and stays one number for one time.
    private static long nanos(Instant time) {
        return time.getEpochSecond() * NANOS_PER_SECOND + time.getNano();
    }

    private int find(int key, long inode) {
        int slot = slotOf(key, inode);
        while (slots.looks[slot] > 0 && (slots.keys[slot] != key || slots.inodes[slot] != inode)) {
            slot = (slot + 1) & (slots.keys.length - 1);
        }
        return slot;
    }

    private int slotOf(int key, long inode) {
        int mixed = (key ^ Long.hashCode(inode)) * 0x9E3779B9;
        return (mixed ^ (mixed >>> 15)) & (slots.keys.length - 1);
    }

    private void rebuild(int capacity, Kept kept) {
        Slots old = slots;
        slots = new Slots(capacity);
        size = 0;
        for (int from = 0; from < old.keys.length; from++) {
            if (old.looks[from] > 0 && kept.test(old.stores[from], old.lastLooks[from])) {
                slots.take(find(old.keys[from], old.inodes[from]), old, from);
                size++;
            }
        }
    }

    private static final class Slots {
        private final int[] keys;
        private final long[] inodes;
        private final long[] sizes;
        private final long[] mtimes;
        private final long[] ctimes;
        private final long[] attended;
        private final int[] stores;
        private final int[] lastLooks;

        /// 0 where a slot is free.
        private final int[] looks;

        Slots(int capacity) {
            keys = new int[capacity];
            inodes = new long[capacity];
            sizes = new long[capacity];
            mtimes = new long[capacity];
            ctimes = new long[capacity];
            attended = new long[capacity];
            stores = new int[capacity];
            lastLooks = new int[capacity];
            looks = new int[capacity];
        }

        void take(int slot, Slots other, int from) {
            keys[slot] = other.keys[from];
            inodes[slot] = other.inodes[from];
            sizes[slot] = other.sizes[from];
            mtimes[slot] = other.mtimes[from];
            ctimes[slot] = other.ctimes[from];
            attended[slot] = other.attended[from];
            stores[slot] = other.stores[from];
            lastLooks[slot] = other.lastLooks[from];
            looks[slot] = other.looks[from];
        }
    }
}
