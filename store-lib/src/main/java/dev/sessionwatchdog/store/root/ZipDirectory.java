package dev.sessionwatchdog.store.root;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// What the central directory of a zip archive says is in it, in its order.
///
/// Source: APPNOTE.TXT 6.3.10, sections 4.3.12 and 4.3.16. Only there stands of what kind an entry
/// is. Archives in several parts, of the format's 64-bit form, or with something before the first
/// entry are refused; nothing that is made for us needs them.
final class ZipDirectory {

    private static final int END = 22;
    private static final int MOST_COMMENT = 0xffff;
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int ENTRY = 46;
    private static final int ENTRY_SIGNATURE = 0x02014b50;
    private static final int UNIX = 3;
    private static final int KIND = 0170000;
    private static final int REGULAR = 0100000;
    private static final int DIRECTORY = 0040000;
    private static final int ENCRYPTED = 1;

    private final Pinned file;
    private final long size;
    private final ArchiveLimits limits;

    ZipDirectory(Pinned file, long size, ArchiveLimits limits) {
        this.file = file;
        this.size = size;
        this.limits = limits;
    }

    /// The names in it; a directory's ends with a slash.
    ///
    /// @return for each name whether it is a directory
    Map<String, Boolean> read() throws IOException {
        long end = end();
        ByteBuffer record = bytes(end, END);
        int count = Short.toUnsignedInt(record.getShort(10));
        long length = Integer.toUnsignedLong(record.getInt(12));
        long start = Integer.toUnsignedLong(record.getInt(16));
        boolean whole =
                record.getShort(4) == 0
                        && record.getShort(6) == 0
                        && record.getShort(8) == record.getShort(10)
                        && start + length == end;
        require(whole, "its directory is not a plain one");
        require(count <= limits.entries(), "more than " + limits.entries() + " entries");
        Map<String, Boolean> names = new LinkedHashMap<>();
        long at = start;
        for (int i = 0; i < count; i++) {
            ByteBuffer entry = bytes(at, ENTRY);
            require(entry.getInt(0) == ENTRY_SIGNATURE, "its directory is broken");
            int nameLength = Short.toUnsignedInt(entry.getShort(28));
            int extra = Short.toUnsignedInt(entry.getShort(30));
            int comment = Short.toUnsignedInt(entry.getShort(32));
            String name = name(bytes(at + ENTRY, nameLength));
            require((entry.getShort(8) & ENCRYPTED) == 0, "an entry is encrypted");
            boolean directory = isDirectory(entry, name);
            require(names.put(name, directory) == null, "a name is there twice");
            at += ENTRY + nameLength + extra + comment;
        }
        require(at == end, "its directory is broken");
        return names;
    }

    private static boolean isDirectory(ByteBuffer entry, String name)
            throws ArchiveRefusedException {
        boolean slash = name.endsWith("/");
        int kind = entry.get(5) == UNIX ? (entry.getInt(38) >>> 16) & KIND : 0;
        boolean right = kind == 0 || kind == (slash ? DIRECTORY : REGULAR);
        require(right, "an entry is a link or no file");
        return slash;
    }

    /// Where the end record begins: at the last place from which its comment reaches just to the
    /// end of the file.
    private long end() throws IOException {
        int most = (int) Math.min(size, END + MOST_COMMENT);
        ByteBuffer tail = bytes(size - most, most);
        for (int at = most - END; at >= 0; at--) {
            if (tail.getInt(at) == END_SIGNATURE
                    && at + END + Short.toUnsignedInt(tail.getShort(at + 20)) == most) {
                return size - most + at;
            }
        }
        throw new ArchiveRefusedException("not a zip archive");
    }

    private ByteBuffer bytes(long from, int count) throws IOException {
        require(from >= 0 && from + count <= size, "its directory is broken");
        ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, from + bytes.position()) < 0) {
                throw new EOFException("the archive became shorter while it was read");
            }
        }
        return bytes.flip();
    }

    private static String name(ByteBuffer bytes) throws ArchiveRefusedException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException notUtf8) {
            throw new ArchiveRefusedException("a name is not UTF-8", notUtf8);
        }
    }

    private static void require(boolean right, String otherwise) throws ArchiveRefusedException {
        if (!right) {
            throw new ArchiveRefusedException(otherwise);
        }
    }
}
