package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.store.root.Place;
import java.time.Instant;

/// What shows that a root's gateway reads `sessions.d` (`protocols.md` 7, "When it runs"). No
/// published gateway does (`facts/upstream.md` c.1), so without it nothing is migrated.
public sealed interface ReaderEvidence {

    /// The configuration says so: `roots[].gateway_reads: directory`.
    record Configured() implements ReaderEvidence {}

    /// Another store of the root holds the truth as a directory, and sessions were written into it
    /// after its single file was retired.
    ///
    /// @param retired when its single file was retired
    /// @param written when an entry was written that no migration wrote
    record Sibling(Place store, Instant retired, Instant written) implements ReaderEvidence {}

    /// The configuration says that the gateway reads the single file.
    record SingleFile() implements ReaderEvidence {}

    /// Nothing shows it.
    record None() implements ReaderEvidence {}

    /// For people and for evidence.
    default String words() {
        return switch (this) {
            case Configured _ -> "gateway_reads: directory";
            case Sibling sibling ->
                    "a directory store of the same root, "
                            + sibling.store()
                            + ", was written to after its single file was retired";
            case SingleFile _ -> "gateway_reads: single-file";
            case None _ -> "nothing shows it";
        };
    }

    /// Whether the gateway is known to read directories.
    default boolean known() {
        return switch (this) {
            case Configured _, Sibling _ -> true;
            case SingleFile _, None _ -> false;
        };
    }
}
