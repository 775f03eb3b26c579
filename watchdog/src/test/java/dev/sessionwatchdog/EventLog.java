package dev.sessionwatchdog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A forensic log of the built program, read while it may be written.
///
/// @param directory where its segments are
public record EventLog(Path directory) {

    /// The raw lines, oldest first.
    public List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path segment : segments()) {
            lines.addAll(Files.readAllLines(segment));
        }
        return lines;
    }

    /// The segments, oldest first.
    public List<Path> segments() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
        }
    }

    /// Events of one action, oldest first; a line that is still being written is left out.
    public List<JsonNode> events(String action) throws IOException {
        return lines().stream()
                .filter(line -> line.endsWith("}") && line.contains('"' + action + '"'))
                .map(line -> JsonMapper.shared().readTree(line))
                .filter(event -> event.path("event").path("action").asString("").equals(action))
                .toList();
    }

    /// Events of one action in one phase.
    public List<JsonNode> events(String action, String phase) throws IOException {
        return events(action).stream()
                .filter(event -> event.path("event").path("phase").asString("").equals(phase))
                .toList();
    }

    /// Events of one action about one file.
    public List<JsonNode> events(String action, Path file) throws IOException {
        String name = file.getFileName().toString();
        return events(action).stream()
                .filter(event -> event.path("file").path("path").asString("").endsWith("/" + name))
                .toList();
    }

    /// The reasons of the events of one action about one file, oldest first, each phase with its
    /// own: `observed owner-paused`.
    public List<String> told(String action, Path file) throws IOException {
        return events(action, file).stream()
                .map(event -> event.path("event"))
                .map(event ->
                        event.path("phase").asString("") + " " + event.path("reason").asString(""))
                .toList();
    }
}
