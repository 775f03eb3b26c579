package dev.sessionwatchdog.config;

import dev.sessionwatchdog.store.forensic.Printable;

/// A source line with a caret under one column, as a terminal shows it: escaped, cut around the
/// column when it is long, wide characters counted as two cells and combining ones as none.
final class Excerpt {

    private static final String INDENT = "  ";
    private static final int BEFORE = 60;
    private static final int AFTER = 30;
    private static final String CUT = "…";

    private Excerpt() {}

    /// @param column counted in code points from 1; one past the end is where something is missing
    static String of(String line, int column) {
        int[] points = line.codePoints().toArray();
        int at = Math.clamp(column - 1L, 0, points.length);
        int from = Math.max(0, at - BEFORE);
        int to = Math.min(points.length, at + AFTER);
        String before = (from > 0 ? CUT : "") + shown(points, from, at);
        String after = shown(points, at, to) + (to < points.length ? CUT : "");
        return INDENT + before + after + "\n" + INDENT + " ".repeat(cells(before)) + "^";
    }

    private static String shown(int[] points, int from, int to) {
        return Printable.of(new String(points, from, to - from));
    }

    private static int cells(String text) {
        return text.codePoints().map(Excerpt::cells).sum();
    }

    private static int cells(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        boolean halfwidth = c >= 0xff61 && c <= 0xffdc;
        return !halfwidth && isWide(c) ? 2 : 1;
    }

    private static boolean isWide(int c) {
        if (Character.isIdeographic(c) || Character.isEmojiPresentation(c)) {
            return true;
        }
        boolean fullwidth = (c >= 0xff01 && c <= 0xff60) || (c >= 0x3000 && c <= 0x303e);
        return fullwidth
                || switch (Character.UnicodeScript.of(c)) {
                    case HIRAGANA, KATAKANA, HANGUL, BOPOMOFO -> true;
                    default -> false;
                };
    }
}
