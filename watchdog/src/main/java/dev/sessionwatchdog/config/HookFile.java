package dev.sessionwatchdog.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/// The program of `notify.exec`: it runs as us, so nobody else may write it, or exchange it for
/// another.
///
/// @param written as the configuration names it
/// @param path on the file system that is looked at
record HookFile(String written, Path path) {

    static HookFile of(String written, Path home) {
        return new HookFile(written, home.getFileSystem().getPath(Values.expanded(written, home)));
    }

    /// Why it is refused, if it is.
    Optional<String> refusal() {
        if (!path.isAbsolute()) {
            return Optional.of(
                    "exec: '"
                            + written
                            + "' is not absolute; no shell looks for it, so write its whole path");
        }
        try {
            Path real = path.toRealPath();
            if (isOthersToWrite(real, false)) {
                return Optional.of(
                        "exec: "
                                + real
                                + " can be written by others, who could run what they like as the"
                                + " watchdog's user: chmod go-w '"
                                + real
                                + "'");
            }
            Path directory = Optional.ofNullable(real.getParent()).orElse(real);
            return isOthersToWrite(directory, true)
                    ? Optional.of(
                            "exec: "
                                    + directory
                                    + " can be written by others, who could exchange the program in"
                                    + " it: chmod go-w '"
                                    + directory
                                    + "'")
                    : Optional.empty();
        } catch (IOException notThere) {
            return Optional.empty();
        }
    }

    /// A directory with the sticky bit lets nobody exchange another's file.
    private static boolean isOthersToWrite(Path path, boolean directory) throws IOException {
        try {
            Set<PosixFilePermission> granted =
                    Files.readAttributes(path, PosixFileAttributes.class).permissions();
            boolean written =
                    granted.contains(PosixFilePermission.GROUP_WRITE)
                            || granted.contains(PosixFilePermission.OTHERS_WRITE);
            return written && !(directory && isSticky(path));
        } catch (UnsupportedOperationException noPermissionsHere) {
            return false;
        }
    }

    private static boolean isSticky(Path directory) throws IOException {
        try {
            return Files.getAttribute(directory, "unix:mode") instanceof Integer mode
                    && (mode & 01000) != 0;
        } catch (UnsupportedOperationException | IllegalArgumentException unknown) {
            return false;
        }
    }

    /// What keeps it from being run as it is now, though it may be there later.
    Optional<String> remark() {
        try {
            if (!Files.readAttributes(path, BasicFileAttributes.class).isRegularFile()) {
                return Optional.of(written + " is not a file");
            }
            return Files.isExecutable(path)
                    ? Optional.empty()
                    : Optional.of(written + " is not executable for this user: chmod +x it");
        } catch (NoSuchFileException gone) {
            return Optional.of(written + " does not exist");
        } catch (IOException unclear) {
            return Optional.of(written + " cannot be looked at: " + unclear.getMessage());
        }
    }
}
