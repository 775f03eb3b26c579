package dev.sessionwatchdog.store.bench;

import dev.sessionwatchdog.store.Entry;
import dev.sessionwatchdog.store.Gigantic;
import dev.sessionwatchdog.store.LeaseSource;
import dev.sessionwatchdog.store.OpenedStore;
import dev.sessionwatchdog.store.SessionStore;
import dev.sessionwatchdog.store.SingleFileStore;
import dev.sessionwatchdog.store.StoreSettings;
import dev.sessionwatchdog.store.Update;
import dev.sessionwatchdog.store.bench.StoreCost.Ratio;
import dev.sessionwatchdog.store.key.SessionKey;
import dev.sessionwatchdog.store.lease.LeaseSettings;
import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.time.SystemTime;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// One session of 650 in 80 MB: read and changed, each way durably.
///
/// The single file is rewritten without being parsed, from pages in memory: less than any program
/// that has it as JSON can do with. Reading from it is this library's own stream.
final class SessionCost {

    private static final int FEW = 7;
    private static final int MANY = 50;

    private SessionCost() {}

    private interface Work {
        void run(int round) throws Exception;
    }

    static List<Ratio> measure(Path directory) throws Exception {
        Path many = Files.createDirectories(directory.resolve("many"));
        Path one = Files.createDirectories(directory.resolve("one"));
        Gigantic.writeDirectory(many);
        Gigantic.writeSingleFile(one);
        try (Root manyRoot = LocalRoot.open(many, LocalRoot.Natives.AUTO);
                Root oneRoot = LocalRoot.open(one, LocalRoot.Natives.AUTO);
                SessionStore store = directory(manyRoot);
                SingleFileStore single = singleFile(oneRoot)) {
            double update = median(MANY, round -> change(store, round));
            double rewrite = median(FEW, round -> rewrite(one.resolve("sessions.json")));
            double read = median(MANY, round -> requireThere(store.read(key(round))));
            double scan = median(FEW, round -> requireThere(single.read(key(round))));
            return List.of(
                    new Ratio("update of one session, durable", "ms", update, rewrite),
                    new Ratio("read of one session", "ms", read, scan));
        }
    }

    private static SessionStore directory(Root root) throws IOException {
        LeaseSource leases = LeaseSource.of(new SystemTime(), LeaseSettings.DEFAULT, _ -> "event");
        return SessionStore.create(root, Place.TOP, StoreSettings.DEFAULT, leases);
    }

    private static SingleFileStore singleFile(Root root) throws IOException {
        OpenedStore opened =
                SessionStore.open(root, Place.TOP, StoreSettings.DEFAULT, LeaseSource.none());
        return ((OpenedStore.InSingleFile) opened).store();
    }

    private static SessionKey key(int round) {
        return new SessionKey(Gigantic.key(300 + round));
    }

    private static void requireThere(Optional<Entry> entry) {
        if (entry.isEmpty()) {
            throw new IllegalStateException("a session is not there");
        }
    }

    private static void change(SessionStore store, int round) throws Exception {
        Update update =
                store.update(
                        key(round),
                        entry -> entry.map(it -> Entry.of(it.text().replace("1.7e12", "1.8e12"))));
        if (!(update instanceof Update.Written)) {
            throw new IllegalStateException(update.toString());
        }
    }

    private static void rewrite(Path file) throws IOException {
        Path temp = file.resolveSibling("temp");
        Files.write(temp, Files.readAllBytes(file));
        try (FileChannel written = FileChannel.open(temp, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel parent = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            parent.force(true);
        }
    }

    /// Milliseconds, after a round that does not count.
    private static double median(int rounds, Work work) throws Exception {
        work.run(rounds);
        double[] all = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            long begun = System.nanoTime();
            work.run(round);
            all[round] = (System.nanoTime() - begun) / 1e6;
        }
        Arrays.sort(all);
        return all[rounds / 2];
    }
}
