package dev.sessionwatchdog.store.key;

/// What the name of a file in a store says of a session's key.
public sealed interface KeyOfName {

    /// All of it.
    record Told(SessionKey key) implements KeyOfName {}

    /// It is a cut one: the key is in the record of the same name in `.keys`.
    record Recorded() implements KeyOfName {}

    /// No key of this layout has this name.
    record Foreign() implements KeyOfName {}
}
