package dev.sessionwatchdog;

import dev.sessionwatchdog.sim.DirectoryReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A stand-in for a gateway that reads directory stores, on a real disk: it knows the layout and
/// nothing of the library.
public record DirectoryGateway(Path sessions) {

    /// The members of an index as gateways write it, two spaces deep, each value in its own bytes.
    public static SortedMap<String, String> entriesOf(String index) {
        SortedMap<String, String> entries = new TreeMap<>();
        Matcher member =
                Pattern.compile("(?ms)^  \"([^\"]+)\": (\\{.*?^  \\})(?=,?$)").matcher(index);
        while (member.find()) {
            entries.put(member.group(1), member.group(2));
        }
        return entries;
    }

    /// Every session's entry, by its key as the layout tells it.
    public SortedMap<String, String> read() throws IOException {
        Path store = sessions.resolve("sessions.d");
        return new DirectoryReader(
                        new DirectoryReader.Files() {
                            @Override
                            public List<String> names() throws IOException {
                                try (Stream<Path> files = Files.list(store)) {
                                    return files.filter(Files::isRegularFile)
                                            .map(file -> file.getFileName().toString())
                                            .toList();
                                }
                            }

                            @Override
                            public byte[] read(String path) throws IOException {
                                return Files.readAllBytes(store.resolve(path));
                            }
                        })
                .sessions();
    }
}
