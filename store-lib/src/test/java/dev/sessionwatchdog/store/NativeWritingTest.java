package dev.sessionwatchdog.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeWritingTest extends WritingContract {

    @TempDir private Path top = Path.of("");

    @Override
    StoreWorld newWorld() throws IOException {
        return new DiskStoreWorld(top, LocalRoot.Natives.AUTO);
    }

    @Test
    void writers_of_one_session_lose_no_update_of_each_other() throws Exception {
        int each = 25;
        try (SessionStore first = create(world().root());
                Root otherRoot = world().otherRoot();
                SessionStore second = create(otherRoot);
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            first.put(MAIN, Entry.of("0"));
            List<Future<Integer>> counts = new ArrayList<>();
            for (SessionStore store : List.of(first, second)) {
                counts.add(threads.submit(() -> counted(store, each)));
            }
            int written = 0;
            for (Future<Integer> count : counts) {
                written += count.get();
            }
            assertThat(written).isEqualTo(2 * each);
            assertThat(first.read(MAIN)).contains(Entry.of("" + written));
        }
    }

    private SessionStore create(Root root) throws IOException {
        return SessionStore.create(root, SESSIONS, SMALL, world().leases(Duration.ofSeconds(60)));
    }

    private static int counted(SessionStore store, int times) throws Exception {
        int written = 0;
        for (int i = 0; i < times; i++) {
            Update update =
                    store.update(
                            MAIN,
                            entry ->
                                    entry.map(it ->
                                            Entry.of("" + (Integer.parseInt(it.text()) + 1))));
            written += update instanceof Update.Written ? 1 : 0;
        }
        return written;
    }
}
