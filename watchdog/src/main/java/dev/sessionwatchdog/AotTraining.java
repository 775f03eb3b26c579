package dev.sessionwatchdog;

import dev.sessionwatchdog.cli.Cli;
import dev.sessionwatchdog.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// Walks the ways that people and the service manager take, once, in one process, while the build
/// records the AOT cache of the image; what is not walked here starts slower.
///
/// It lies in the main jar because the cache is bound to the class path it was recorded with. It is
/// no verb and no entry point for people.
final class AotTraining {

    private AotTraining() {}

    /// @param args the empty directory that the lines may use; the build removes it
    static void main(String[] args) throws IOException {
        plant(Path.of(args[0]));
        for (List<String> line : lines(Path.of(args[0]))) {
            System.out.println("training: " + String.join(" ", line));
            int code = Cli.execute(line.toArray(String[]::new));
            if (code == ExitCode.FAILED || code == ExitCode.USAGE) {
                System.out.println("training: ended with " + code);
                System.exit(code);
            }
        }
        System.out.flush();
        System.exit(ExitCode.DONE);
    }

    /// One command line each, in the order in which they run. An answer about the world (not
    /// running, findings) is as good as any other; a line that fails or is not understood ends the
    /// build.
    static List<List<String>> lines(Path directory) {
        String config = directory.resolve("session-watchdog.yaml").toString();
        List<String> ours =
                List.of("--config", config, "--state-dir", directory.resolve("state").toString());
        return Stream.of(
                        List.of("--version"),
                        List.of("--help"),
                        List.of("version", "--json"),
                        with(ours, "config", "check"),
                        with(ours, "run", "--once"),
                        with(ours, "sweep"),
                        with(ours, "status"),
                        with(ours, "quarantine", "list"),
                        with(ours, "events", "-n", "5"),
                        with(ours, "events", "verify"),
                        with(ours, "run", "--once"))
                .toList();
    }

    private static List<String> with(List<String> options, String... verb) {
        return Stream.concat(Stream.of(verb), options.stream()).toList();
    }

    /// A small tree in which something is deleted, something quarantined and something kept.
    static void plant(Path directory) throws IOException {
        Path store = Files.createDirectories(directory.resolve("openclaw/agents/main/sessions"));
        Files.writeString(
                directory.resolve("session-watchdog.yaml"),
                "version: 1\ndrill: true\nroots:\n  - path: \""
                        + directory.resolve("openclaw")
                        + "\"\n");
        String uuid = "a7a17c4a-688b-41a1-b4f1-a4e2d099365b";
        FileTime old = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
        for (String name :
                List.of(
                        "sessions.json." + uuid + ".tmp",
                        ".fs-safe-replace.4194302." + uuid + ".tmp",
                        ".fs-safe-move-4194302-" + uuid + ".tmp")) {
            Files.setLastModifiedTime(Files.writeString(store.resolve(name), "{}"), old);
        }
        Files.writeString(store.resolve("sessions.json"), "{\"agent:main:main\":{}}");
    }
}
