package dev.sessionwatchdog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// One finished run of the built image: its exit code and what it printed.
public record Launched(int exitCode, String out, String err) {

    private static final long MINUTE = 60;

    /// The launcher that `package` left, as failsafe names it.
    static Path launcher() {
        return Path.of(System.getProperty("launcher"));
    }

    /// The directory that people install.
    static Path image() {
        return launcher().resolve("../..").normalize();
    }

    /// Runs a command in an environment that holds nothing but what is given.
    public static Launched run(
            Path directory, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile("launched", ".out");
        Path err = Files.createTempFile("launched", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
            builder.redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(MINUTE, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("still running after a minute: " + command);
            }
            return new Launched(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /// Copies the image as `cp -a` does: with times, modes and links.
    static Path copyOfTheImage(Path to) throws IOException {
        try (Stream<Path> tree = Files.walk(image())) {
            tree.forEach(file -> copy(file, to.resolve(image().relativize(file).toString())));
        }
        return to;
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
