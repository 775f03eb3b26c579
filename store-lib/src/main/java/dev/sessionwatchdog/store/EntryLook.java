package dev.sessionwatchdog.store;

/// What stands at an entry's name.
sealed interface EntryLook {

    record Found(Entry entry) implements EntryLook {}

    record Absent() implements EntryLook {}

    record Odd(Oddity oddity) implements EntryLook {}
}
