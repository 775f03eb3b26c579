package dev.sessionwatchdog.host;

import dev.sessionwatchdog.host.ImagePages.Range;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the kernel says of each page of a process's memory: `/proc/PID/pagemap`, eight bytes a page
/// in the machine's order (`Documentation/admin-guide/mm/pagemap.rst`). Asked instead of `smaps`,
/// which has to be read as text.
///
/// Not safe for use by several threads.
final class PageMap implements Closeable {

    private static final int ENTRY = Long.BYTES;

    /// What is read at once.
    private static final int BYTES = 8192;

    /// The byte of an entry that its bits 56 to 63 stand in.
    private static final int FLAGS = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 7 : 0;

    /// Bit 63: the page is in memory.
    private static final int PRESENT = 0x80;

    /// Bit 62: it was moved out of it, or is on its way.
    private static final int SWAPPED = 0x40;

    /// Bit 61: it is a file's, or of memory that is shared (since Linux 3.5; never set before).
    private static final int OF_A_FILE = 0x20;

    private final SeekableByteChannel file;
    private final int pageBytes;
    private final ByteBuffer entries = ByteBuffer.allocate(BYTES);

    private PageMap(SeekableByteChannel file, int pageBytes) {
        this.file = file;
        this.pageBytes = pageBytes;
    }

    /// @param pageBytes how large a page is here
    static PageMap open(Path file, int pageBytes) throws IOException {
        return new PageMap(Files.newByteChannel(file), pageBytes);
    }

    /// Whether no page of a range that a file is mapped to is the process's own: each is in memory
    /// as a page of a file, or is nowhere but in the file. Of a range that is not told to its end
    /// it is not known.
    ///
    /// @param range of whole pages
    boolean holdsOnlyItsFile(Range range) throws IOException {
        file.position(range.start() / pageBytes * ENTRY);
        long left = range.bytes() / pageBytes * ENTRY;
        while (left > 0) {
            entries.clear().limit((int) Math.min(left, BYTES));
            int read = file.read(entries);
            if (read < ENTRY || read % ENTRY != 0 || !onlyOfAFile(entries.array(), read)) {
                return false;
            }
            left -= read;
        }
        return true;
    }

    private static boolean onlyOfAFile(byte[] entries, int length) {
        for (int at = FLAGS; at < length; at += ENTRY) {
            int flags = entries[at] & (PRESENT | SWAPPED | OF_A_FILE);
            if (flags == PRESENT || (flags & SWAPPED) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
