package dev.sessionwatchdog.store.forensic;

/// Text from outside, made safe to show on one line: control characters, line separators,
/// characters that reorder or hide text (bidi controls, zero-width ones) and broken surrogates
/// become an escape (backslash and n, t, or u with the code point in braces); a backslash becomes
/// two, so that it can be read back.
public final class Printable {

    private Printable() {}

    public static String of(String text) {
        StringBuilder shown = null;
        for (int at = 0; at < text.length(); ) {
            int c = text.codePointAt(at);
            int next = at + Character.charCount(c);
            if (shown == null && !isPlain(c)) {
                shown = new StringBuilder(text.length() + 16).append(text, 0, at);
            }
            if (shown != null) {
                append(shown, c);
            }
            at = next;
        }
        return shown == null ? text : shown.toString();
    }

    private static boolean isPlain(int c) {
        return (c >= 0x20 && c < 0x7f && c != '\\') || (c >= 0xa0 && !isTreacherous(c));
    }

    private static boolean isTreacherous(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            default -> false;
        };
    }

    private static void append(StringBuilder shown, int c) {
        if (isPlain(c)) {
            shown.appendCodePoint(c);
            return;
        }
        switch (c) {
            case '\\' -> shown.append("\\\\");
            case '\n' -> shown.append("\\n");
            case '\r' -> shown.append("\\r");
            case '\t' -> shown.append("\\t");
            default -> shown.append('\\').append("u{").append(Integer.toHexString(c)).append('}');
        }
    }
}
