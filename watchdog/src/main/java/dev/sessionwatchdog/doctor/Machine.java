package dev.sessionwatchdog.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The tables of a machine: what the kernel shows below `/proc` and `/sys`, and what is installed
/// below `/etc` and `/usr`. Every read is bounded, and nothing is written.
///
/// @param top `/`, or where a made-up machine lies
public record Machine(Path top) {

    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_ENTRIES = 4096;

    /// The one that we run on.
    public static Machine ours() {
        return new Machine(Path.of("/"));
    }

    /// What came of reading something.
    sealed interface Seen {
        record Text(String text) implements Seen {}

        record Absent() implements Seen {}

        record Hidden(String why) implements Seen {}
    }

    /// @param path absolute, as on the machine
    Path at(String path) {
        return top.resolve(path.substring(1));
    }

    /// The beginning of a file, 1 MiB at most.
    Seen read(String path) {
        return read(at(path));
    }

    static Seen read(Path file) {
        try (var in = Files.newInputStream(file)) {
            return new Seen.Text(new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
        } catch (NoSuchFileException | NotDirectoryException absent) {
            return new Seen.Absent();
        } catch (IOException hidden) {
            return new Seen.Hidden(hidden.getClass().getSimpleName());
        }
    }

    /// The text of a file that can be read.
    Optional<String> text(String path) {
        return read(path) instanceof Seen.Text(String text) ? Optional.of(text) : Optional.empty();
    }

    /// A file with one number in it.
    OptionalLong number(String path) {
        try {
            return text(path)
                    .map(text -> OptionalLong.of(Long.parseLong(text.strip())))
                    .orElse(OptionalLong.empty());
        } catch (NumberFormatException noNumber) {
            return OptionalLong.empty();
        }
    }

    /// Where a symbolic link leads; empty where there is none, or it is hidden.
    Optional<String> link(String path) {
        try {
            return Optional.of(Files.readSymbolicLink(at(path)).toString());
        } catch (IOException | UnsupportedOperationException none) {
            return Optional.empty();
        }
    }

    /// What is in a directory, by name; empty where there is none or it is hidden.
    List<Path> list(String directory) {
        return list(at(directory));
    }

    static List<Path> list(Path directory) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (found.size() == MOST_ENTRIES) {
                    break;
                }
                found.add(entry);
            }
        } catch (IOException | DirectoryIteratorException hidden) {
            return List.of();
        }
        found.sort(null);
        return found;
    }
}
