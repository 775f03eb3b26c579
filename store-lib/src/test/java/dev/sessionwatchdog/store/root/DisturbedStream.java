package dev.sessionwatchdog.store.root;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.util.Iterator;
import java.util.Set;

/// The JDK's directory by descriptor, in which somebody acts directly before each move.
final class DisturbedStream implements SecureDirectoryStream<Path> {

    private final SecureDirectoryStream<Path> real;
    private final BeforeRename before;

    DisturbedStream(SecureDirectoryStream<Path> real, BeforeRename before) {
        this.real = real;
        this.before = before;
    }

    @Override
    public SecureDirectoryStream<Path> newDirectoryStream(Path path, LinkOption... options)
            throws IOException {
        return new DisturbedStream(real.newDirectoryStream(path, options), before);
    }

    @Override
    public void move(Path source, SecureDirectoryStream<Path> target, Path as) throws IOException {
        before.rename(source.toString(), as.toString());
        real.move(source, target instanceof DisturbedStream other ? other.real : target, as);
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        return real.newByteChannel(path, options, attributes);
    }

    @Override
    public void deleteFile(Path path) throws IOException {
        real.deleteFile(path);
    }

    @Override
    public void deleteDirectory(Path path) throws IOException {
        real.deleteDirectory(path);
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(Class<V> type) {
        return real.getFileAttributeView(type);
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        return real.getFileAttributeView(path, type, options);
    }

    @Override
    public Iterator<Path> iterator() {
        return real.iterator();
    }

    @Override
    public void close() throws IOException {
        real.close();
    }
}
