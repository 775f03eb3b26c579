package dev.sessionwatchdog.store.sim;

import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.sim.NameChange.Slot;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// The changes of names that are not durable yet, in the order in which they were made.
final class Journal {

    private final List<NameChange> pending = new ArrayList<>();

    void record(NameChange change) {
        pending.add(change);
    }

    /// Makes durable what is synced on both its ends, and what happened before at the same names: a
    /// synced deletion never gives way to an older creation.
    void sync(Inode directory) {
        pending.forEach(change -> change.synced(directory));
        Set<Slot> settled = new HashSet<>();
        List<NameChange> kept = new ArrayList<>();
        List<NameChange> durable = new ArrayList<>();
        for (NameChange change : pending.reversed()) {
            if (!change.doubtful() && (change.durable() || change.touches(settled))) {
                change.collect(settled);
                durable.add(change);
            } else {
                kept.add(change);
            }
        }
        durable.reversed().forEach(change -> change.apply(inode -> inode.durable));
        pending.clear();
        pending.addAll(kept.reversed());
    }

    void settle() {
        pending.forEach(change -> change.apply(inode -> inode.durable));
        pending.clear();
    }

    int size() {
        return pending.size();
    }

    /// The changes of these positions are kept, all others lost.
    void replay(BitSet kept, Function<Inode, Map<Name, Inode>> names) {
        for (int at = 0; at < pending.size(); at++) {
            if (kept.get(at)) {
                pending.get(at).apply(names);
            }
        }
    }

    void syncFailed(Inode directory) {
        pending.forEach(change -> change.syncFailed(directory));
    }

    /// Each pending change is kept or lost, whatever becomes of the others.
    void replay(RandomGenerator random, Function<Inode, Map<Name, Inode>> names) {
        for (NameChange change : pending) {
            if (random.nextBoolean()) {
                change.apply(names);
            }
        }
    }
}
