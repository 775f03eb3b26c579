package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.store.root.Pinned;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/// Reads a lock whole, as far as [LockPayload#MAX_BYTES].
final class LockFile {

    private LockFile() {}

    static LockReading.Read read(Pinned file) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(LockPayload.MAX_BYTES + 1);
        int count;
        do {
            count = file.read(buffer, buffer.position());
        } while (count > 0 && buffer.hasRemaining());
        byte[] raw = Arrays.copyOf(buffer.array(), buffer.position());
        return new LockReading.Read(
                LockPayload.parse(raw), sha256(raw), new String(raw, StandardCharsets.UTF_8));
    }

    private static String sha256(byte[] raw) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(raw));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
