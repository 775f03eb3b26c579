package dev.sessionwatchdog.store.root;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// One element of a path: never empty, never `.` or `..`, no slash, no NUL, at most 255 bytes.
///
/// A name may hold control characters, because files on disk do; whoever prints it escapes it.
public record Name(String value) implements Comparable<Name> {

    /// `NAME_MAX` of every file system that we know, in bytes.
    public static final int MAX_BYTES = 255;

    public Name {
        if (!isLegal(value)) {
            throw new IllegalArgumentException("not the name of a file: '" + value + "'");
        }
    }

    /// The name, if it is a legal one.
    public static Optional<Name> parse(String value) {
        return isLegal(value) ? Optional.of(new Name(value)) : Optional.empty();
    }

    private static boolean isLegal(String value) {
        return !value.isEmpty()
                && !value.equals(".")
                && !value.equals("..")
                && value.indexOf('/') < 0
                && value.indexOf('\0') < 0
                && (value.length() <= MAX_BYTES / 4
                        || value.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES);
    }

    @Override
    public int compareTo(Name other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
