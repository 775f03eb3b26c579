package dev.sessionwatchdog.store.root;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.List;

/// A regular file held open by a channel, of which the JDK tells nothing but its size; its facts
/// are those of its name, while that stands for it.
final class PlainPinned implements Pinned {

    /// The file key, which no other file gets while this one is open.
    final Object key;

    private final PlainDirectory directory;
    private final Name name;
    private final FileChannel channel;
    private final Facts pinned;

    PlainPinned(
            PlainDirectory directory, Name name, FileChannel channel, Facts pinned, Object key) {
        this.directory = directory;
        this.name = name;
        this.channel = channel;
        this.pinned = pinned;
        this.key = key;
    }

    @Override
    public Name name() {
        return name;
    }

    @Override
    public Facts opened() {
        return pinned;
    }

    /// @throws NoSuchFileException when the name stands for something else or for nothing
    @Override
    public Facts facts() throws IOException {
        requireOpen();
        return directory
                .look(name)
                .filter(pinned::sameFile)
                .orElseThrow(() ->
                        new NoSuchFileException(
                                directory.text(name), null, "not under its name any more"));
    }

    void requireOpen() {
        if (!channel.isOpen()) {
            throw new IllegalStateException(directory.text(name) + ": closed");
        }
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        requireOpen();
        return channel.read(into, position);
    }

    /// Only while its name stands for it; directly after that was looked at.
    @Override
    public void touch(Instant mtime) throws IOException {
        facts();
        directory.paths().touch(new Place(List.of(name)), mtime);
    }

    @Override
    public InUse claim() {
        requireOpen();
        return new InUse.Unknown("no kernel lease without native calls");
    }

    @Override
    public void release() {
        requireOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
