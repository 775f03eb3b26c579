package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.store.forensic.ForensicReader;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/// A forensic log, open for reading.
record OpenLog(Path path, Root root, Directory directory) implements Closeable {

    static OpenLog open(Path path, LocalRoot.Natives natives) throws IOException {
        Root root = LocalRoot.open(path, natives);
        try {
            return new OpenLog(path, root, root.open(Place.TOP));
        } catch (IOException failure) {
            root.close();
            throw failure;
        }
    }

    ForensicReader reader() {
        return new ForensicReader(directory);
    }

    @Override
    public void close() throws IOException {
        try (Root _ = root;
                Directory _ = directory) {}
    }
}
