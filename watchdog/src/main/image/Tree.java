import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What a package holds, being gathered below a directory: every file has the mode that it is given here, whatever
/// the umask is, and [#finish] gives all of them one time.
record Tree(Path directory) {

    static final String PLAIN = "rw-r--r--";
    static final String EXECUTABLE = "rwxr-xr-x";

    Path at(String name) {
        return directory.resolve(name);
    }

    void directory(String name) throws IOException {
        Files.createDirectories(at(name));
    }

    void text(String name, String text) throws IOException {
        Files.createDirectories(at(name).getParent());
        Files.writeString(at(name), text, StandardCharsets.UTF_8);
        mode(at(name), PLAIN);
    }

    void executable(String name, String text) throws IOException {
        text(name, text);
        mode(at(name), EXECUTABLE);
    }

    void file(String name, Path from) throws IOException {
        Files.createDirectories(at(name).getParent());
        Files.copy(from, at(name));
        mode(at(name), Files.isExecutable(from) ? EXECUTABLE : PLAIN);
    }

    /// A text as Debian wants it below `/usr/share`, without a name or a time in it.
    void gzipped(String name, String text) throws IOException, InterruptedException {
        text(name, text);
        Shell.run(directory, Map.of(), List.of("gzip", "-9n", name));
    }

    void link(String name, String to) throws IOException {
        Files.createDirectories(at(name).getParent());
        Files.createSymbolicLink(at(name), Path.of(to));
    }

    /// Every file below a directory, but no AOT cache: that belongs to one machine.
    void all(String below, Path from) throws IOException {
        for (Path file : files(from)) {
            if (!file.toString().endsWith(".aot")) {
                String name = below + "/" + from.relativize(file);
                if (Files.isSymbolicLink(file)) {
                    link(name, Files.readSymbolicLink(file).toString());
                } else {
                    file(name, file);
                }
            }
        }
    }

    /// What is below a directory and is none, sorted.
    static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> inside = Files.walk(directory)) {
            return inside.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)).sorted().toList();
        }
    }

    private static void mode(Path file, String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    void finish(FileTime time) throws IOException {
        try (Stream<Path> inside = Files.walk(directory)) {
            for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    mode(path, EXECUTABLE);
                }
                if (!Files.isSymbolicLink(path)) {
                    Files.setLastModifiedTime(path, time);
                }
            }
        }
    }

    /// In KiB as Debian counts (policy 5.6.20): every file and link rounded up, one for everything else.
    long installedSize() throws IOException {
        long size = 0;
        try (Stream<Path> inside = Files.walk(directory)) {
            for (Path path : inside.toList()) {
                size += Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) ? (Files.size(path) + 1023) / 1024 : 1;
            }
        }
        return size;
    }

    static void remove(Path tree) throws IOException {
        if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> inside = Files.walk(tree)) {
            for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
