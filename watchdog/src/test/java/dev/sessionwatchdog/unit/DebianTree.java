package dev.sessionwatchdog.unit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A Debian system that copies are booted of: made once for each recipe, kept outside the clone,
/// and never written to again.
record DebianTree(Path directory) {

    private static final String SUITE = "bookworm";

    /// A system as a server's, with what the scenes need: sessions of lingering users, and strace
    /// to hold the daemon at a system call.
    private static final List<String> PACKAGES =
            List.of(
                    "systemd",
                    "systemd-sysv",
                    "dbus",
                    "dbus-user-session",
                    "libpam-systemd",
                    "adduser",
                    "procps",
                    "strace");

    /// In mounts of its own: what debootstrap mounts goes with it, however it ends.
    private static final String RECIPE =
            """
            set -eu
            suite=$1 packages=$2 unfinished=$3 tree=$4
            mirror=$(apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' \\
              'Created-By: Packages' | awk -v suite="$suite" \\
              '$1 == suite && $2 == "main" && !found++ { print $3 }')
            if [ -z "$mirror" ]; then
              echo "apt knows no mirror of Debian $suite"
              exit 1
            fi
            debootstrap --variant=minbase --force-check-gpg --include="$packages" \\
              "$suite" "$unfinished" "$mirror"
            rm -rf "$unfinished"/var/cache/apt/archives/*.deb "$unfinished"/var/lib/apt/lists/*
            mv --no-target-directory "$unfinished" "$tree"
            """;

    private static final long PATIENCE_MINUTES = 10;

    /// The system of this recipe, made now if nobody made it before.
    ///
    /// @throws IOException if it cannot be made; the message is the end of what was said about it
    static DebianTree cached() throws IOException, InterruptedException {
        Path cache = Files.createDirectories(cacheHome().resolve("session-watchdog"));
        Path tree = cache.resolve("debian-" + SUITE + "-" + hash());
        if (!Files.isDirectory(tree)) {
            make(tree, Files.createTempDirectory(cache, "unfinished-"));
        }
        return new DebianTree(tree);
    }

    private static void make(Path tree, Path unfinished) throws IOException, InterruptedException {
        Path said = Files.createTempFile("debootstrap", ".log");
        Process process =
                new ProcessBuilder(
                                "unshare",
                                "--mount",
                                "bash",
                                "-c",
                                RECIPE,
                                "recipe",
                                SUITE,
                                String.join(",", PACKAGES),
                                unfinished.toString(),
                                tree.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        try {
            boolean ended = process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
            if (!Files.isDirectory(tree)) {
                throw new IOException(
                        (ended ? "no Debian tree: " : "no Debian tree in time: ")
                                + Files.readAllLines(said).stream()
                                        .reduce((before, last) -> last)
                                        .orElse("nothing was said"));
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
            Files.delete(said);
            new ProcessBuilder("rm", "-rf", "--one-file-system", unfinished.toString())
                    .start()
                    .waitFor();
        }
    }

    private static Path cacheHome() {
        String home = System.getenv("XDG_CACHE_HOME");
        return home == null || home.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(home);
    }

    private static String hash() {
        try {
            byte[] recipe = (RECIPE + PACKAGES).getBytes(StandardCharsets.UTF_8);
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(recipe);
            return HexFormat.of().formatHex(hash, 0, 6);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
