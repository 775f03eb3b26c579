package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.root.StrictJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/// How the manifest of a store, `.manifest.json`, vouches for itself (`protocols.md` 7: it is valid
/// if it parses and its own hash matches).
///
/// Its last member is `"sha256"`, the SHA-256 of all bytes before the comma that precedes it:
/// `{…,"sha256":"<64 hex digits>"}` and a line feed.
public final class ManifestSeal {

    private static final String BEFORE = ",\"sha256\":\"";
    private static final String AFTER = "\"}\n";
    private static final int SEALED = BEFORE.length() + 64 + AFTER.length();

    private ManifestSeal() {}

    /// Completes a manifest.
    ///
    /// @param open one JSON object with at least one member, without its closing brace
    public static byte[] seal(byte[] open) {
        byte[] end = end(open);
        byte[] sealed = Arrays.copyOf(open, open.length + end.length);
        System.arraycopy(end, 0, sealed, open.length, end.length);
        return sealed;
    }

    /// Whether this is one whole JSON object whose own hash is right.
    public static boolean isValid(byte[] manifest) {
        if (manifest.length <= SEALED || manifest[0] != '{') {
            return false;
        }
        byte[] open = Arrays.copyOf(manifest, manifest.length - SEALED);
        return Arrays.equals(seal(open), manifest)
                && StrictJson.fault(manifest, StrictJson.Members.UNIQUE).isEmpty();
    }

    private static byte[] end(byte[] open) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(open);
            return (BEFORE + HexFormat.of().formatHex(hash) + AFTER)
                    .getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
