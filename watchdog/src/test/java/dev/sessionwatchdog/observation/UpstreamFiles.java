package dev.sessionwatchdog.observation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The files that real gateways made, `src/test/resources/upstream/MANIFEST.md`.
final class UpstreamFiles {

    private static final Path TREE = Path.of("src", "test", "resources", "upstream");

    private UpstreamFiles() {}

    /// The paths, from the tree down, that end so.
    static List<String> endingWith(String suffix) {
        try (Stream<Path> all = Files.walk(TREE)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> TREE.relativize(file).toString())
                    .filter(path -> path.endsWith(suffix))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static byte[] read(String path) {
        try {
            return Files.readAllBytes(TREE.resolve(path));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
