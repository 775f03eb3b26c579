package dev.sessionwatchdog.race;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A process that opens and closes a file as fast as it can, until somebody says something to it:
/// once as a gateway does, which waits while the file is leased, and once without waiting, which
/// tells that it is. The kernel gives notice of both (fcntl(2), open(2)).
final class Opener {

    private Opener() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        Path path = directory.resolve(arguments[1]);
        Name name = new Name(arguments[1]);
        long opens = 0;
        long met = 0;
        long longest = 0;
        System.out.println("opening");
        System.out.flush();
        try (Root root = LocalRoot.open(directory, LocalRoot.Natives.AUTO);
                Directory top = root.open(Place.TOP)) {
            while (System.in.available() == 0) {
                for (int i = 0; i < 100; i++) {
                    long before = System.nanoTime();
                    FileChannel.open(path, StandardOpenOption.READ).close();
                    longest = Math.max(longest, System.nanoTime() - before);
                    for (int j = 0; j < 20; j++) {
                        met += meets(top, name) ? 1 : 0;
                    }
                    opens += 21;
                }
            }
        }
        System.out.println(opens + " " + met + " " + longest / 1000);
    }

    private static boolean meets(Directory top, Name name) throws IOException {
        try {
            Pinned file = top.pin(name);
            file.close();
            return false;
        } catch (IOException leased) {
            if (String.valueOf(leased.getMessage()).contains("EAGAIN")) {
                return true;
            }
            throw leased;
        }
    }
}
