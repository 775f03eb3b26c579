package dev.sessionwatchdog.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A log that nobody keeps, for verbs that only look: not even the forensic log is touched.
record ScratchLog(Path directory, Workplace workplace) implements Closeable {

    static ScratchLog open(Setup setup, String verb) throws IOException {
        Path directory = Files.createTempDirectory("session-watchdog-look-");
        try {
            return new ScratchLog(directory, Workplace.open(setup, directory, "cli", verb));
        } catch (Failure failure) {
            remove(directory);
            throw failure;
        }
    }

    @Override
    public void close() throws IOException {
        workplace.close();
        remove(directory);
    }

    private static void remove(Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(directory)) {
            files = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }
}
