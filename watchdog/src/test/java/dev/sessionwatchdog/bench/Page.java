package dev.sessionwatchdog.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The page of one run, and its plots in a directory beside it.
final class Page {

    private final StringBuilder text = new StringBuilder();
    private final List<Plot> plots = new ArrayList<>();

    Page(String opening) {
        text.append(opening.strip()).append("\n\n");
    }

    Page add(Table table) {
        text.append(table.markdown()).append('\n');
        return this;
    }

    Page add(Section section) {
        text.append(section.markdown());
        plots.addAll(section.plots());
        return this;
    }

    Page say(String paragraph) {
        text.append(paragraph.strip()).append("\n\n");
        return this;
    }

    /// @param directory gets `benchmarks.md` and `benchmarks/*.svg`
    /// @return the page
    Path write(Path directory, Drawing drawing) throws IOException {
        Path pictures = directory.resolve("benchmarks");
        Scratch.removeAll(pictures);
        Files.createDirectories(pictures);
        for (Plot plot : plots) {
            Files.writeString(pictures.resolve(plot.file() + ".svg"), drawing.svg(plot));
        }
        return Files.writeString(
                directory.resolve("benchmarks.md"), text.toString().stripTrailing() + "\n");
    }
}
