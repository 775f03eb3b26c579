package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.root.Pinned;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// SHA-256, in lower-case hexadecimal digits.
final class Sha256 {

    private static final int CHUNK = 64 * 1024;

    private Sha256() {}

    static MessageDigest fresh() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    static String hex(MessageDigest finished) {
        return HexFormat.of().formatHex(finished.digest());
    }

    static String of(byte[] content) {
        MessageDigest digest = fresh();
        digest.update(content);
        return hex(digest);
    }

    /// Of a whole file, as it is while it is read.
    static String of(Pinned file) throws IOException {
        MessageDigest digest = fresh();
        update(digest, file, Long.MAX_VALUE);
        return hex(digest);
    }

    /// Reads the first bytes of a file.
    static void update(MessageDigest digest, Pinned file, long most) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        long at = 0;
        while (at < most) {
            chunk.clear().limit((int) Math.min(CHUNK, most - at));
            int count = file.read(chunk, at);
            if (count < 0) {
                return;
            }
            digest.update(chunk.flip());
            at += count;
        }
    }
}
