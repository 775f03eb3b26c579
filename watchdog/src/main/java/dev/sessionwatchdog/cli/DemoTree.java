package dev.sessionwatchdog.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// The tree of an incident as operators have reported them, in a directory of its own: every kind
/// of temp with what it deserves beside it, and the places of three locks.
final class DemoTree {

    private static final String UUID = "-688b-41a1-b4f1-a4e2d099365b";
    private static final String INDEX =
            """
            {
              "agent:main:main": { "sessionId": "5f0c7a52", "updatedAt": 1795230623349 },
              "agent:main:cron:nightly": { "sessionId": "9b781e27", "updatedAt": 1795230600000 }
            }
            """;

    private final Path root;
    private final Instant now;

    /// @param root an empty directory
    DemoTree(Path root, Instant now) {
        this.root = root;
        this.now = now;
    }

    /// One temp or lock of the tree, and what shall become of it.
    record Planted(String place, String fate) {}

    /// Builds the tree.
    ///
    /// @param ourPid a process that lives: a temp of its name has a live writer
    List<Planted> plant(long ourPid) throws IOException {
        Path main = agent("main");
        write(main, "sessions.json", INDEX, Duration.ofMinutes(2));
        write(
                main,
                "5f0c7a52.jsonl",
                "{\"type\":\"session\",\"version\":3}\n",
                Duration.ofMinutes(2));
        write(main, "notes.tmp", "a person's notes\n", Duration.ofDays(40));
        Path ops = agent("ops");
        write(ops, "sessions.json", "", Duration.ofMinutes(30));
        Path old = agent("archive");
        Files.createDirectories(root.resolve("agents/archive/session-sqlite-import-archive"));
        Files.createDirectories(root.resolve("elsewhere"));
        Files.createSymbolicLink(root.resolve("agents/linked"), root.resolve("elsewhere"));
        return List.of(
                new Planted(
                        root.relativize(main.resolve("sessions.json")).toString(),
                        "kept: a legacy store, and nothing shows that its gateway reads sessions.d"),
                orphan(
                        main,
                        "sessions.json.00000001" + UUID + ".tmp",
                        Duration.ofDays(26),
                        "deleted: superseded by the healthy, newer index"),
                orphan(
                        main,
                        "sessions.json.00000002" + UUID + ".tmp",
                        Duration.ofHours(3),
                        "deleted: superseded by the healthy, newer index"),
                orphan(
                        main,
                        "sessions.json.4194301.00000003" + UUID + ".tmp",
                        Duration.ofHours(2),
                        "deleted: its writer is gone too"),
                orphan(
                        main,
                        ".fs-safe-replace.4194302.00000004" + UUID + ".tmp",
                        Duration.ofHours(5),
                        "quarantined: the name does not tell what it was to become"),
                orphan(
                        main,
                        "5f0c7a52.jsonl.repair.4194303.00000005" + UUID + ".tmp",
                        Duration.ofHours(5),
                        "quarantined: it may hold what the transcript lacks"),
                orphan(
                        main,
                        "sessions.json.00000006" + UUID + ".tmp",
                        Duration.ofHours(4),
                        "kept: somebody has it open"),
                orphan(
                        main,
                        "sessions.json." + ourPid + ".00000007" + UUID + ".tmp",
                        Duration.ofSeconds(20),
                        "kept: its writer is alive"),
                orphan(
                        main,
                        ".fs-safe-move-4194304-00000008" + UUID + ".tmp",
                        Duration.ofDays(9),
                        "kept: it may be the only copy"),
                orphan(
                        ops,
                        "sessions.json.00000009" + UUID + ".tmp",
                        Duration.ofHours(6),
                        "kept: the index beside it is empty, this may be the only good copy"),
                orphan(
                        old,
                        "sessions.json.0000000a" + UUID + ".tmp",
                        Duration.ofDays(60),
                        "kept: this agent's gateway has moved on to a database"),
                lock(leaked(), "broken: its owner forgot it, and lives and works on"),
                lock(beating(), "kept: its owner beats"),
                lock(dying(), "broken: its owner dies in a moment"));
    }

    /// The lock that its living owner forgets.
    Path leaked() {
        return lockOf("5f0c7a52");
    }

    /// The lock that its owner renews.
    Path beating() {
        return lockOf("9b781e27");
    }

    /// The lock whose owner dies.
    Path dying() {
        return lockOf("c3a9d001");
    }

    private Path lockOf(String session) {
        return root.resolve("agents/main/sessions/" + session + ".jsonl.lock");
    }

    private Planted lock(Path lock, String fate) {
        return new Planted(root.relativize(lock).toString(), fate);
    }

    /// The temp that this process holds open while the demo runs.
    Path heldOpen() {
        return root.resolve("agents/main/sessions/sessions.json.00000006" + UUID + ".tmp");
    }

    private Path agent(String name) throws IOException {
        return Files.createDirectories(root.resolve("agents").resolve(name).resolve("sessions"));
    }

    private Planted orphan(Path store, String name, Duration age, String fate) throws IOException {
        write(store, name, INDEX, age);
        return new Planted(root.relativize(store.resolve(name)).toString(), fate);
    }

    private void write(Path store, String name, String content, Duration age) throws IOException {
        Path file = Files.writeString(store.resolve(name), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.setLastModifiedTime(file, FileTime.from(now.minus(age)));
    }
}
