package dev.sessionwatchdog.store.root;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;

/// The files of one directory that only we write.
final class PlainOwnFiles {

    private final PlainDirectory directory;

    PlainOwnFiles(PlainDirectory directory) {
        this.directory = directory;
    }

    /// Opens relative to the directory, with mode 0600 if it is made.
    FileChannel channel(Path element, Set<StandardOpenOption> how) throws IOException {
        Set<OpenOption> options = new HashSet<>(how);
        options.add(LinkOption.NOFOLLOW_LINKS);
        SeekableByteChannel channel =
                directory.names.stream()
                        .newByteChannel(
                                element,
                                options,
                                PosixFilePermissions.asFileAttribute(
                                        PosixFilePermissions.fromString("rw-------")));
        if (channel instanceof FileChannel file) {
            return file;
        }
        channel.close();
        throw new UnsupportedOperationException("this file system cannot sync");
    }

    /// What could not be written whole is deleted again.
    void create(Name name, byte[] content) throws IOException {
        Set<StandardOpenOption> how =
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        FileChannel file = channel(PlainNames.element(name), how);
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
                directory.delete(name);
            }
        }
    }

    void replace(Name name, byte[] content) throws IOException {
        Name temp = TempName.beside(name);
        create(temp, content);
        boolean renamed = false;
        try {
            var stream = directory.names.stream();
            stream.move(PlainNames.element(temp), stream, PlainNames.element(name));
            renamed = true;
        } finally {
            if (!renamed) {
                directory.delete(temp);
            }
        }
        directory.sync();
    }

    /// Opens a file of ours for reading and writing, making it if there is none.
    FileChannel open(Name name) throws IOException {
        if (directory.names.key(name).isPresent()) {
            directory.requireRegular(name);
        }
        Set<StandardOpenOption> how =
                Set.of(
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.CREATE);
        FileChannel file = channel(PlainNames.element(name), how);
        boolean right = false;
        try {
            if (directory.requireRegular(name).links() > 1) {
                throw directory.refused(name, "hard link");
            }
            right = true;
            return file;
        } finally {
            if (!right) {
                file.close();
            }
        }
    }
}
