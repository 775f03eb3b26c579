package dev.sessionwatchdog.cli;

import tools.jackson.databind.JsonNode;

/// How much of a lock's time is over, as a bar: `[######----]`, and `[##########]!` when it has
/// lapsed. Plain characters, so that it reads on any terminal.
final class LeaseBar {

    private static final int WIDTH = 20;

    private LeaseBar() {}

    static String of(JsonNode lease) {
        double limit = lease.path("limit_ms").asDouble(0);
        double elapsed = Math.max(0, lease.path("elapsed_ms").asDouble(0));
        if (limit <= 0) {
            return "[" + "?".repeat(WIDTH) + "] ";
        }
        int over = (int) Math.min(WIDTH, Math.floor(elapsed * WIDTH / limit));
        return "["
                + "#".repeat(over)
                + "-".repeat(WIDTH - over)
                + "]"
                + (elapsed >= limit ? "!" : " ");
    }
}
