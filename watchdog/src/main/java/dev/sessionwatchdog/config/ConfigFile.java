package dev.sessionwatchdog.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/// Reads a configuration file that nobody but us and root could have written.
final class ConfigFile {

    static final int MAX_BYTES = 1 << 20;

    private ConfigFile() {}

    static Parsed<byte[]> read(Path file, Set<String> owners) {
        try {
            Optional<String> refusal = refusal(file, owners);
            return refusal.isPresent() ? Parsed.bad(refusal.get()) : bytes(file);
        } catch (NoSuchFileException gone) {
            return Parsed.bad("there is no such file");
        } catch (FileSystemException failed) {
            return Parsed.bad(
                    "cannot be read: "
                            + Optional.ofNullable(failed.getReason()).orElse("permission denied")
                            + "; the watchdog's user needs to read it");
        } catch (IOException failed) {
            return Parsed.bad("cannot be read: " + failed.getMessage());
        }
    }

    private static Optional<String> refusal(Path file, Set<String> owners) throws IOException {
        PosixFileAttributes attributes =
                Files.getFileAttributeView(file, PosixFileAttributeView.class).readAttributes();
        if (!attributes.isRegularFile()) {
            return Optional.of("is not a regular file");
        }
        String owner = attributes.owner().getName();
        if (!owners.contains(owner)) {
            return Optional.of(
                    "belongs to "
                            + owner
                            + ", who could change what the watchdog does; "
                            + "it must belong to root or to the watchdog's user: chown root '"
                            + file
                            + "'");
        }
        Set<PosixFilePermission> granted = attributes.permissions();
        return granted.contains(PosixFilePermission.GROUP_WRITE)
                        || granted.contains(PosixFilePermission.OTHERS_WRITE)
                ? Optional.of(
                        "can be written by others, who could change what the watchdog does: chmod go-w '"
                                + file
                                + "'")
                : Optional.empty();
    }

    private static Parsed<byte[]> bytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            return bytes.length > MAX_BYTES
                    ? Parsed.bad("is larger than 1 MiB, which no configuration is")
                    : new Parsed.Good<>(bytes);
        }
    }
}
