package dev.sessionwatchdog.host;

/// The Java heap after a burst of work. The serial collector gives the system nothing back on its
/// own: a heap that has grown stays, however little is in it, until it is collected as a whole.
public final class GrownHeap {

    /// Twice what `jvm.options` starts with. Below that a collection frees less than it costs.
    private static final long GROWN_BYTES = 16L << 20;

    private GrownHeap() {}

    /// Collects it if it has grown; with the flags of `jvm.options` it then shrinks at once.
    ///
    /// @return whether it had
    public static boolean shrink() {
        if (Runtime.getRuntime().totalMemory() <= GROWN_BYTES) {
            return false;
        }
        System.gc();
        return true;
    }
}
