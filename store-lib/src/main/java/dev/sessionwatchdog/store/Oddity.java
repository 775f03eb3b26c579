package dev.sessionwatchdog.store;

/// Why something in a store is not an entry that can be read.
///
/// @param detail for a person; quotes nothing of a content
public record Oddity(Kind kind, String detail) {

    /// What is odd about it.
    public enum Kind {
        /// It is not one whole JSON value.
        TORN,
        /// Its name begins with a dot, and it is none of the store's own.
        HIDDEN,
        /// A symbolic link, or a file with more than one hard link.
        LINKED,
        /// A directory, a device or the like; or another file system.
        NOT_A_FILE,
        /// Larger than the limit.
        OVERSIZED,
        /// No key of this layout has this name.
        FOREIGN_NAME,
        /// Its name was cut, and the record that would tell its key is missing or another one's.
        KEY_UNKNOWN,
        /// It belongs to another user.
        FOREIGN_OWNER,
        /// Somebody writes it in place, which no writer of a store does.
        CHANGING,
        /// The system would not let it be read.
        UNREADABLE
    }

    /// Whether it is a file of ours all the same, which may be written anew.
    boolean isOurFile() {
        return switch (kind) {
            case TORN, OVERSIZED, CHANGING -> true;
            case HIDDEN, LINKED, NOT_A_FILE, FOREIGN_NAME, KEY_UNKNOWN, FOREIGN_OWNER, UNREADABLE ->
                    false;
        };
    }
}
