package dev.sessionwatchdog.service;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;

/// One file of a service: where it belongs, and what this version would write there.
///
/// @param text without the mark that [#write] adds
public record ServiceFile(Path path, String text) {

    private static final String MODE = "rw-r--r--";
    private static final int MOST_BYTES = 1 << 20;

    /// How what stands there compares.
    public enum State {
        ABSENT,
        /// As this version would write it, with or without the mark.
        SAME,
        /// Ours, of another version or for another place.
        OLDER,
        /// Somebody else's, or changed since we wrote it.
        CHANGED,
        /// A link, as `systemctl mask` makes them.
        LINK
    }

    public State state() throws IOException {
        if (Files.isSymbolicLink(path)) {
            return State.LINK;
        }
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return State.ABSENT;
        }
        String raw = raw();
        if (Mark.off(raw).equals(text)) {
            return State.SAME;
        }
        return Mark.intact(raw) ? State.OLDER : State.CHANGED;
    }

    /// What stands there, without our mark; what is no text, or too large for one, is as good as
    /// empty.
    public String found() throws IOException {
        return Mark.off(raw());
    }

    private String raw() throws IOException {
        try {
            return Files.size(path) > MOST_BYTES ? "" : Files.readString(path);
        } catch (NoSuchFileException | MalformedInputException none) {
            return "";
        }
    }

    /// Writes it with its mark, by one rename.
    public void write() throws IOException {
        Path directory = path.toAbsolutePath().getParent();
        Files.createDirectories(directory);
        Path next = path.resolveSibling("." + path.getFileName() + ".new");
        Files.deleteIfExists(next);
        Files.writeString(next, Mark.on(text));
        if (Files.getFileAttributeView(next, PosixFileAttributeView.class) != null) {
            Files.setPosixFilePermissions(next, PosixFilePermissions.fromString(MODE));
        }
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// Where [#setAside] puts what stands there.
    public Path aside() {
        return path.resolveSibling(path.getFileName() + ".before-session-watchdog");
    }

    /// Renames what stands there, so that it is kept; an earlier such file is replaced.
    public void setAside() throws IOException {
        Files.move(path, aside(), StandardCopyOption.REPLACE_EXISTING);
    }

    /// Removes it, and the directory of drop-ins that it was the last one in.
    public void remove() throws IOException {
        Files.deleteIfExists(path);
        Path directory = path.toAbsolutePath().getParent();
        if (directory != null && directory.toString().endsWith(".service.d")) {
            try {
                Files.delete(directory);
            } catch (DirectoryNotEmptyException othersAreThere) {
                return;
            }
        }
    }
}
