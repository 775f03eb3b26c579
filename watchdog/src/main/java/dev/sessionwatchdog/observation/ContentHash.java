package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.store.root.Pinned;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The SHA-256 of a file, whole or, for a large one, of its head and tail.
///
/// @param scope what was hashed: `full`, or `head+tail` for the first and the last 64 KiB
public record ContentHash(String sha256, String scope) {

    private static final int PART = 64 * 1024;

    /// Hashes the file, reading all of it only up to `maxBytes`.
    public static ContentHash of(Pinned file, long size, long maxBytes) throws IOException {
        if (size <= maxBytes || size <= 2L * PART) {
            // A large buffer for each of a hundred thousand small files would cost more than
            // reading.
            return new ContentHash(whole(file, (int) Math.min(PART, size + 1)), "full");
        }
        MessageDigest digest = newDigest();
        ByteBuffer buffer = ByteBuffer.allocate(PART);
        update(digest, file, buffer, 0, PART);
        update(digest, file, buffer, size - PART, size);
        return new ContentHash(HexFormat.of().formatHex(digest.digest()), "head+tail");
    }

    static String whole(Pinned file) throws IOException {
        return whole(file, PART);
    }

    private static String whole(Pinned file, int part) throws IOException {
        MessageDigest digest = newDigest();
        update(digest, file, ByteBuffer.allocate(part), 0, Long.MAX_VALUE);
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void update(
            MessageDigest digest, Pinned file, ByteBuffer buffer, long from, long to)
            throws IOException {
        long position = from;
        while (position < to) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), to - position));
            int count = file.read(buffer, position);
            if (count <= 0) {
                return;
            }
            digest.update(buffer.flip());
            position += count;
        }
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
