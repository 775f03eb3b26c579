package dev.sessionwatchdog.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What every measurement works with.
///
/// @param launcher the built program
/// @param scripts where the scripts of this package are
record Setting(Path launcher, Path scripts, Sizes sizes, Scratch scratch) {

    /// A directory in memory that is empty.
    Path inMemory(String name) throws IOException {
        return fresh(scratch.memory().resolve(name));
    }

    /// Likewise, on no file system that another measurement uses.
    Path besideMemory(String name) throws IOException {
        return fresh(scratch.beside().resolve(name));
    }

    /// A directory on the disk that is empty.
    Path onDisk(String name) throws IOException {
        return fresh(scratch.disk().resolve(name));
    }

    private static Path fresh(Path directory) throws IOException {
        Scratch.removeAll(directory);
        return Files.createDirectories(directory);
    }

    /// The others that are on this machine.
    List<Peer> peers() {
        return Peer.all(scripts, scratch.disk()).stream().filter(Peer::isHere).toList();
    }

    static void wait(Duration duration) throws InterruptedException {
        Thread.sleep(duration);
    }

    static void say(String what) {
        System.out.println("bench: " + what);
    }
}
