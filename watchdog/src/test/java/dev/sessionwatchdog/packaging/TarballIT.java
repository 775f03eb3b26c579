package dev.sessionwatchdog.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The archive for every Linux, and the checksums of what is released.
final class TarballIT {

    @TempDir private Path directory = Path.of("");

    private static Path target() {
        return Path.of(System.getProperty("deb")).resolve("../..").normalize();
    }

    private static List<Path> released(String ending) throws Exception {
        try (Stream<Path> files = Files.list(target())) {
            List<Path> found =
                    files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
            assumeTrue(!found.isEmpty(), "the build made no " + ending);
            return found;
        }
    }

    @Test
    void runs_where_it_is_unpacked_and_makes_its_cache_when_told_to() throws Exception {
        Path archive = released(".tar.gz").getLast();
        Tool.output("tar", "-C", directory.toString(), "-xzf", archive.toString());
        List<Path> unpacked;
        try (Stream<Path> files = Files.list(directory)) {
            unpacked = files.toList();
        }
        assertThat(unpacked).hasSize(1);
        Path home = unpacked.getFirst();

        assertThat(Tool.output(home + "/bin/session-watchdog", "version"))
                .contains("image " + home.toRealPath() + "\n");
        assertThat(caches(home)).isEmpty();
        assertThat(Tool.output(home + "/libexec/make-aot-cache")).isEmpty();
        assertThat(caches(home)).hasSize(1);
        assertThat(Tool.output(home + "/bin/session-watchdog", "version"))
                .startsWith("session-watchdog ");
        assertThat(home.resolve("share/man/man1/session-watchdog.1")).exists();
        assertThat(home.resolve("share/systemd/system/session-watchdog@.service")).exists();
        assertThat(home.resolve("licences/common/Apache-2.0.txt")).exists();
        assertThat(home.resolve("LICENSE")).exists();
    }

    private static List<Path> caches(Path home) throws Exception {
        try (Stream<Path> files = Files.list(home.resolve("app"))) {
            return files.filter(file -> !file.toString().endsWith(".jar")).toList();
        }
    }

    @Test
    void the_checksums_are_those_of_every_released_file() throws Exception {
        Path sums = released("SHA256SUMS").getFirst();
        Tool.need("sha256sum");
        assertThat(
                        Tool.output(
                                "sh",
                                "-c",
                                "cd '" + target() + "' && sha256sum --check --strict SHA256SUMS"))
                .contains("tar.gz: OK");
        for (String ending : List.of(".deb", ".tar.gz", ".cdx.json")) {
            try (Stream<Path> files = Files.list(target())) {
                files.filter(file -> file.toString().endsWith(ending))
                        .forEach(file ->
                                assertThat(sums)
                                        .content()
                                        .contains("  " + file.getFileName() + "\n"));
            }
        }
    }
}
