package dev.sessionwatchdog.bench;

import java.util.ArrayList;
import java.util.List;

/// One measurement's part of the page: what is asked, then paragraphs, tables and plots in their
/// order.
final class Section {

    private final String title;
    private final StringBuilder text = new StringBuilder();
    private final List<Plot> plots = new ArrayList<>();

    /// @param asked what the numbers below are to show
    Section(String title, String asked) {
        this.title = title;
        say(asked);
    }

    Section say(String paragraph) {
        text.append(paragraph.strip()).append("\n\n");
        return this;
    }

    Section add(Table table) {
        text.append(table.markdown()).append('\n');
        return this;
    }

    Section add(Plot plot) {
        plots.add(plot);
        text.append("![")
                .append(plot.title())
                .append("](benchmarks/")
                .append(plot.file())
                .append(".svg)\n\n");
        return this;
    }

    String markdown() {
        return "## " + title + "\n\n" + text;
    }

    List<Plot> plots() {
        return List.copyOf(plots);
    }
}
