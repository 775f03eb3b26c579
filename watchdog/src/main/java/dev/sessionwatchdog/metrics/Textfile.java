package dev.sessionwatchdog.metrics;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A file that node_exporter reads: replaced as a whole, readable by everybody. It is not evidence,
/// so nothing is synced. Its name while it is written ends in no `.prom`, so node_exporter passes
/// it over, and is of no temp family, so no rule takes it.
public final class Textfile {

    private static final Logger LOG = LoggerFactory.getLogger(Textfile.class);

    private final Path file;
    private boolean told;

    public Textfile(Path file) {
        this.file = file;
    }

    public Path path() {
        return file;
    }

    /// Replaces it. What fails is said once, until it goes well again.
    public void write(byte[] content) {
        try {
            replace(content);
            told = false;
        } catch (IOException | UnsupportedOperationException failure) {
            if (!told) {
                LOG.warn("metrics.textfile {} cannot be written: {}", file, failure.toString());
            }
            told = true;
        }
    }

    /// The mode is set by hand: a service's umask may withhold what node_exporter needs.
    private void replace(byte[] content) throws IOException {
        Path beside = file.resolveSibling("." + file.getFileName() + ".session-watchdog-new");
        Files.deleteIfExists(beside);
        try (FileChannel out =
                FileChannel.open(
                        beside,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-r--r--")))) {
            ByteBuffer left = ByteBuffer.wrap(content);
            while (left.hasRemaining()) {
                out.write(left);
            }
        }
        Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
