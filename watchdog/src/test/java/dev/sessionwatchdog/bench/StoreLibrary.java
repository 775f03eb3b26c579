package dev.sessionwatchdog.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What the store library costs beside other ways, as its own benchmark of the same run has written
/// it down.
///
/// @param ratios lines of `what TAB unit TAB ours TAB theirs`
record StoreLibrary(Path ratios) implements Measurement {

    @Override
    public String name() {
        return "store";
    }

    @Override
    public Section measure(Setting setting) throws IOException {
        Section section =
                new Section(
                        "The store library",
                        "Asked: told beside the others; nothing is demanded here.");
        if (!Files.exists(ratios)) {
            return section.say(
                    "Not measured in this run; it is with `mvn -Pbench verify` from the top.");
        }
        Table table = new Table("", "here", "the other way", "times");
        List<String> lines = Files.readAllLines(ratios);
        for (String line : lines) {
            String[] cells = line.split("\t", -1);
            double ours = Double.parseDouble(cells[2]);
            double theirs = Double.parseDouble(cells[3]);
            table.row(
                    cells[0],
                    Figures.of(ours, cells[1]),
                    Figures.of(theirs, cells[1]),
                    Figures.of(theirs / ours, ""));
        }
        return section.say(
                        """
                        One session of a directory store beside a single file, a migration beside plain copies, and
                        one beat of a held lease beside one of proper-lockfile 4.1.2 from npm.
                        """)
                .add(table);
    }
}
