package dev.sessionwatchdog.store;

import dev.sessionwatchdog.store.root.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// One session's JSON, byte for byte; never changes.
///
/// What was read from a store is one whole JSON value, and otherwise as its writer made it. What is
/// made by [#of] is stricter: no member is there twice.
public final class Entry {

    private final byte[] bytes;

    private Entry(byte[] bytes) {
        this.bytes = bytes;
    }

    /// An entry to be written.
    ///
    /// @throws IllegalArgumentException if it is not exactly one JSON value in UTF-8, or an object
    ///   in it has two members of one name; the message quotes nothing of it
    public static Entry of(byte[] json) {
        byte[] own = json.clone();
        StrictJson.fault(own, StrictJson.Members.UNIQUE)
                .ifPresent(fault -> {
                    throw new IllegalArgumentException("not an entry: " + fault);
                });
        return new Entry(own);
    }

    /// An entry to be written.
    ///
    /// @throws IllegalArgumentException as [#of(byte\[\])]
    public static Entry of(String json) {
        return of(json.getBytes(StandardCharsets.UTF_8));
    }

    /// What was found; the bytes are the caller's to give away.
    static Entry found(byte[] whole) {
        return new Entry(whole);
    }

    /// Why these bytes are no whole entry; empty if they are.
    static Optional<String> fault(byte[] bytes) {
        return StrictJson.fault(bytes, StrictJson.Members.AS_WRITTEN);
    }

    /// A copy of its bytes.
    public byte[] bytes() {
        return bytes.clone();
    }

    /// How many bytes it has.
    public int size() {
        return bytes.length;
    }

    /// Its JSON as text.
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Entry entry && Arrays.equals(bytes, entry.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /// Without content, which belongs in no log.
    @Override
    public String toString() {
        return "entry of " + bytes.length + " bytes";
    }
}
