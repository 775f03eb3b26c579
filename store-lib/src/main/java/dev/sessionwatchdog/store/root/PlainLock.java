package dev.sessionwatchdog.store.root;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A record lock of this process (fcntl(2), `F_SETLK`), which also excludes the locks of open
/// descriptions that the native root takes.
///
/// Such a lock ends when the process closes *any* descriptor of the file, so a file that this JVM
/// has locked is not opened a second time.
final class PlainLock implements KernelLock {

    private static final Set<Object> HELD = ConcurrentHashMap.newKeySet();

    private final PlainDirectory directory;
    private final FileChannel channel;
    private final Name name;
    private final Object key;

    private PlainLock(PlainDirectory directory, FileChannel channel, Name name, Object key) {
        this.directory = directory;
        this.channel = channel;
        this.name = name;
        this.key = key;
    }

    static Optional<KernelLock> take(PlainDirectory directory, PlainOwnFiles files, Name name)
            throws IOException {
        Optional<Object> there = directory.names.key(name);
        if (there.filter(HELD::contains).isPresent()) {
            return Optional.empty();
        }
        FileChannel channel = files.open(name);
        Optional<FileLock> locked = Optional.empty();
        try {
            locked = Optional.ofNullable(channel.tryLock());
            if (locked.isEmpty()) {
                return Optional.empty();
            }
            Object key =
                    directory
                            .names
                            .key(name)
                            .orElseThrow(() -> new NoSuchFileException(directory.text(name)));
            PlainLock lock = new PlainLock(directory.again(), channel, name, key);
            HELD.add(key);
            return Optional.of(lock);
        } catch (OverlappingFileLockException ours) {
            return Optional.empty();
        } finally {
            if (locked.isEmpty()) {
                channel.close();
            }
        }
    }

    @Override
    public boolean stillNamed() throws IOException {
        return directory.names.key(name).filter(key::equals).isPresent();
    }

    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            try (directory) {
                channel.close();
            } finally {
                HELD.remove(key);
            }
        }
    }
}
