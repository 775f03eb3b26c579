package dev.sessionwatchdog.store.key;

/// What callers call a session, as in `agent:main:main`: any text at all, also an empty one.
///
/// Two keys are the same when their UTF-16 units are; nothing is normalised. A text with unpaired
/// surrogates is a key like any other, because JSON can hold one.
public record SessionKey(String value) implements Comparable<SessionKey> {

    @Override
    public int compareTo(SessionKey other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
