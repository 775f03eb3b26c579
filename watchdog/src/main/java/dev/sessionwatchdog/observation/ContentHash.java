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
            return new ContentHash(whole(file), "full");
        }
        MessageDigest digest = newDigest();
        update(digest, file, 0, PART);
        update(digest, file, size - PART, size);
        return new ContentHash(HexFormat.of().formatHex(digest.digest()), "head+tail");
    }

    static String whole(Pinned file) throws IOException {
        MessageDigest digest = newDigest();
        update(digest, file, 0, Long.MAX_VALUE);
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void update(MessageDigest digest, Pinned file, long from, long to)
            throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(PART);
        long position = from;
        while (position < to) {
            buffer.clear().limit((int) Math.min(PART, to - position));
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
