package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.store.forensic.Printable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/// A file that a verb writes for the person who asked for it: readable by that person only, and
/// never in the place of another file.
final class OwnFile {

    private OwnFile() {}

    /// @throws Failure if something stands there already
    static OutputStream create(Path path) throws IOException {
        try {
            Files.createFile(
                    path,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException taken) {
            throw new Failure(
                    ExitCode.FAILED,
                    Printable.of(path.toString()) + " exists already and is not replaced",
                    taken);
        }
        return Files.newOutputStream(path, StandardOpenOption.WRITE);
    }
}
