package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.PinnedStream;
import dev.sessionwatchdog.store.root.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

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
        byte[] end = end(Sha256.of(open));
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

    /// The same of a file, whatever its size, without holding it in memory.
    ///
    /// @throws IOException if it cannot be read
    public static boolean isValid(Pinned manifest) throws IOException {
        long size = manifest.facts().size();
        if (size <= SEALED) {
            return false;
        }
        MessageDigest digest = Sha256.fresh();
        Sha256.update(digest, manifest, size - SEALED);
        byte[] end = new byte[SEALED];
        ByteBuffer into = ByteBuffer.wrap(end);
        while (into.hasRemaining()) {
            if (manifest.read(into, size - SEALED + into.position()) < 0) {
                return false;
            }
        }
        return Arrays.equals(end, end(Sha256.hex(digest))) && isOneObject(manifest, size);
    }

    private static boolean isOneObject(Pinned manifest, long size) throws IOException {
        InputStream text = new PinnedStream(manifest, size);
        try (JsonParser json = StrictJson.parser(text, StrictJson.Members.UNIQUE)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            json.skipChildren();
            return json.nextToken() == null;
        } catch (JacksonException broken) {
            StrictJson.fault(broken);
            return false;
        }
    }

    /// What completes a manifest whose bytes so far have this hash.
    static byte[] end(String sha256) {
        return (BEFORE + sha256 + AFTER).getBytes(StandardCharsets.US_ASCII);
    }
}
