package dev.sessionwatchdog.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a gateway leaves behind, round after round.
final class SoakRounds {

    static final int ORPHANS = 10;

    private final Tree tree;
    private final int agents;
    private final List<Path> waiting = new ArrayList<>();
    private int round;

    SoakRounds(Tree tree, int agents) {
        this.tree = tree;
        this.agents = agents;
    }

    /// Leaves orphans, and a lock whose owner has ended.
    void leave(boolean withLock) throws IOException, InterruptedException {
        for (int orphan = 0; orphan < ORPHANS; orphan++) {
            int number = round * ORPHANS + orphan;
            Path file = tree.orphan(number % agents, number);
            Files.writeString(file, "{}");
            Files.setLastModifiedTime(file, FileTime.from(Tree.longAgo()));
            waiting.add(file);
        }
        if (withLock) {
            waiting.add(lock());
        }
        round++;
    }

    /// How many of them have not been taken.
    int waiting() {
        waiting.removeIf(Files::notExists);
        return waiting.size();
    }

    private Path lock() throws IOException, InterruptedException {
        Path lock =
                tree.sessions(round % agents)
                        .resolve(Tree.uuid(0x60000000 + round) + ".jsonl.lock");
        Process owner = new ProcessBuilder("true").start();
        long pid = owner.pid();
        owner.waitFor();
        Files.writeString(lock, payload(pid));
        Files.setPosixFilePermissions(lock, PosixFilePermissions.fromString("rw-------"));
        return lock;
    }

    private static String payload(long pid) {
        return String.format(
                Locale.ROOT,
                "{\"pid\":%d,\"createdAt\":\"%s\",\"starttime\":1}",
                pid,
                Instant.now().toString());
    }
}
