package dev.sessionwatchdog.store.root;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/// A root by what the JDK offers: directories by descriptor, but no kernel lease, no link count of
/// an open file and no rename without replace.
final class PlainRoot implements Root {

    private final Path path;
    private final Path asked;
    private final Assurance assurance;
    private final PlainDirectory top;
    private final int uid;
    private boolean closed;

    private PlainRoot(Path path, Path asked, PlainDirectory top, String reason, int uid) {
        this.path = path;
        this.asked = asked;
        this.top = top;
        this.assurance = new Assurance.Degraded(reason);
        this.uid = uid;
    }

    /// @param path canonical
    /// @param reason why it is not the native root
    static Root open(Path path, String reason) throws IOException {
        return open(path, path, reason);
    }

    /// @param asked the path that was to be opened, which may lead over links
    static Root open(Path path, Path asked, String reason) throws IOException {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(path)) {
            if (stream instanceof SecureDirectoryStream<Path> secure) {
                return over(secure, path, asked, reason);
            }
        }
        throw new FileSystemException(
                path.toString(),
                null,
                "this JDK cannot open files relative to a directory here, so nothing below can be"
                        + " touched safely; use Linux, or a JDK that can ("
                        + reason
                        + ")");
    }

    /// @param opened by which everything below this root is done; stays the caller's
    static Root over(SecureDirectoryStream<Path> opened, Path path, String reason)
            throws IOException {
        return over(opened, path, path, reason);
    }

    private static Root over(
            SecureDirectoryStream<Path> opened, Path path, Path asked, String reason)
            throws IOException {
        return new PlainRoot(path, asked, PlainDirectory.top(path, opened), reason, user());
    }

    /// Whose files this process makes: the owner of `/proc/self` (proc(5)), or where there is none
    /// of a file made to find out.
    private static int user() throws IOException {
        Path self = Path.of("/proc/self/stat");
        if (Files.exists(self)) {
            return (int) Files.getAttribute(self, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        }
        Path probe = Files.createTempFile("session-watchdog", ".probe");
        try {
            return (int) Files.getAttribute(probe, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        } finally {
            Files.delete(probe);
        }
    }

    @Override
    public String path() {
        return path.toString();
    }

    @Override
    public Assurance assurance() {
        return assurance;
    }

    @Override
    public int uid() {
        return uid;
    }

    /// The JDK asks by the path, so it is another file system's answer when something was mounted
    /// over it meanwhile.
    @Override
    public Space space() throws IOException {
        FileStore store = Files.getFileStore(path);
        return new Space(store.getUsableSpace(), store.getTotalSpace());
    }

    @Override
    public Optional<String> sharedBy() {
        try {
            return SharedFileSystem.named(Files.getFileStore(path).type());
        } catch (IOException untold) {
            return Optional.empty();
        }
    }

    @Override
    public boolean isReplaced() throws IOException {
        try {
            BasicFileAttributes now = Files.readAttributes(asked, BasicFileAttributes.class);
            return now.isDirectory() && !top.names.key().equals(now.fileKey());
        } catch (NoSuchFileException | AccessDeniedException nowhere) {
            return false;
        }
    }

    @Override
    public Directory open(Place place) throws IOException {
        if (closed) {
            throw new IllegalStateException(path + ": closed");
        }
        Directory directory = top.again();
        for (Name name : place.names()) {
            try (Directory parent = directory) {
                directory = parent.open(name);
            }
        }
        return directory;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        top.close();
    }
}
