package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.finding.Spans;
import dev.sessionwatchdog.store.forensic.Printable;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Locks in columns. What will become of one that is not simply held stands below it.
final class LockTable {

    private static final List<String> TITLES =
            List.of("state", "owner", "lives", "lease", "looks", "lock");

    private LockTable() {}

    static void print(PrintWriter out, Tint tint, JsonNode locks) {
        List<List<String>> rows = new ArrayList<>();
        locks.forEach(lock -> rows.add(columns(lock)));
        int[] widths = new int[TITLES.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = TITLES.get(i).length();
            for (List<String> row : rows) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        out.println("  " + line(TITLES, widths));
        for (int row = 0; row < rows.size(); row++) {
            JsonNode lock = locks.path(row);
            String line = line(rows.get(row), widths);
            out.println("  " + tint.level(level(lock), line));
            if (!lock.path("verdict").asString("").equals("held")) {
                out.println("    -> " + Printable.of(lock.path("outlook").asString("")));
            }
        }
    }

    private static List<String> columns(JsonNode lock) {
        return List.of(
                lock.path("state").asString(""),
                owner(lock),
                lock.path("liveness").asString(""),
                lease(lock),
                lock.path("looks").asString("0"),
                Printable.of(lock.path("path").asString("")));
    }

    /// `2211 node`; `-` for a lock that names no process.
    static String owner(JsonNode lock) {
        if (!lock.has("pid")) {
            return "-";
        }
        String title = lock.path("title").asString("");
        String program = title.split(" ", 2)[0];
        String name = program.substring(program.lastIndexOf('/') + 1);
        return (lock.path("pid").asLong() + " " + shortened(name)).strip();
    }

    private static String shortened(String name) {
        int most = 18;
        return name.length() <= most ? name : name.substring(0, most - 1) + "~";
    }

    /// `declared 4m of 19m`.
    static String lease(JsonNode lock) {
        JsonNode lease = lock.path("lease");
        return lease.path("source").asString("")
                + " "
                + span(lease.path("elapsed_ms"))
                + " of "
                + span(lease.path("limit_ms"));
    }

    static String span(JsonNode millis) {
        return Spans.words(Duration.ofMillis(millis.asLong(0)));
    }

    static String level(JsonNode lock) {
        return switch (lock.path("state").asString("")) {
            case "breakable" -> "error";
            case "suspect", "refused" -> "warn";
            default -> "info";
        };
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length - 1; i++) {
            line.append(row.get(i));
            line.append(" ".repeat(widths[i] - row.get(i).length() + 2));
        }
        return line.append(row.getLast()).toString();
    }
}
