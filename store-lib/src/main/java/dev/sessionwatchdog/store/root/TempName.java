package dev.sessionwatchdog.store.root;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/// Names of our own temporary files: `.<name>.<16 hex digits>.new`, the name cut where it would be
/// too long.
final class TempName {

    private static final String END = ".new";
    private static final int ADDED = 1 + 1 + 16 + END.length();

    private TempName() {}

    /// A new one for the file of this name.
    static Name beside(Name name) {
        String random = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        return new Name(start(name) + random + END);
    }

    /// Whether it is one for the file of this name.
    static boolean isBeside(Name name, Name candidate) {
        String value = candidate.value();
        String start = start(name);
        return value.length() == start.length() + 16 + END.length()
                && value.startsWith(start)
                && value.endsWith(END)
                && value.substring(start.length(), start.length() + 16)
                        .chars()
                        .allMatch(HexFormat::isHexDigit);
    }

    private static String start(Name name) {
        String start = name.value();
        while (start.getBytes(StandardCharsets.UTF_8).length > Name.MAX_BYTES - ADDED) {
            start = start.substring(0, start.offsetByCodePoints(start.length(), -1));
        }
        return "." + start + ".";
    }
}
