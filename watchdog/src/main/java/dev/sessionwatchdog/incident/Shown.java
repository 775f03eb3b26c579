package dev.sessionwatchdog.incident;

import dev.sessionwatchdog.store.forensic.Printable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Texts of the log as they are shown: the writer escaped them, so only what would still act on a
/// terminal or a page is escaped here, and a backslash stays as it is.
public final class Shown {

    private static final Pattern BACKSLASH = Pattern.compile("\\", Pattern.LITERAL);

    private Shown() {}

    public static String of(String text) {
        return BACKSLASH.splitAsStream(text).map(Printable::of).collect(Collectors.joining("\\"));
    }
}
