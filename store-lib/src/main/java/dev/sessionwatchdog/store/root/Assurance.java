package dev.sessionwatchdog.store.root;

/// What a root can prove about the files in it.
public sealed interface Assurance {

    /// The kernel answers: rename without replace, in-use test by lease, link count of the pinned
    /// descriptor.
    record Proven() implements Assurance {}

    /// Some of that is missing here; events carry `degraded: true` and stricter rules hold
    /// (`protocols.md` 6).
    record Degraded(String reason) implements Assurance {}

    default boolean degraded() {
        return switch (this) {
            case Proven _ -> false;
            case Degraded _ -> true;
        };
    }
}
