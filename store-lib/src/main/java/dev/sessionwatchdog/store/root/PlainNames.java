package dev.sessionwatchdog.store.root;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// What names in one open directory stand for.
///
/// The JDK tells kind, times and file key relative to the directory, but owner's number, links and
/// change time only by path. The latter count only when both speak of the same file key; else the
/// directory is not at its path any more, and there is nothing to be said.
final class PlainNames implements AutoCloseable {

    private final Path path;
    private final SecureDirectoryStream<Path> stream;
    private final Object key;
    private boolean closed;

    PlainNames(Path path, SecureDirectoryStream<Path> stream) throws IOException {
        this.path = path;
        this.stream = stream;
        this.key = key(stream.getFileAttributeView(BasicFileAttributeView.class).readAttributes());
    }

    SecureDirectoryStream<Path> stream() {
        if (closed) {
            throw new IllegalStateException(path + ": closed");
        }
        return stream;
    }

    /// The directory's own file key.
    Object key() {
        return key;
    }

    /// A name as the JDK has it.
    ///
    /// @throws FileSystemException if the locale of this process cannot express it
    static Path element(Name name) throws FileSystemException {
        try {
            return Path.of(name.value());
        } catch (InvalidPathException inexpressible) {
            throw new FileSystemException(
                    name.value(), null, "set a UTF-8 locale: " + inexpressible);
        }
    }

    /// File key of what the name stands for, relative to the directory, no link followed.
    Optional<Object> key(Name name) throws IOException {
        return attributes(name).map(PlainNames::key);
    }

    private static Object key(BasicFileAttributes attributes) {
        Object key = attributes.fileKey();
        if (key == null) {
            throw new UnsupportedOperationException("this file system has no file keys");
        }
        return key;
    }

    private Optional<BasicFileAttributes> attributes(Name name) throws IOException {
        try {
            return Optional.of(
                    stream()
                            .getFileAttributeView(
                                    element(name),
                                    BasicFileAttributeView.class,
                                    LinkOption.NOFOLLOW_LINKS)
                            .readAttributes());
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    /// Empty also when the directory is not at its path any more.
    Optional<Facts> look(Name name) throws IOException {
        Optional<BasicFileAttributes> there = attributes(name);
        return there.isPresent() ? byPath(path(name), there.get()) : Optional.empty();
    }

    Facts own() throws IOException {
        BasicFileAttributes self =
                stream().getFileAttributeView(BasicFileAttributeView.class).readAttributes();
        return byPath(path, self)
                .orElseThrow(() -> new NoSuchFileException(path.toString(), null, "it was moved"));
    }

    private static Optional<Facts> byPath(Path path, BasicFileAttributes known) throws IOException {
        Map<String, Object> unix;
        try {
            unix = Files.readAttributes(path, "unix:*", LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
        if (!key(known).equals(unix.get("fileKey"))) {
            return Optional.empty();
        }
        return Optional.of(
                new Facts(
                        type(known),
                        number(unix, "dev"),
                        number(unix, "ino"),
                        number(unix, "size"),
                        time(unix, "lastModifiedTime"),
                        time(unix, "ctime"),
                        Optional.of(known.creationTime().toInstant()),
                        (int) number(unix, "mode") & 07777,
                        (int) number(unix, "uid"),
                        (int) number(unix, "gid"),
                        (int) number(unix, "nlink"),
                        false));
    }

    private static FileType type(BasicFileAttributes attributes) {
        if (attributes.isRegularFile()) {
            return FileType.REGULAR;
        }
        if (attributes.isDirectory()) {
            return FileType.DIRECTORY;
        }
        return attributes.isSymbolicLink() ? FileType.SYMLINK : FileType.OTHER;
    }

    private static long number(Map<String, Object> unix, String name) {
        if (unix.get(name) instanceof Number number) {
            return number.longValue();
        }
        throw new UnsupportedOperationException("this file system does not tell " + name);
    }

    private static Instant time(Map<String, Object> unix, String name) {
        if (unix.get(name) instanceof FileTime time) {
            return time.toInstant();
        }
        throw new UnsupportedOperationException("this file system does not tell " + name);
    }

    /// Empty when `path` is not that of what is known.
    Optional<Facts> facts(Path path, BasicFileAttributes known) throws IOException {
        return byPath(path, known);
    }

    /// For the few calls that the JDK has only by path; see [#requireAtPath].
    Path path(Place place) throws FileSystemException {
        Path longer = path;
        for (Name name : place.names()) {
            longer = longer.resolve(element(name));
        }
        return longer;
    }

    /// For the few calls that the JDK has only by path; see [#requireAtPath].
    Path path(Name name) throws FileSystemException {
        return path.resolve(element(name));
    }

    /// That the path still leads to this directory, directly before a call by path. What such a
    /// call did is looked at again relative to the directory.
    void requireAtPath() throws IOException {
        own();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        stream.close();
    }
}
