package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.store.root.Facts;

/// Whether a file is whole, by its content.
public sealed interface Health {

    /// Whole, and the same before and after it was read.
    record Good(Facts facts) implements Health {}

    /// There is nothing of that name, in two looks.
    record Missing() implements Health {}

    /// Read to where it breaks, twice, unchanged in between.
    record Damaged(Facts facts, String reason) implements Health {}

    /// Seen damaged or missing once; it may just be being written.
    record SeenDamagedOnce(String reason) implements Health {}

    /// It could not be judged: it moved while it was read, is too large, too deep, not readable.
    record CannotTell(String reason) implements Health {}

    /// For people and for evidence.
    default String words() {
        return switch (this) {
            case Good good -> "whole, " + good.facts().size() + " bytes";
            case Missing _ -> "missing";
            case Damaged damaged -> "damaged: " + damaged.reason();
            case SeenDamagedOnce once -> "seen damaged once: " + once.reason();
            case CannotTell unclear -> "cannot tell: " + unclear.reason();
        };
    }
}
