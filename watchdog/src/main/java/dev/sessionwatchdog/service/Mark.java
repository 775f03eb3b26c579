package dev.sessionwatchdog.service;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The last line of a file that we installed: the hash of all lines above it, by which a file that
/// a person changed is told from one that an earlier version wrote.
final class Mark {

    private static final String WORDS = "written by session-watchdog service install, sha256 ";
    private static final Pattern LINE =
            Pattern.compile("(?:# |<!-- )" + WORDS + "([0-9a-f]{64})(?: -->)?\\n?\\z");

    private static final Pattern ANYWHERE =
            Pattern.compile("(?m)^(?:# |<!-- )" + WORDS + "[0-9a-f]{64}(?: -->)?(?:\\n|\\z)");

    private Mark() {}

    /// The text with its mark, as a comment of the file's own kind.
    static String on(String text) {
        String line = WORDS + hash(text);
        return text + (text.startsWith("<?xml") ? "<!-- " + line + " -->\n" : "# " + line + "\n");
    }

    /// Without its mark, wherever that stands by now.
    static String off(String marked) {
        return ANYWHERE.matcher(marked).replaceAll("");
    }

    /// Whether we wrote this, and nobody changed it since.
    static boolean intact(String marked) {
        Matcher line = LINE.matcher(marked);
        return line.find() && line.group(1).equals(hash(marked.substring(0, line.start())));
    }

    private static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException promisedByEveryJdk) {
            throw new IllegalStateException(promisedByEveryJdk);
        }
    }
}
