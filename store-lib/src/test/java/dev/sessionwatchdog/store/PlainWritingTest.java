package dev.sessionwatchdog.store;

import dev.sessionwatchdog.store.root.LocalRoot;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class PlainWritingTest extends WritingContract {

    @TempDir private Path top = Path.of("");

    @Override
    StoreWorld newWorld() throws IOException {
        return new DiskStoreWorld(top, LocalRoot.Natives.OFF);
    }
}
