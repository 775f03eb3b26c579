import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/// What a release is made from and how it is called.
///
/// @param target Maven's target directory, with the image in it
/// @param checkout the sources
/// @param time of every file in every package
record Release(Path target, Path checkout, String version, String architecture, Instant time) {

    static Release of(Path target, Path checkout, String version, Instant time) throws IOException {
        return new Release(target.toRealPath(), checkout.toRealPath(), version, debianName(System.getProperty("os.arch")), time);
    }

    /// As Debian calls it, which is short and which other packages know too.
    private static String debianName(String arch) {
        return arch.equals("aarch64") ? "arm64" : arch;
    }

    Path image() {
        return target.resolve("session-watchdog");
    }

    /// Where packages are put together; emptied by each build.
    Path work() {
        return target.resolve("packages");
    }

    Path sources() {
        return checkout.resolve("watchdog/src/main/image");
    }

    /// A snapshot sorts before the version that it becomes: `0.1.0-SNAPSHOT` is `0.1.0~snapshot`.
    String debianVersion() {
        return version.replace("-SNAPSHOT", "~snapshot");
    }

    /// The jars of the image, sorted.
    List<Path> jars() throws IOException {
        return Tree.files(image().resolve("app")).stream().filter(file -> file.toString().endsWith(".jar")).toList();
    }

    String read(String name) throws IOException {
        return Files.readString(checkout.resolve(name), StandardCharsets.UTF_8);
    }

    /// Of everything that goes into the packages but the AOT cache, by name and content.
    String fingerprint() throws IOException {
        var lines = new StringBuilder(this + "\n");
        for (Path place : new Path[] {
            image(), sources(), checkout.resolve("systemd"), checkout.resolve("watchdog/src/main/prometheus"), checkout.resolve("watchdog/doc/hardening.md"), target.resolve("bom.json"),
            checkout.resolve("README.md"), checkout.resolve("CHANGELOG.md"), checkout.resolve("LICENSE"), checkout.resolve("NOTICE")
        }) {
            for (Path file : Files.exists(place) ? Tree.files(place) : List.<Path>of()) {
                if (!file.toString().endsWith(".aot") && Files.isRegularFile(file)) {
                    lines.append(sha256(Files.readAllBytes(file))).append(' ').append(file).append('\n');
                }
            }
        }
        return lines.toString();
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
