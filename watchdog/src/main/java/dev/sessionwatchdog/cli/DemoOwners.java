package dev.sessionwatchdog.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// Three real processes that take locks as gateways do: one forgets to let go and works on, one
/// beats, one dies. They end with the demo, and soon by themselves if that is killed.
final class DemoOwners implements Closeable {

    /// Takes `$1` with the payload of a gateway, `$2` being its last members, and lives on: `$3` is
    /// how, `forgets` (the file is closed and stays), `beats` or `holds` (keeps it open).
    private static final String SCRIPT =
            """
            umask 077
            start=$(cut -d' ' -f22 "/proc/$$/stat" 2>/dev/null)
            printf '{"pid":%d,"createdAt":"%s"%s%s}' "$$" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" \\
                "${start:+,\\"starttime\\":$start}" "$2" > "$1"
            if [ "$3" = holds ]; then exec 3>> "$1"; fi
            for turn in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
                for half in 1 2 3 4 5 6; do
                    sleep 0.5 3>&-
                    if [ "$3" = beats ] && [ -e "$1" ]; then touch "$1"; fi
                done
            done
            """;

    private final Map<String, Process> running = new TreeMap<>();

    private final Path script;

    private DemoOwners(Path script) {
        this.script = script;
    }

    /// Starts the owners of the tree's locks, and waits until these stand.
    ///
    /// @param scratch a directory outside the tree
    static DemoOwners of(DemoTree tree, Path scratch) throws IOException, InterruptedException {
        DemoOwners owners = new DemoOwners(Files.writeString(scratch.resolve("gateway"), SCRIPT));
        try {
            owners.take(tree.leaked(), "", "forgets");
            owners.take(
                    tree.beating(), ",\"lease\":{\"ttlMs\":5000,\"heartbeatMs\":1000}", "beats");
            owners.take(tree.dying(), "", "holds");
            return owners;
        } catch (IOException | InterruptedException | RuntimeException failure) {
            owners.close();
            throw failure;
        }
    }

    private void take(Path lock, String members, String how)
            throws IOException, InterruptedException {
        Process owner =
                new ProcessBuilder("sh", script.toString(), lock.toString(), members, how)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        running.put(lock.toString(), owner);
        for (int look = 0; look < 200; look++) {
            if (Files.exists(lock) && Files.readString(lock).endsWith("}")) {
                return;
            }
            Thread.sleep(20);
        }
        throw new Failure(ExitCode.FAILED, "the demo needs sh, cut, date and touch");
    }

    long pidOf(Path lock) {
        return owner(lock).pid();
    }

    boolean lives(Path lock) {
        return owner(lock).isAlive();
    }

    /// Lets the owner of a lock die without a chance to clean up.
    void kill(Path lock) throws InterruptedException {
        owner(lock).destroyForcibly().waitFor();
    }

    private Process owner(Path lock) {
        Process owner = running.get(lock.toString());
        if (owner == null) {
            throw new IllegalStateException("nobody took " + lock);
        }
        return owner;
    }

    @Override
    public void close() {
        for (Process owner : List.copyOf(running.values())) {
            owner.destroyForcibly();
        }
        for (Process owner : List.copyOf(running.values())) {
            try {
                owner.waitFor(5, TimeUnit.SECONDS);
            } catch (InterruptedException hurried) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
