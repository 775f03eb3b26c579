package dev.sessionwatchdog.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Where trees are built: a temporary directory on the disk, and one in memory, so that what is
/// measured is the program and the kernel and not the disk.
///
/// The one in memory is a loop-mounted ext4 where we may mount, since that journals as the disk
/// does; otherwise `/dev/shm`. For what lasts beside the other measurements there is a third, in
/// `/dev/shm` itself: who syncs there holds up nobody. All are removed when this is closed, and
/// also when the process ends by a signal.
final class Scratch implements AutoCloseable {

    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final List<String> MAKE =
            List.of("mkfs.ext4", "-q", "-F", "-m", "0", "-i", "3072");

    private final Path disk;
    private final Path memory;
    private final Path beside;
    private final Optional<Path> image;
    private final Thread atExit = new Thread(this::removeQuietly);

    private Scratch(Path disk, Path memory, Path beside, Optional<Path> image) {
        this.disk = disk;
        this.memory = memory;
        this.beside = beside;
        this.image = image;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /// @param bytes what the file system in memory may hold; nothing is taken before it is used
    static Scratch create(long bytes) throws IOException, InterruptedException {
        Path disk = Files.createTempDirectory("session-watchdog-bench-");
        if (!Files.isWritable(SHARED_MEMORY)) {
            return in(disk);
        }
        Path memory = Files.createTempDirectory(SHARED_MEMORY, "session-watchdog-bench-");
        Path beside = Files.createTempDirectory(SHARED_MEMORY, "session-watchdog-bench-");
        Path image = memory.resolveSibling(memory.getFileName() + ".img");
        // Made before anything is mounted, so that whatever happens next is cleaned up.
        Scratch scratch = new Scratch(disk, memory, beside, Optional.of(image));
        String size = Long.toString(bytes);
        boolean mounted =
                Run.succeeds(List.of("truncate", "-s", size, image.toString()))
                        && Run.succeeds(with(MAKE, image.toString()))
                        && Run.succeeds(
                                List.of(
                                        "mount",
                                        "-o",
                                        "loop",
                                        image.toString(),
                                        memory.toString()));
        if (!mounted) {
            Files.deleteIfExists(image);
        }
        return scratch;
    }

    /// All in one directory, which goes with it.
    static Scratch in(Path disk) throws IOException {
        return new Scratch(
                disk,
                Files.createDirectories(disk.resolve("memory")),
                Files.createDirectories(disk.resolve("beside")),
                Optional.empty());
    }

    private static List<String> with(List<String> command, String last) {
        return Stream.concat(command.stream(), Stream.of(last)).toList();
    }

    Path disk() {
        return disk;
    }

    Path memory() {
        return memory;
    }

    /// In memory, on no file system that another measurement uses.
    Path beside() {
        return beside;
    }

    /// What the one in memory is, for people.
    String kind() throws IOException {
        String type = Files.getFileStore(memory).type();
        return image.filter(Files::exists).isPresent()
                ? type + " in memory (loop-mounted)"
                : type + " at " + (image.isPresent() ? SHARED_MEMORY : "the temporary directory");
    }

    @Override
    public void close() throws IOException {
        Runtime.getRuntime().removeShutdownHook(atExit);
        remove();
    }

    /// Whoever still writes into it is ended first, or it could not be unmounted.
    private void removeQuietly() {
        try {
            List<ProcessHandle> ours = ProcessHandle.current().descendants().toList();
            ours.forEach(ProcessHandle::destroyForcibly);
            ours.forEach(process -> process.onExit().orTimeout(5, TimeUnit.SECONDS).join());
            remove();
        } catch (IOException | UncheckedIOException | CompletionException left) {
            System.err.println("bench: not removed: " + left.getMessage());
        }
    }

    private void remove() throws IOException {
        if (image.filter(Files::exists).isPresent()) {
            try {
                Run.succeeds(List.of("umount", memory.toString()));
            } catch (InterruptedException hurried) {
                Thread.currentThread().interrupt();
            }
            Files.delete(image.get());
        }
        removeAll(memory);
        removeAll(beside);
        removeAll(disk);
    }

    static void removeAll(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
