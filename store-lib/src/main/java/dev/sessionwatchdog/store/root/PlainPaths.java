package dev.sessionwatchdog.store.root;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// By the JDK, whose directory streams take longer paths too. It has no rename without replace and
/// no exchange, touches through a handle, and makes directories only by absolute path; so this is
/// no fence.
final class PlainPaths implements Paths {

    private final PlainNames names;
    private final PlainOwnFiles own;

    PlainPaths(PlainNames names, PlainOwnFiles own) {
        this.names = names;
        this.own = own;
    }

    @Override
    public Optional<String> doubt() {
        return Optional.of("no native calls: renames are not proven to be resolved anew");
    }

    private SecureDirectoryStream<Path> stream() {
        return names.stream();
    }

    private static Path path(Place place) throws IOException {
        try {
            return Path.of(place.toString());
        } catch (InvalidPathException inexpressible) {
            throw new IOException("set a UTF-8 locale: " + inexpressible, inexpressible);
        }
    }

    @Override
    public void makeDirectory(Place path) throws IOException {
        names.requireAtPath();
        Files.createDirectory(
                names.path(path),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    @Override
    public void create(Place path, byte[] content) throws IOException {
        FileChannel file = open(path);
        boolean written = false;
        try (file) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                file.write(rest);
            }
            file.force(true);
            written = true;
        } finally {
            if (!written) {
                delete(path);
            }
        }
    }

    @Override
    public void createEmpty(Place path) throws IOException {
        open(path).close();
    }

    private FileChannel open(Place path) throws IOException {
        return own.channel(
                path(path), Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW));
    }

    @Override
    public void touch(Place path, Instant mtime) throws IOException {
        view(path).setTimes(FileTime.from(mtime), null, null);
    }

    private BasicFileAttributeView view(Place path) throws IOException {
        return stream()
                .getFileAttributeView(
                        path(path), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public Optional<Facts> look(Place path) throws IOException {
        try {
            return names.facts(names.path(path), view(path).readAttributes());
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    @Override
    public void replace(Place from, Place to) throws IOException {
        try {
            stream().move(path(from), stream(), path(to));
        } catch (FileSystemException failed) {
            boolean directory = look(to).filter(it -> it.type() == FileType.DIRECTORY).isPresent();
            if (directory && !(failed instanceof NoSuchFileException)) {
                throw new RefusedException(to, "directory");
            }
            throw failed;
        }
    }

    /// These are names that only we write, so looking first is enough to replace nothing.
    @Override
    public void rename(Place from, Place to) throws IOException {
        if (look(from).isPresent() && look(to).isPresent()) {
            throw new FileAlreadyExistsException(to.toString());
        }
        replace(from, to);
    }

    @Override
    public void exchange(Place one, Place other) {
        throw new UnsupportedOperationException("the JDK cannot exchange names");
    }

    @Override
    public void delete(Place path) throws IOException {
        try {
            stream().deleteFile(path(path));
        } catch (NoSuchFileException gone) {
            return;
        }
    }

    @Override
    public void deleteDirectory(Place path) throws IOException {
        try {
            stream().deleteDirectory(path(path));
        } catch (NoSuchFileException | NotDirectoryException gone) {
            return;
        }
    }
}
