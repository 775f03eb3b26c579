package dev.sessionwatchdog.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/// Another program that people use for the same.
///
/// @param command what removes from a root all that is older than [Tree#LIMIT]
/// @param version asks for it
record Peer(String name, Function<Path, List<String>> command, List<String> version) {

    /// The one that ours is compared with.
    static final String FIND = "find, by name and age";

    static final String NODE = "a loop in Node";

    /// Those that can be had on Linux.
    ///
    /// @param scripts where the loop in JavaScript is
    /// @param scratch a directory of their own
    static List<Peer> all(Path scripts, Path scratch) {
        String minutes = "+" + Tree.LIMIT.toMinutes();
        String hours = Long.toString(Tree.LIMIT.toHours());
        String loop = scripts.resolve("reap.mjs").toString();
        List<String> find = List.of("find", "--version");
        return List.of(
                new Peer(FIND, root -> find(root, "-name", "*.tmp", "-mmin", minutes), find),
                new Peer("find, by age", root -> find(root, "-mmin", minutes), find),
                new Peer(
                        "systemd-tmpfiles",
                        root -> List.of("systemd-tmpfiles", "--clean", rule(root, scratch)),
                        List.of("systemd-tmpfiles", "--version")),
                new Peer(
                        "tmpreaper",
                        root ->
                                List.of(
                                        "tmpreaper",
                                        "--mtime",
                                        "--runtime",
                                        "0",
                                        hours + "h",
                                        root.toString()),
                        List.of("dpkg-query", "-W", "tmpreaper")),
                new Peer(
                        NODE,
                        root -> List.of("node", loop, root.toString(), hours),
                        List.of("node", "--version")));
    }

    private static List<String> find(Path root, String... conditions) {
        List<String> command = new ArrayList<>(List.of("find", root.toString(), "-type", "f"));
        command.addAll(List.of(conditions));
        command.add("-delete");
        return command;
    }

    private static String rule(Path root, Path scratch) {
        Path file = scratch.resolve("tmpfiles.conf");
        try {
            Files.writeString(file, "d " + root + " - - - m:" + Tree.LIMIT.toHours() + "h\n");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return file.toString();
    }

    /// Whether its program is on the path.
    boolean isHere() {
        String program = command.apply(Path.of("/nowhere")).getFirst();
        return Stream.of(System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
