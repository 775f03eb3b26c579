package dev.sessionwatchdog.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A gateway's root: agents, each with a whole index, transcripts that it names, and on demand
/// orphans beside them.
final class Tree {

    /// What is older than this is an orphan to everybody who is measured.
    static final Duration LIMIT = Duration.ofHours(24);

    private static final String TRANSCRIPT =
            "{\"type\":\"session\",\"version\":3,\"cwd\":\"/srv/agent/workspace\"}\n";

    /// Above any process id that there is.
    private static final long NO_PROCESS = 4_194_303;

    private final Path root;
    private final int agents;
    private final int live;

    private Tree(Path root, int agents, int live) {
        this.root = root;
        this.agents = agents;
        this.live = live;
    }

    /// @param live transcripts in all
    static Tree create(Path root, int agents, int live) throws IOException {
        Tree tree = new Tree(root, agents, live);
        for (int agent = 0; agent < agents; agent++) {
            Path sessions = Files.createDirectories(tree.sessions(agent));
            StringBuilder index = new StringBuilder("{");
            for (int session = agent; session < Math.max(live, agents); session += agents) {
                String id = uuid(session);
                if (session < live) {
                    Files.writeString(sessions.resolve(id + ".jsonl"), TRANSCRIPT);
                }
                index.append(index.length() == 1 ? "" : ",\n").append(entry(session, id));
            }
            Files.writeString(sessions.resolve("sessions.json"), index.append("}\n"));
        }
        return tree;
    }

    private static String entry(int session, String id) {
        return String.format(
                Locale.ROOT,
                "\"agent:main:s%d\":{\"sessionId\":\"%s\",\"updatedAt\":1767225600000}",
                session,
                id);
    }

    Path root() {
        return root;
    }

    int agents() {
        return agents;
    }

    Path sessions(int agent) {
        String name = String.format(Locale.ROOT, "agent%04d", agent);
        return root.resolve("agents").resolve(name).resolve("sessions");
    }

    /// Leaves index temps in all agents, half of them with the process in their name that wrote
    /// them.
    ///
    /// @param changed the wall time of their last change
    /// @return all of them
    List<Path> plant(int orphans, Instant changed) throws IOException {
        FileTime time = FileTime.from(changed);
        List<Path> planted = new ArrayList<>(orphans);
        for (int orphan = 0; orphan < orphans; orphan++) {
            Path file = orphan(orphan % agents, orphan);
            Files.writeString(file, TRANSCRIPT);
            Files.setLastModifiedTime(file, time);
            planted.add(file);
        }
        return planted;
    }

    /// What an orphan is called.
    Path orphan(int agent, int number) {
        String process = number % 2 == 0 ? "" : NO_PROCESS + ".";
        return sessions(agent).resolve("sessions.json." + process + uuid(number) + ".tmp");
    }

    /// @return an instant that makes a file an orphan at once
    static Instant longAgo() {
        return Instant.now().minus(LIMIT.multipliedBy(2));
    }

    static String uuid(int number) {
        return String.format(Locale.ROOT, "%08x-688b-41a1-b4f1-a4e2d099365b", number);
    }

    /// Whether every transcript and every index is still there, and no temp.
    ///
    /// @return empty text, or what is wrong
    String damage() throws IOException {
        int transcripts = 0;
        int indexes = 0;
        int temps = 0;
        for (int agent = 0; agent < agents; agent++) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(sessions(agent))) {
                for (Path file : files) {
                    String name = file.getFileName().toString();
                    transcripts += name.endsWith(".jsonl") ? 1 : 0;
                    indexes += name.equals("sessions.json") ? 1 : 0;
                    temps += name.endsWith(".tmp") ? 1 : 0;
                }
            }
        }
        return transcripts == live && indexes == agents && temps == 0
                ? ""
                : transcripts
                        + " of "
                        + live
                        + " transcripts, "
                        + indexes
                        + " of "
                        + agents
                        + " indexes, "
                        + temps
                        + " temps";
    }
}
