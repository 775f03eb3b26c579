package dev.sessionwatchdog.store.forensic;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Pinned;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;

/// The segments of a log at one moment: no rotation came between looking at them.
record Snapshot(List<LogFiles.Segment> segments, Optional<Pinned> active) implements Closeable {

    private static final int ATTEMPTS = 100;

    static Snapshot take(Directory directory) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Pinned> active = pinActive(directory);
            boolean kept = false;
            try {
                LogFiles files = LogFiles.list(directory);
                if (isStillActive(directory, active)) {
                    kept = true;
                    return new Snapshot(files.segments(), active);
                }
            } finally {
                if (!kept && active.isPresent()) {
                    active.get().close();
                }
            }
        }
        throw new IOException("the log rotated " + ATTEMPTS + " times while it was opened");
    }

    static Optional<Pinned> pinActive(Directory directory) throws IOException {
        try {
            return Optional.of(directory.pin(LogFiles.ACTIVE));
        } catch (NoSuchFileException nothing) {
            return Optional.empty();
        }
    }

    static boolean isStillActive(Directory directory, Optional<Pinned> active) throws IOException {
        Optional<Facts> named = directory.look(LogFiles.ACTIVE);
        if (active.isEmpty() || named.isEmpty()) {
            return active.isEmpty() && named.isEmpty();
        }
        return named.get().sameFile(active.get().facts());
    }

    @Override
    public void close() throws IOException {
        if (active.isPresent()) {
            active.get().close();
        }
    }
}
