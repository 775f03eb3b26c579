package dev.sessionwatchdog.nudge;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What this process asks the kernel for by inotify, as `/proc/self/fdinfo` has it (proc(5)).
final class InotifyWatches {

    /// inotify(7).
    static final int IN_MODIFY = 2;

    private static final Pattern MASK = Pattern.compile("^inotify .* mask:([0-9a-f]+) ");

    private InotifyWatches() {}

    /// Of one directory, by all watchers together; 0 if none has it.
    static int askedFor(Path directory) throws IOException {
        String inode =
                " ino:" + Long.toHexString((long) Files.getAttribute(directory, "unix:ino")) + " ";
        int mask = 0;
        try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fdinfo"))) {
            for (Path descriptor : open) {
                for (String line : lines(descriptor)) {
                    Matcher watch = MASK.matcher(line);
                    if (line.contains(inode) && watch.find()) {
                        mask |= Integer.parseInt(watch.group(1), 16);
                    }
                }
            }
        }
        return mask;
    }

    private static List<String> lines(Path descriptor) {
        try {
            return Files.readAllLines(descriptor);
        } catch (IOException closedMeanwhile) {
            return List.of();
        }
    }
}
