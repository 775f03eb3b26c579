package dev.sessionwatchdog.packaging;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The built package for Debian, unpacked.
record Deb(Path file, Path unpacked) {

    /// Skips the test where the build could make none.
    static Path built() {
        Path deb = Path.of(System.getProperty("deb"));
        assumeTrue(Files.exists(deb), "there is no .deb: it is made where dpkg-deb is");
        return deb;
    }

    static Deb unpackedBelow(Path directory) throws IOException, InterruptedException {
        Deb deb = new Deb(built(), directory.resolve("unpacked"));
        Tool.output("dpkg-deb", "--raw-extract", deb.file.toString(), deb.unpacked.toString());
        return deb;
    }

    Path home() {
        return at("usr/lib/session-watchdog");
    }

    Path documents() {
        return at("usr/share/doc/session-watchdog");
    }

    Path at(String name) {
        return unpacked.resolve(name);
    }

    String control(String field) throws IOException, InterruptedException {
        return Tool.output("dpkg-deb", "--field", file.toString(), field).strip();
    }

    List<Path> jars() throws IOException {
        return files(home().resolve("app")).stream()
                .filter(file -> file.toString().endsWith(".jar"))
                .toList();
    }

    static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> inside = Files.walk(directory)) {
            return inside.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        }
    }
}
