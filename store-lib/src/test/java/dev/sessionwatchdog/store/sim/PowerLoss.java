package dev.sessionwatchdog.store.sim;

import dev.sessionwatchdog.store.root.Name;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;

/// What of that which was not synced a loss of power leaves.
///
/// @param names that a directory has afterwards
/// @param size that a file has afterwards
record PowerLoss(Function<Inode, Map<Name, Inode>> names, ToIntFunction<Inode> size) {

    /// All is kept.
    static final PowerLoss NONE = new PowerLoss(inode -> inode.entries, Inode::size);

    /// Each change of names on its own, and any prefix of what was appended.
    static PowerLoss byChance(Journal journal, RandomGenerator luck) {
        // The first bits of java.util.Random hardly differ between small seeds.
        RandomGenerator random = new SplittableRandom(luck.nextLong());
        Map<Inode, Map<Name, Inode>> names = new HashMap<>();
        journal.replay(
                random, inode -> names.computeIfAbsent(inode, some -> new TreeMap<>(some.durable)));
        Map<Inode, Integer> sizes = new HashMap<>();
        return new PowerLoss(
                inode -> names.getOrDefault(inode, inode.durable),
                inode ->
                        sizes.computeIfAbsent(
                                inode, some -> random.nextInt(some.durableSize, some.size() + 1)));
    }

    /// Each subset of the changes of names, with nothing, half and all of what was appended.
    ///
    /// @param most so many changes at most may be pending
    static void every(Journal journal, int most, Consumer<PowerLoss> each) {
        int pending = journal.size();
        if (pending > most) {
            throw new IllegalStateException(pending + " changes are pending, limit " + most);
        }
        for (long kept = 0; kept < 1L << pending; kept++) {
            Map<Inode, Map<Name, Inode>> names = new HashMap<>();
            journal.replay(
                    BitSet.valueOf(new long[] {kept}),
                    inode -> names.computeIfAbsent(inode, some -> new TreeMap<>(some.durable)));
            for (int part = 0; part <= 2; part++) {
                int halves = part;
                each.accept(
                        new PowerLoss(
                                inode -> names.getOrDefault(inode, inode.durable),
                                inode ->
                                        inode.durableSize
                                                + (inode.size() - inode.durableSize) * halves / 2));
            }
        }
    }
}
