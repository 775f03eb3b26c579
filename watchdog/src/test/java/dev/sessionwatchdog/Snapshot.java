package dev.sessionwatchdog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/// A tree as it was at one moment, to be compared with itself later.
public final class Snapshot {

    private static final String OURS = ".session-watchdog";

    private Snapshot() {}

    /// Everything that makes one file this file; two are equal when nobody touched it.
    ///
    /// @param inode device and inode
    /// @param mtime to the nanosecond
    /// @param content SHA-256 of a file, target of a link, empty for others
    public record Entry(
            String kind, String inode, FileTime mtime, long size, String mode, String content) {}

    /// All files of a tree but our own ones, by their path below the tree; directories are left
    /// out, because they change when a file in them goes.
    public static NavigableMap<String, Entry> files(Path tree) throws IOException {
        return of(tree, relative -> !relative.startsWith(OURS), false);
    }

    /// Really everything, directories and their times and our own files too.
    public static NavigableMap<String, Entry> everything(Path tree) throws IOException {
        return of(tree, _ -> true, true);
    }

    private static NavigableMap<String, Entry> of(
            Path tree, Predicate<Path> wanted, boolean directories) throws IOException {
        NavigableMap<String, Entry> found = new TreeMap<>();
        Files.walkFileTree(
                tree,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path directory, BasicFileAttributes attributes) throws IOException {
                        if (!wanted.test(tree.relativize(directory))) {
                            return FileVisitResult.SKIP_SUBTREE;
                        }
                        if (directories) {
                            note(directory);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        note(file);
                        return FileVisitResult.CONTINUE;
                    }

                    private void note(Path file) throws IOException {
                        found.put(tree.relativize(file).toString(), entry(file));
                    }
                });
        return found;
    }

    private static Entry entry(Path file) throws IOException {
        PosixFileAttributes known =
                Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        boolean directory = known.isDirectory();
        boolean link = known.isSymbolicLink();
        return new Entry(
                directory ? "directory" : link ? "link" : "file",
                String.valueOf(known.fileKey()),
                known.lastModifiedTime(),
                directory ? 0 : known.size(),
                PosixFilePermissions.toString(known.permissions()),
                directory ? "" : link ? Files.readSymbolicLink(file).toString() : sha256(file));
    }

    /// The hash of a file's bytes.
    public static String sha256(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[65_536];
            for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new UncheckedIOException(new IOException(impossible));
        }
    }
}
