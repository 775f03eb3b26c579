package dev.sessionwatchdog.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/// What runs: the version that Maven wrote into the jar, and the image around it if there is one.
final class Version implements IVersionProvider {

    /// Set by the image's launcher to the directory that it lies in.
    private static final String IMAGE_PROPERTY = "session-watchdog.image";

    private static final String RESOURCE = "version.txt";

    Version() {}

    static String current() {
        try (InputStream in = Version.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("this build has no " + RESOURCE);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + RESOURCE, unreadable);
        }
    }

    /// The directory of the self-contained image that this process was started from.
    static Optional<Path> image() {
        return Optional.ofNullable(System.getProperty(IMAGE_PROPERTY)).map(Path::of);
    }

    @Override
    public String[] getVersion() {
        return new String[] {"session-watchdog " + current()};
    }
}
