package dev.sessionwatchdog.cli;

import java.io.PrintWriter;
import tools.jackson.databind.JsonNode;

/// What an event says of a lock, of its owner and of who asked, in lines of words.
final class EventEvidence {

    private EventEvidence() {}

    static void print(PrintWriter out, JsonNode event) {
        lock(out, event.path("lock"));
        owner(out, event.path("owner"));
        JsonNode labels = event.path("labels");
        if (labels.path("asked_by_hand").asString("").equals("true")) {
            line(out, "asked", "by hand, reason: " + labels.path("reason").asString(""));
        }
        text(out, "risk", labels.path("risk"));
        text(out, "advice", labels.path("advice"));
        text(out, "break", labels.path("break_intent"));
        for (String side : new String[] {"before", "after"}) {
            for (int i = 1; labels.has(side + "." + i); i++) {
                text(out, side, labels.path(side + "." + i));
            }
        }
    }

    private static void lock(PrintWriter out, JsonNode lock) {
        if (lock.isMissingNode()) {
            return;
        }
        text(out, "payload", lock.path("raw"));
        if (lock.path("created_at").isString()) {
            line(
                    out,
                    "made",
                    lock.path("created_at").asString("")
                            + ", "
                            + LockTable.span(lock.path("age_ms"))
                            + " before");
        }
        JsonNode lease = lock.path("lease");
        if (!lease.isMissingNode()) {
            line(
                    out,
                    "lease",
                    lease.path("source").asString("")
                            + ", "
                            + LockTable.span(lease.path("lapsed_ms"))
                            + " of "
                            + LockTable.span(lease.path("limit_ms"))
                            + ", "
                            + lease.path("looks").asInt(0)
                            + " looks, "
                            + lease.path("beats_seen").asInt(0)
                            + " beats seen");
        }
    }

    private static void owner(PrintWriter out, JsonNode owner) {
        if (owner.isMissingNode()) {
            return;
        }
        StringBuilder words = new StringBuilder();
        words.append(owner.path("pid").asLong(0)).append(' ');
        words.append(owner.path("liveness").asString(""));
        words.append(" (kill: ").append(owner.path("kill0").asString(""));
        words.append(", /proc: ").append(owner.path("proc").asString(""));
        if (owner.path("recycled").asBoolean(false)) {
            words.append(", another process has its id now");
        }
        words.append(holds(owner.path("holds_fd"))).append(')');
        if (owner.has("command_line")) {
            words.append(": ").append(owner.path("command_line").asString(""));
        }
        line(out, "owner", words.toString());
    }

    private static String holds(JsonNode holds) {
        if (holds.isBoolean()) {
            return holds.asBoolean() ? ", has it open" : ", nobody has it open";
        }
        return holds.isMissingNode() ? "" : ", who has it open is not known";
    }

    private static void text(PrintWriter out, String label, JsonNode value) {
        value.stringValueOpt()
                .filter(text -> !text.isEmpty())
                .ifPresent(text -> line(out, label, text));
    }

    private static void line(PrintWriter out, String label, String value) {
        out.printf("  %-9s %s%n", label, EventText.message(value));
    }
}
