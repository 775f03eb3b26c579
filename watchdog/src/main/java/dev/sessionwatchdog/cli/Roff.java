package dev.sessionwatchdog.cli;

import java.util.List;
import java.util.Locale;

/// A manual page being written, in the macros of man(7) that groff and mandoc both know.
///
/// Every text is escaped, so that a hyphen can be searched for and copied, and nothing in it is
/// taken for a request.
final class Roff {

    private final StringBuilder text = new StringBuilder();

    /// @param date as in 2026-01-01
    Roff(String name, int section, String date, String source) {
        request("TH", name.toUpperCase(Locale.ROOT), Integer.toString(section));
        // Dates are parsed, and are written with plain hyphens.
        text.setLength(text.length() - 1);
        text.append(" \"").append(date).append("\" \"").append(escaped(source)).append("\"\n");
    }

    Roff section(String title) {
        return request("SH", title);
    }

    Roff part(String title) {
        return request("SS", title);
    }

    Roff paragraph(String words) {
        text.append(".PP\n");
        return line(words);
    }

    /// A term and what it means.
    Roff item(String term, String meaning) {
        text.append(".TP\n");
        request("B", term);
        return meaning.isEmpty() ? this : line(meaning);
    }

    /// Another page and what it is about.
    Roff page(String name, int section, String meaning) {
        text.append(".TP\n");
        request("BR", name, "(" + section + ")");
        return line(meaning);
    }

    /// What is typed, and what may follow; each on a line of its own.
    Roff synopsis(String command, String rest) {
        if (!text.toString().endsWith("\n.SH \"SYNOPSIS\"\n")) {
            text.append(".br\n");
        }
        request("B", command);
        return rest.isEmpty() ? this : line(rest);
    }

    /// Lines as they are.
    Roff verbatim(List<String> lines) {
        text.append(".PP\n.nf\n");
        lines.forEach(this::line);
        text.append(".fi\n");
        return this;
    }

    Roff line(String words) {
        String safe = escaped(words);
        text.append(safe.startsWith(".") || safe.startsWith("\\(aq") ? "\\&" : "")
                .append(safe)
                .append('\n');
        return this;
    }

    private Roff request(String name, String... arguments) {
        text.append('.').append(name);
        for (String argument : arguments) {
            text.append(" \"").append(escaped(argument)).append('"');
        }
        text.append('\n');
        return this;
    }

    private static String escaped(String words) {
        StringBuilder safe = new StringBuilder();
        words.codePoints()
                .forEach(each ->
                        safe.append(
                                switch (each) {
                                    case '\\' -> "\\(rs";
                                    case '-' -> "\\-";
                                    case '\'' -> "\\(aq";
                                    case '"' -> "\\(dq";
                                    case '`' -> "\\(ga";
                                    case '^' -> "\\(ha";
                                    case '~' -> "\\(ti";
                                    default ->
                                            each < 0x80
                                                    ? Character.toString(each)
                                                    : "\\[u%04X]".formatted(each);
                                }));
        return safe.toString();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
