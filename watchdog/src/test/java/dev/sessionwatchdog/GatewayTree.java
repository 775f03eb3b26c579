package dev.sessionwatchdog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// A gateway's root on a real disk, made by a test: healthy stores with files that are nobody's
/// business beside them, and orphans.
public record GatewayTree(Path root, Path aside, long deadPid) {

    private static final Duration OLD = Duration.ofHours(5);

    /// @param root made here, with a place for unfinished files beside it
    public static GatewayTree in(Path root, String... agents) throws IOException {
        Path aside = Files.createDirectories(root.resolveSibling(root.getFileName() + ".aside"));
        GatewayTree tree = new GatewayTree(root, aside, UpstreamTree.deadPid());
        for (String agent : agents) {
            Path sessions = Files.createDirectories(tree.sessions(agent));
            Files.writeString(
                    sessions.resolve("sessions.json"),
                    "{\"agent:" + agent + ":main\":{\"sessionId\":\"a0e1231e\",\"updatedAt\":1}}");
            for (String bystander : List.of("a0e1231e.jsonl", "sessions.json.tmp.bak")) {
                Files.writeString(sessions.resolve(bystander), bystander);
            }
            Files.writeString(
                    sessions.resolve("a0e1231e.jsonl.lock"), "{\"pid\":1" + Owner.FOR_A_DAY + "}");
        }
        return tree;
    }

    public Path sessions(String agent) {
        return root.resolve("agents").resolve(agent).resolve("sessions");
    }

    /// Begins a session.
    ///
    /// @return its lock, which is not there yet
    public Path session(String agent, String id) throws IOException {
        Path transcript = sessions(agent).resolve(id + ".jsonl");
        Files.writeString(transcript, "{\"type\":\"session\",\"id\":\"" + id + "\"}\n");
        return transcript.resolveSibling(id + ".jsonl.lock");
    }

    public static String uuid(int number) {
        return "%08x-688b-41a1-b4f1-a4e2d099365b".formatted(number);
    }

    /// An index that was never renamed into place: superseded, to be deleted.
    public Path orphan(String agent, int number, String content) throws IOException {
        return place(
                sessions(agent).resolve("sessions.json." + uuid(number) + ".tmp"), content, OLD);
    }

    /// A temp whose name does not tell what it was to become: to be quarantined.
    public Path doubtful(String agent, int number, String content) throws IOException {
        String name = ".fs-safe-replace." + deadPid + "." + uuid(number) + ".tmp";
        return place(sessions(agent).resolve(name), content, OLD);
    }

    /// Puts a file in its place at once, whole and old: nobody sees it half made.
    Path place(Path to, String content, Duration age) throws IOException {
        Path unfinished = aside.resolve(to.getFileName());
        Files.writeString(unfinished, content);
        Files.setLastModifiedTime(unfinished, FileTime.from(Instant.now().minus(age)));
        return Files.move(unfinished, to, StandardCopyOption.ATOMIC_MOVE);
    }

    public List<Path> temps(String agent) throws IOException {
        try (Stream<Path> files = Files.list(sessions(agent))) {
            return files.filter(file -> file.toString().endsWith(".tmp")).toList();
        }
    }

    public Path ours() {
        return root.resolve(".session-watchdog");
    }
}
