package dev.sessionwatchdog.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Whose configuration is looked for, and where.
///
/// @param user names the file under `/etc`
/// @param owners whose files are trusted, by name: root's and ours
/// @param home of that user, on the file system that is searched
public record Surroundings(
        String user, Set<String> owners, Path home, Map<String, String> environment) {

    private static final Path SELF = Path.of("/proc/self");

    /// This process's.
    public static Surroundings ofThisProcess(Map<String, String> environment) {
        String user = System.getProperty("user.name", "?");
        Set<String> owners = new TreeSet<>(List.of("root", user));
        try {
            // A container may run us under a number that has no name; the kernel knows it.
            owners.add(Files.getOwner(SELF).getName());
        } catch (IOException elsewhereThanOnLinux) {
            owners.add(user);
        }
        Path home = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", "/")));
        return new Surroundings(user, Set.copyOf(owners), home, Map.copyOf(environment));
    }

    /// The file to read: the one asked for, else the first there is; empty when none is.
    ///
    /// A file that cannot be looked at counts as there, so that it is reported and not skipped.
    Optional<Path> find(Optional<Path> asked) {
        return asked.or(() ->
                Stream.of(
                                configHome().resolve("session-watchdog/session-watchdog.yaml"),
                                home.getFileSystem()
                                        .getPath("/etc/session-watchdog", user + ".yaml"))
                        .filter(file -> !Files.notExists(file, LinkOption.NOFOLLOW_LINKS))
                        .findFirst());
    }

    /// A path with a leading `~` replaced by the home directory.
    public Path expand(String path) {
        return home.getFileSystem().getPath(Values.expanded(path, home));
    }

    /// The XDG rule: a relative value is as good as none.
    private Path configHome() {
        return Optional.ofNullable(environment.get("XDG_CONFIG_HOME"))
                .map(home.getFileSystem()::getPath)
                .filter(Path::isAbsolute)
                .orElse(home.resolve(".config"));
    }
}
