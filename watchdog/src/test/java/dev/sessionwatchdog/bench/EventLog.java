package dev.sessionwatchdog.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The forensic log of a daemon, read as its users may: line by line.
record EventLog(Path directory) {

    private static final JsonMapper JSON = new JsonMapper();

    /// What a sweep said of itself.
    ///
    /// @param endNanos when it ended, by the monotonic clock
    /// @param pacedMillis how long it waited for its pace
    /// @param backedOffMillis how long it waited because others waited for the disk
    record Sweep(
            long endNanos,
            Duration took,
            int applied,
            int left,
            long bytes,
            long pacedMillis,
            long backedOffMillis) {

        long startNanos() {
            return endNanos - took.toNanos();
        }
    }

    /// All sweeps that had a summary, oldest first.
    List<Sweep> sweeps() throws IOException {
        List<Sweep> sweeps = new ArrayList<>();
        each("\"action\":\"sweep.summary\"", event -> sweeps.add(sweep(event)));
        return sweeps;
    }

    /// How its sweeps were held back, in words.
    String waits() throws IOException {
        List<Sweep> acting = sweeps().stream().filter(sweep -> sweep.applied() > 0).toList();
        return "By their summaries (`paced_ms`, `backed_off_ms`), %d sweeps waited %s for their pace and %s because others waited for the disk."
                .formatted(
                        acting.size(),
                        Figures.of(acting.stream().mapToLong(Sweep::pacedMillis).sum() / 1e3, "s"),
                        Figures.of(
                                acting.stream().mapToLong(Sweep::backedOffMillis).sum() / 1e3,
                                "s"));
    }

    private static Sweep sweep(JsonNode event) {
        return new Sweep(
                event.at("/clock/monotonic_ns").asLong(),
                Duration.ofNanos(event.at("/event/duration_ns").asLong()),
                event.at("/sweep/applied").asInt(),
                event.at("/sweep/left").asInt(),
                event.at("/sweep/bytes").asLong(),
                event.at("/sweep/paced_ms").asLong(0),
                event.at("/sweep/backed_off_ms").asLong(0));
    }

    /// When each reaping was concluded, oldest first.
    List<Long> reapings() throws IOException {
        List<Long> reapings = new ArrayList<>();
        each(
                "\"action\":\"tmp.reap\",\"phase\":\"done\"",
                event -> reapings.add(event.at("/clock/monotonic_ns").asLong()));
        return reapings;
    }

    /// How many events of an action there are in a phase.
    int count(String action, String phase) throws IOException {
        int[] count = {0};
        each("\"action\":\"" + action + "\",\"phase\":\"" + phase + "\"", _ -> count[0]++);
        return count[0];
    }

    /// How many intents have no outcome.
    int openIntents() throws IOException {
        Set<String> open = new HashSet<>();
        each("\"phase\":\"intent\"", event -> open.add(event.at("/event/id").asString()));
        each("\"intent\":", event -> open.remove(event.at("/correlation/intent").asString("")));
        return open.size();
    }

    /// How often the watcher lost hints.
    int overflows() throws IOException {
        return count("watch.overflow", "observed");
    }

    long bytes() throws IOException {
        long bytes = 0;
        for (Path segment : segments()) {
            bytes += Files.size(segment);
        }
        return bytes;
    }

    /// A line that is still being written is left out.
    private void each(String holding, Consumer<JsonNode> then) throws IOException {
        for (Path segment : segments()) {
            try (BufferedReader lines = Files.newBufferedReader(segment)) {
                lines.lines()
                        .filter(line -> line.contains(holding) && line.endsWith("}"))
                        .forEach(line -> then.accept(JSON.readTree(line)));
            }
        }
    }

    private List<Path> segments() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
        }
    }
}
