package dev.sessionwatchdog.host;

import java.util.function.LongSupplier;

/// The heaps of this process after a burst of work, the JVM's and the C library's. Neither gives
/// the system anything back on its own: what has grown stays, however little is in it.
///
/// For one thread.
public final class GrownHeap {

    /// More than the young generation: something was promoted, and may be garbage.
    private static final long GROWN_BYTES = 3L << 20;

    private final LongSupplier used;
    private final Runnable collect;
    private final Runnable trim;
    private long left;

    /// Those of this process.
    public GrownHeap() {
        this(GrownHeap::usedBytes, System::gc, HostCalls::trim);
    }

    /// @param used bytes of the heap, garbage included
    /// @param collect collects it as a whole
    /// @param trim gives back what the C library holds free
    public GrownHeap(LongSupplier used, Runnable collect, Runnable trim) {
        this.used = used;
        this.collect = collect;
        this.trim = trim;
    }

    private static long usedBytes() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /// Whether more than a little was added since the last collection by [#shrink]; before the
    /// first one, since the start. Costs nothing.
    public boolean hasGrown() {
        return used.getAsLong() - left > GROWN_BYTES;
    }

    /// Collects what has grown, as a whole; with the flags of `jvm.options` the heap then shrinks
    /// at once.
    ///
    /// @return whether it had grown
    public boolean shrink() {
        boolean grown = hasGrown();
        if (grown) {
            collect.run();
            left = used.getAsLong();
        }
        return grown;
    }

    /// Gives back what the C library holds free, nearly all of it by compilers that are done.
    public void trim() {
        trim.run();
    }
}
