package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.host.ProcStat;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.sweep.ControlFiles;
import dev.sessionwatchdog.sweep.DaemonFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a root's `daemon.json` says, and whether its process still lives. The gateway's user can
/// write it: paths in it are only read from.
record DaemonStatus(Path root, JsonNode json) {

    private static final int MAX_BYTES = 64 * 1024;

    /// Reads it; empty when there is none that can be read: no daemon that we could ask.
    static Optional<DaemonStatus> read(Path path) {
        try (Root root = LocalRoot.open(path, LocalRoot.Natives.AUTO);
                Directory directory = root.open(ControlFiles.HOME);
                Pinned file = directory.pin(ControlFiles.DAEMON)) {
            ByteBuffer content = ByteBuffer.allocate(MAX_BYTES);
            int read;
            do {
                read = file.read(content, content.position());
            } while (read > 0 && content.hasRemaining());
            JsonNode json = JsonMapper.shared().readTree(content.array(), 0, content.position());
            return json.path("schema").asString("").equals(DaemonFile.SCHEMA)
                    ? Optional.of(new DaemonStatus(path, json))
                    : Optional.empty();
        } catch (IOException | JacksonException unreadable) {
            return Optional.empty();
        }
    }

    /// Where it writes its forensic log, if it says so with an absolute path.
    Optional<Path> eventsDirectory() {
        try {
            return Optional.of(Path.of(text("events_dir"))).filter(Path::isAbsolute);
        } catch (InvalidPathException notAPath) {
            return Optional.empty();
        }
    }

    /// Whether it says that it runs, and the process of that id is the one that wrote it.
    boolean alive() {
        if (!json.path("state").asString("").equals("running")) {
            return false;
        }
        long pid = json.path("pid").asLong(-1);
        OptionalLong start = ProcStat.startTicksOf(pid);
        return json.path("start_ticks").isIntegralNumber()
                ? start.isPresent() && start.getAsLong() == json.path("start_ticks").asLong()
                : ProcessHandle.of(pid).isPresent();
    }

    String text(String member) {
        return json.path(member).asString("");
    }

    Optional<Instant> instant(String member) {
        try {
            return Optional.of(Instant.parse(text(member)));
        } catch (DateTimeParseException none) {
            return Optional.empty();
        }
    }
}
