package dev.sessionwatchdog.action;

import dev.sessionwatchdog.store.root.Facts;
import java.io.IOException;

/// How an attempt to take one lock from its name ended.
public sealed interface Capture {

    /// The examined lock is in quarantine, durably.
    ///
    /// @param facts of the lock, from the descriptor that was held all the time
    /// @param proven whether the kernel proves that it is the examined one
    record Broken(Facts facts, boolean proven) implements Capture {}

    /// Not the examined lock any more, or a last look objected; nothing was changed.
    record Overtaken(String what) implements Capture {}

    /// Another lock was captured and stands at its name again. Its owner may have released it in
    /// between, and found nothing: see [LockHealing].
    record PutBack(String what) implements Capture {}

    /// Another party is reclaiming it; nothing was changed.
    ///
    /// @param guard the facts of its guard, which is never removed
    record Guarded(Facts guard) implements Capture {}

    /// It is of a kind that we never touch.
    record Refused(String kind) implements Capture {}

    /// Nothing was changed, because of this failure.
    record Failed(IOException failure) implements Capture {}

    /// Something was moved, and it cannot be said, or not undone, what: a person has to look.
    record Stranded(String what) implements Capture {}
}
