package dev.sessionwatchdog.store.root;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// One pass over a directory by getdents64(2).
///
/// `struct linux_dirent64`: inode (8 bytes), offset (8), length of the record (2), type (1), name
/// with a NUL.
final class LinuxListing {

    /// Less than what the C library would map and unmap for each listing (`bin/session-watchdog`).
    private static final int BYTES = 24 * 1024;

    private static final int LENGTH = 16;
    private static final int TYPE = 18;
    private static final int NAME = 19;

    private final LinuxFd directory;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private final byte[] bytes = new byte[1024];
    private boolean ascii;
    private int notShown;

    LinuxListing(LinuxFd directory) {
        this.directory = directory;
    }

    /// @return how many names could not be shown
    int show(EntryVisitor visitor) throws IOException {
        // A buffer per pass, because a visitor may list another directory; given back with the
        // pass.
        try (Arena own = Arena.ofConfined()) {
            MemorySegment buffer = own.allocate(BYTES, 8);
            boolean more = true;
            while (more) {
                int filled = directory.calls.getdents(directory.number(), buffer);
                Errno.check(filled, directory.place, "getdents64");
                more = filled > 0 && showAll(buffer, filled, visitor);
            }
        }
        return notShown;
    }

    private boolean showAll(MemorySegment buffer, int filled, EntryVisitor visitor) {
        int at = 0;
        while (at < filled) {
            int length = Short.toUnsignedInt(buffer.get(JAVA_SHORT, at + LENGTH));
            Optional<FileType> type = type(buffer.get(JAVA_BYTE, at + TYPE));
            int size = copyName(buffer, at + NAME, at + length);
            at += length;
            if (isDots(size)) {
                continue;
            }
            Optional<Name> name = decode(size);
            if (name.isEmpty()) {
                notShown++;
            } else if (!visitor.visit(name.get(), type)) {
                return false;
            }
        }
        return true;
    }

    /// One copy, and then the end is looked for in Java's own memory: a directory may have a
    /// hundred thousand names.
    private int copyName(MemorySegment buffer, int from, int limit) {
        int length = Math.min(limit - from, bytes.length);
        MemorySegment.copy(buffer, JAVA_BYTE, from, bytes, 0, length);
        int seen = 0;
        int size = 0;
        while (size < length && bytes[size] != 0) {
            seen |= bytes[size++];
        }
        ascii = seen >= 0;
        return size;
    }

    private boolean isDots(int size) {
        return (size == 1 && bytes[0] == '.') || (size == 2 && bytes[0] == '.' && bytes[1] == '.');
    }

    private Optional<Name> decode(int size) {
        if (ascii) {
            return Name.parse(new String(bytes, 0, size, StandardCharsets.ISO_8859_1));
        }
        try {
            return Name.parse(decoder.decode(ByteBuffer.wrap(bytes, 0, size)).toString());
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }

    /// `d_type` (readdir(3)); some file systems always say `DT_UNKNOWN`.
    private static Optional<FileType> type(byte type) {
        return switch (type) {
            case 0 -> Optional.empty();
            case 4 -> Optional.of(FileType.DIRECTORY);
            case 8 -> Optional.of(FileType.REGULAR);
            case 10 -> Optional.of(FileType.SYMLINK);
            default -> Optional.of(FileType.OTHER);
        };
    }
}
