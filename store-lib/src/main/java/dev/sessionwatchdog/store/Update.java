package dev.sessionwatchdog.store;

import dev.sessionwatchdog.store.lease.Holder;
import dev.sessionwatchdog.store.lease.Loss;

/// How writing one session went. When an exception is thrown instead, its entry is what it was.
public sealed interface Update {

    /// The new entry is visible and durable.
    ///
    /// @param fence the number under which it was written; the next writer's is larger
    record Written(long fence) implements Update {}

    /// The session has no entry any more, durably.
    record Removed(long fence) implements Update {}

    /// Nothing was to be changed, and nothing was written.
    record Unchanged() implements Update {}

    /// Another writer of this session did not come to an end in time; nothing was written.
    record Busy(Holder holder) implements Update {}

    /// The right to write was lost before anything became visible; nothing of ours was written.
    record Lost(Loss loss) implements Update {}

    /// The new state may be visible, and may not be durable. Read the session to know more.
    record Indeterminate(String what) implements Update {}
}
