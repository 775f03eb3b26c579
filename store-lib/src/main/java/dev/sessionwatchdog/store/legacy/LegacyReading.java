package dev.sessionwatchdog.store.legacy;

import dev.sessionwatchdog.store.root.Facts;

/// How reading a legacy store went.
public sealed interface LegacyReading {

    /// It is one JSON object and nothing else, no key is there twice, and it did not change
    /// meanwhile.
    ///
    /// @param facts of the file that was read
    record Whole(int sessions, Facts facts) implements LegacyReading {}

    /// The visitor wanted to see no more; of the rest nothing is known.
    record Stopped() implements LegacyReading {}

    /// It cannot be read as a store: nothing that was shown of it counts.
    ///
    /// @param why for a person; quotes nothing of the content
    record Refused(String why) implements LegacyReading {}
}
