package dev.sessionwatchdog.bench;

import java.util.ArrayList;
import java.util.List;

/// Rows of text under a header, as Markdown.
public final class Table {

    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... header) {
        this.header = List.of(header);
    }

    Table row(String... cells) {
        if (cells.length != header.size()) {
            throw new IllegalArgumentException(List.of(cells) + " below " + header);
        }
        rows.add(List.of(cells));
        return this;
    }

    public String markdown() {
        StringBuilder text = new StringBuilder(line(header));
        text.append("|---").append("|---:".repeat(header.size() - 1)).append("|\n");
        rows.forEach(row -> text.append(line(row)));
        return text.toString();
    }

    private static String line(List<String> cells) {
        return "| "
                + String.join(" | ", cells.stream().map(cell -> cell.replace("|", "\\|")).toList())
                + " |\n";
    }
}
