package dev.sessionwatchdog.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;

/// A mounted `/proc` (proc(5)). Every read is bounded.
///
/// @param at where it is mounted
record Proc(Path at) {

    /// More processes than this and nothing is said about all of them.
    static final int MOST_PROCESSES = 65_536;

    private static final int FIRST_BUFFER = 4096;
    private static final int MOUNTS_BYTES = 1024 * 1024;

    /// As it is written since Linux 5.8 and before; 0 hides nothing and is not written.
    private static final Pattern HIDES = Pattern.compile("(^|,)hidepid=(?!0|off)");

    static Proc ofThisMachine() {
        return new Proc(Path.of("/proc"));
    }

    ProcEntry process(long pid) {
        return new ProcEntry(at.resolve(Long.toString(pid)));
    }

    ProcEntry self() {
        return new ProcEntry(at.resolve("self"));
    }

    /// The ids of all processes that this `/proc` lists. A process that lives all the while is
    /// among them: the kernel lists by growing id.
    ///
    /// @throws IOException if it cannot be listed, or there are more than [#MOST_PROCESSES]
    long[] processes() throws IOException {
        long[] ids = new long[256];
        int count = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(at)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (!isNumber(name)) {
                    continue;
                }
                if (count == MOST_PROCESSES) {
                    throw new IOException("more than " + MOST_PROCESSES + " processes");
                }
                if (count == ids.length) {
                    ids = Arrays.copyOf(ids, 2 * count);
                }
                ids[count++] = Long.parseLong(name);
            }
        } catch (DirectoryIteratorException failure) {
            throw new IOException("/proc cannot be listed", failure);
        }
        return Arrays.copyOf(ids, count);
    }

    /// Whether it is mounted so that it does not show everybody every process (`hidepid`).
    ///
    /// @throws IOException if the mounts are not told
    boolean hides() throws IOException {
        try {
            String mounts =
                    new String(
                            read(at.resolve("self/mounts"), MOUNTS_BYTES), StandardCharsets.UTF_8);
            return mounts.lines()
                    .map(line -> line.split(" ", -1))
                    .filter(fields -> fields.length > 3 && fields[1].equals(at.toString()))
                    .reduce((below, above) -> above)
                    .filter(fields -> HIDES.matcher(fields[3]).find())
                    .isPresent();
        } catch (NoSuchFileException unmounted) {
            return false;
        }
    }

    private static boolean isNumber(String name) {
        for (int at = 0; at < name.length(); at++) {
            if (name.charAt(at) < '0' || name.charAt(at) > '9') {
                return false;
            }
        }
        return !name.isEmpty() && name.length() < 11;
    }

    /// The first bytes of a file, `limit` at most; its size says nothing in `/proc`.
    static byte[] read(Path file, int limit) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.min(limit, FIRST_BUFFER));
        try (SeekableByteChannel open = Files.newByteChannel(file)) {
            while (open.read(bytes) >= 0) {
                if (bytes.hasRemaining()) {
                    continue;
                }
                if (bytes.capacity() == limit) {
                    break;
                }
                int larger = (int) Math.min(limit, 4L * bytes.capacity());
                bytes = ByteBuffer.allocate(larger).put(bytes.flip());
            }
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }
}
