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

/// Walks the ways that the daemon takes, once, in one process, while the AOT cache of the image is
/// recorded: by the build, and by the packages on the machine they are installed on. So nothing of
/// that machine may be touched or told of it: no found configuration (its hooks), no journal.
/// Whatever is walked here is in the daemon's memory from its start to its end, so verbs are not;
/// they find in the cache what they have in common with it.
///
/// It lies in the main jar because the cache is bound to the class path it was recorded with. It is
/// no verb and no entry point for people.
final class AotTraining {

    private AotTraining() {}

    /// @param args the directory that the lines may use; whoever records removes it
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

    /// One command line each, in the order in which they run: as a service and by hand. One that
    /// fails or is not understood ends the build.
    static List<List<String>> lines(Path directory) {
        List<String> own =
                List.of(
                        "--state-dir",
                        directory.resolve("state").toString(),
                        "--config",
                        directory.resolve("session-watchdog.yaml").toString());
        return List.of(
                with(own, "run", "--turns", "6"),
                with(
                        own,
                        "run",
                        "--turns",
                        "1",
                        "--root",
                        directory.resolve("openclaw").toString()));
    }

    private static List<String> with(List<String> options, String... verb) {
        return Stream.concat(Stream.of(verb), options.stream()).toList();
    }

    /// A small tree in which something is deleted, something quarantined and something kept.
    static void plant(Path directory) throws IOException {
        Path store = Files.createDirectories(directory.resolve("openclaw/agents/main/sessions"));
        Files.writeString(
                directory.resolve("session-watchdog.yaml"),
                """
                version: 1
                drill: true
                events: { journal: "off" }
                tmp: { older_than: 1ms, confirm_gap: 20ms }
                watch: { settle: 10ms, full_sweep: 200ms, sweep_jitter: 0%% }
                roots:
                  - path: "%s"
                """
                        .formatted(directory.resolve("openclaw")));
        String uuid = "a7a17c4a-688b-41a1-b4f1-a4e2d099365b";
        FileTime old = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
        for (String name :
                List.of(
                        "sessions.json." + uuid + ".tmp",
                        ".fs-safe-replace.4194302." + uuid + ".tmp",
                        ".fs-safe-move-4194302-" + uuid + ".tmp")) {
            Files.setLastModifiedTime(Files.writeString(store.resolve(name), "{}"), old);
        }
        Files.writeString(
                store.resolve("sessions.json"),
                """
                {"agent:main:main":{"sessionId":"%s","updatedAt":1767225600000,"share":0.5,
                "open":true,"parts":["a\\n",null]}}
                """
                        .formatted(uuid));
    }
}
