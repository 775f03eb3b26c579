package dev.sessionwatchdog.host;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// `/proc/PID/cmdline`: the arguments, or the title that the program wrote over them, which leaves
/// NULs behind (`facts/upstream.md` a.3).
record CommandLine(List<String> arguments) {

    static final int MOST_BYTES = 16 * 1024;
    private static final int TITLE_LENGTH = 200;

    /// Empty arguments are left out: they cannot be told from what a title left behind.
    static CommandLine parse(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        List<String> arguments = new ArrayList<>();
        for (String argument : text.split("\0", -1)) {
            if (!argument.isBlank()) {
                arguments.add(argument.strip());
            }
        }
        return new CommandLine(List.copyOf(arguments));
    }

    /// One line of at most 200 characters without control characters and without what is redacted;
    /// `otherwise` where there are no arguments, as with a kernel thread.
    String title(String otherwise, Redaction redaction) {
        StringBuilder title = new StringBuilder();
        boolean secret = false;
        for (String argument : arguments) {
            if (title.length() > TITLE_LENGTH) {
                break;
            }
            if (!title.isEmpty()) {
                title.append(' ');
            }
            int equal = argument.indexOf('=');
            boolean isOption = argument.startsWith("-");
            if (secret && !isOption) {
                title.append("***");
            } else if (equal >= 0 && redaction.hidesValueOf(argument)) {
                title.append(argument, 0, equal + 1).append("***");
            } else if (!isOption && redaction.isMatched(argument)) {
                title.append("***");
            } else {
                title.append(argument);
            }
            secret = isOption && equal < 0 && redaction.hidesValueOf(argument);
        }
        String whole = title.isEmpty() ? otherwise : title.toString();
        return oneLine(whole);
    }

    private static String oneLine(String text) {
        int end = Math.min(text.length(), TITLE_LENGTH);
        if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        StringBuilder line = new StringBuilder(end);
        for (int at = 0; at < end; at++) {
            char character = text.charAt(at);
            line.append(
                    Character.isISOControl(character) || isLineBreak(character) ? ' ' : character);
        }
        return line.toString();
    }

    private static boolean isLineBreak(char character) {
        return character == '\u2028' || character == '\u2029';
    }
}
