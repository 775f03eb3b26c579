package dev.sessionwatchdog.store;

import dev.sessionwatchdog.store.lease.LapsePolicy;
import dev.sessionwatchdog.store.lease.LeaseSettings;
import dev.sessionwatchdog.store.lease.LeaseTerms;
import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.time.SystemTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

record DiskStoreWorld(Path top, LocalRoot.Natives natives, Root root) implements StoreWorld {

    DiskStoreWorld(Path top, LocalRoot.Natives natives) throws IOException {
        this(top, natives, LocalRoot.open(top, natives));
    }

    @Override
    public Root otherRoot() throws IOException {
        return LocalRoot.open(top, natives);
    }

    @Override
    public LeaseSource leases(Duration patience) {
        LeaseSettings settings =
                new LeaseSettings(LeaseTerms.DEFAULT, LapsePolicy.DEFAULT, patience);
        return LeaseSource.of(new SystemTime(), settings, _ -> "event");
    }

    @Override
    public void mkdir(String path) throws IOException {
        Files.createDirectories(top.resolve(path));
    }

    @Override
    public void file(String path, byte[] content) throws IOException {
        Files.write(top.resolve(path), content);
    }

    @Override
    public void symlink(String path, String target) throws IOException {
        Files.createSymbolicLink(top.resolve(path), Path.of(target));
    }

    @Override
    public void hardLink(String existing, String path) throws IOException {
        Files.createLink(top.resolve(path), top.resolve(existing));
    }

    @Override
    public void remove(String path) throws IOException {
        try (Stream<Path> all = Files.walk(top.resolve(path))) {
            List<Path> inwards = all.sorted(Comparator.reverseOrder()).toList();
            for (Path each : inwards) {
                Files.delete(each);
            }
        }
    }

    @Override
    public boolean exists(String path) {
        return Files.exists(top.resolve(path), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public byte[] bytes(String path) throws IOException {
        return Files.readAllBytes(top.resolve(path));
    }

    @Override
    public int mode(String path) throws IOException {
        Object mode = Files.getAttribute(top.resolve(path), "unix:mode", LinkOption.NOFOLLOW_LINKS);
        return (int) mode & 07777;
    }

    @Override
    public void close() throws IOException {
        root.close();
    }
}
