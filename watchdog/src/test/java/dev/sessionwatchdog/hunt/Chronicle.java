package dev.sessionwatchdog.hunt;

import dev.sessionwatchdog.sim.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the daemon's own log says of locks, read only when somebody asks.
final class Chronicle {

    /// Far cheaper than to parse every line.
    private static final String MARK = "\"action\":\"lock.break\"";

    private static final int WORDS = 25;

    private final World world;
    private final Map<String, JsonNode> known = new LinkedHashMap<>();

    Chronicle(World world) {
        this.world = world;
    }

    /// Every event about breaking locks, oldest first; what a power loss has taken from the disk
    /// stays known here.
    List<JsonNode> breaks() {
        Map<Long, String> inOrder = new HashMap<>();
        for (String path : world.disk().paths().keySet()) {
            if (path.startsWith(World.EVENTS + "/events") && path.endsWith(".jsonl")) {
                String text = world.disk().text(path);
                text.substring(0, text.lastIndexOf('\n') + 1)
                        .lines()
                        .filter(line -> line.contains(MARK))
                        .filter(line -> !known.containsKey(id(line)))
                        .forEach(line -> inOrder.put(sequence(line), line));
            }
        }
        inOrder.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .forEach(line -> known.put(id(line), JsonMapper.shared().readTree(line)));
        return List.copyOf(known.values());
    }

    /// The last lines, for whoever has to understand a violation.
    String lastWords() {
        List<JsonNode> all = breaks();
        StringBuilder text = new StringBuilder();
        for (JsonNode event : all.subList(Math.max(0, all.size() - WORDS), all.size())) {
            text.append(event.path("clock").path("monotonic_ns").asLong() / 1_000_000_000)
                    .append(" s  ")
                    .append(event.path("message").asString(""))
                    .append('\n');
        }
        return text.toString();
    }

    private static String id(String line) {
        String start = "\"event\":{\"id\":\"";
        int at = line.indexOf(start) + start.length();
        return line.substring(at, at + 36);
    }

    private static long sequence(String line) {
        String start = "\"sequence\":";
        int at = line.indexOf(start) + start.length();
        int end = at;
        while (Character.isDigit(line.charAt(end))) {
            end++;
        }
        return Long.parseLong(line, at, end, 10);
    }

    /// The last intent to break a lock at this session.
    Optional<JsonNode> lastIntent(TrueLock lock) {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode event : breaks()) {
            if (phase(event).equals("intent") && isAt(event, lock)) {
                found.add(event);
            }
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(found.getLast());
    }

    /// How the last thing that was announced with this intent has ended.
    Optional<JsonNode> outcome(JsonNode intent) {
        String id = intent.path("event").path("id").asString("");
        return breaks().stream()
                .filter(event -> event.path("correlation").path("intent").asString("").equals(id))
                .findFirst();
    }

    /// Whether it was said of this lock, for this reason, that it is left alone.
    boolean saysOf(TrueLock lock, String reason) {
        return breaks().stream()
                .anyMatch(event ->
                        phase(event).equals("observed")
                                && reason(event).equals(reason)
                                && isAt(event, lock)
                                && isAbout(event, lock));
    }

    /// How often something was broken at this session: an empty file of the daemon's own, which a
    /// crash has left at a lock's name, goes as any empty lock.
    long breaksAt(TrueLock lock) {
        return breaks().stream()
                .filter(event -> phase(event).equals("done") && isAt(event, lock))
                .count();
    }

    static boolean isAt(JsonNode event, TrueLock lock) {
        return event.path("file")
                .path("path")
                .asString("")
                .equals("/simulated/" + lock.session.lock());
    }

    /// Whether it tells this lock's payload; of one without a payload it cannot be told.
    static boolean isAbout(JsonNode event, TrueLock lock) {
        String raw = event.path("lock").path("raw").asString("");
        return lock.payload.isEmpty()
                ? raw.isEmpty()
                : raw.startsWith("{\"n\":" + lock.number + ",");
    }

    static String phase(JsonNode event) {
        return event.path("event").path("phase").asString("");
    }

    static String reason(JsonNode event) {
        return event.path("event").path("reason").asString("");
    }

    static String rule(JsonNode event) {
        return event.path("rule").path("id").asString("");
    }
}
