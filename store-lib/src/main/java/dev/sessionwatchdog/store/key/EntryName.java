package dev.sessionwatchdog.store.key;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The name of the file that holds one entry: one element of a path, at most 255 bytes of UTF-8,
/// ends with `.json` and does not begin with a dot.
public record EntryName(String value) implements Comparable<EntryName> {

    public static final String END = ".json";

    /// `NAME_MAX` of every file system that we know.
    private static final int MAX_BYTES = 255;

    public EntryName {
        if (!isLegal(value)) {
            throw new IllegalArgumentException("not the name of an entry: '" + value + "'");
        }
    }

    /// The name, if it is a legal one.
    public static Optional<EntryName> parse(String value) {
        return isLegal(value) ? Optional.of(new EntryName(value)) : Optional.empty();
    }

    private static boolean isLegal(String value) {
        return value.endsWith(END)
                && !value.startsWith(".")
                && value.indexOf('/') < 0
                && value.indexOf('\0') < 0
                && fits(value);
    }

    private static boolean fits(String value) {
        try {
            return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value)).remaining()
                    <= MAX_BYTES;
        } catch (CharacterCodingException unpairedSurrogate) {
            return false;
        }
    }

    /// Without the end that all of them have.
    String stem() {
        return value.substring(0, value.length() - END.length());
    }

    @Override
    public int compareTo(EntryName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
