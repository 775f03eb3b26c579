package dev.sessionwatchdog.store;

import dev.sessionwatchdog.store.key.SessionKey;

/// One thing that a listing of a store shows.
public sealed interface Listed {

    /// A session.
    record Session(SessionKey key, Entry entry) implements Listed {}

    /// Something that is none, by the name that it has in the store. Names come from outside:
    /// whoever prints one escapes it.
    record Odd(String name, Oddity oddity) implements Listed {}
}
