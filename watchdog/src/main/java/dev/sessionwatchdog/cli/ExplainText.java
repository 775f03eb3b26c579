package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.finding.LegacyRule;
import dev.sessionwatchdog.finding.Spans;
import dev.sessionwatchdog.incident.LoggedEvent;
import dev.sessionwatchdog.incident.LoggedEvent.Check;
import dev.sessionwatchdog.store.forensic.Printable;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// An explanation of a path, for people.
record ExplainText(Cli cli) {

    void print(Targets.Target target, LookingClient.Said said, List<LoggedEvent> past) {
        JsonNode data = said.answer().data();
        cli.out().println(Printable.of(target.place().toString()));
        line(
                "root",
                Printable.of(target.root().path())
                        + (said.byDaemon()
                                ? ", as its daemon sees it"
                                : ", one look; no daemon guards it, nothing was watched yet"));
        switch (data.path("kind").asString("")) {
            case "lock" -> lock(data.path("lock"), said.byDaemon());
            case "temp" -> temp(data.path("temp"));
            case "index" -> index(data.path("index"));
            default -> other(data.path("other"));
        }
        if (past.isEmpty()) {
            line("log", "says nothing about it");
        } else {
            line("log", "");
            past.forEach(event -> cli.out().println("    " + EventText.line(event, cli.tint())));
        }
    }

    private void lock(JsonNode lock, boolean watched) {
        line("era", lock.path("era").asString(""));
        line(
                "owner",
                lock.has("pid")
                        ? lock.path("pid").asLong()
                                + " "
                                + lock.path("liveness").asString("")
                                + (lock.has("title") ? ": " + lock.path("title").asString("") : "")
                        : "it names none");
        line("lease", LockTable.lease(lock));
        line(
                "watched",
                LockTable.span(lock.path("watched_ms"))
                        + ", looks: "
                        + lock.path("looks").asInt(0)
                        + (watched
                                ? "; the next within " + LockTable.span(lock.path("next_look_ms"))
                                : ""));
        verdict(lock);
        if (lock.path("state").asString("").equals("breakable")) {
            line(
                    "agreeing",
                    lock.path("looks_agreeing").asInt(0)
                            + " of "
                            + lock.path("looks_wanted").asInt(0)
                            + " looks");
        }
        checks(lock);
    }

    private void temp(JsonNode temp) {
        line("era", temp.path("era").asString(""));
        line("family", temp.path("family").asString(""));
        line(
                "watched",
                LockTable.span(temp.path("watched_ms"))
                        + ", looks: "
                        + temp.path("looks").asInt(0));
        verdict(temp);
        checks(temp);
    }

    private void index(JsonNode index) {
        line("era", index.path("era").asString(""));
        line("health", Printable.of(index.path("health").asString("")));
        String reason = index.path("reason").asString("");
        String words = index.path("words").asString("");
        line(
                "rule",
                index.has("verdict")
                        ? LegacyRule.ID
                                + ": "
                                + index.path("verdict").asString("")
                                + (reason.isEmpty() ? "" : ": " + reason)
                                + (words.isEmpty() ? "" : ": " + Printable.of(words))
                        : "none: the index is read, never changed");
        checks(index);
        if (!index.has("recovery_sources")) {
            return;
        }
        line("sources", "what it could be restored from, by a person's decision:");
        for (JsonNode source : index.path("recovery_sources")) {
            cli.out()
                    .println(
                            "    "
                                    + Printable.of(source.path("path").asString(""))
                                    + ", "
                                    + Spans.bytes(source.path("bytes").asLong(0))
                                    + ", "
                                    + source.path("mtime").asString("")
                                    + ", "
                                    + (source.path("whole").asBoolean(false)
                                            ? "a whole JSON object"
                                            : "not whole"));
        }
        if (index.path("recovery_sources").isEmpty()) {
            cli.out().println("    nothing");
        }
    }

    private void other(JsonNode other) {
        if (other.has("era")) {
            line("era", other.path("era").asString(""));
        }
        line("rule", "none");
        line("why", Printable.of(other.path("why").asString("")));
    }

    private void verdict(JsonNode node) {
        String state = node.path("state").asString("");
        String verdict = Printable.of(node.path("verdict").asString(""));
        line(
                "rule",
                node.path("rule").asString("")
                        + ": "
                        + state
                        + (verdict.equals(state) ? "" : ", " + verdict));
        line("then", Printable.of(node.path("outlook").asString("")));
    }

    private void checks(JsonNode node) {
        List<Check> checks = new ArrayList<>();
        for (JsonNode check : node.path("checks")) {
            checks.add(
                    new Check(
                            check.path("check").asString(""),
                            check.path("observed").asString(""),
                            check.path("limit").asString(""),
                            check.path("pass").booleanValueOpt()));
        }
        if (!checks.isEmpty()) {
            new CheckTable(cli.tint()).print(cli.out(), checks);
        }
    }

    private void line(String label, String value) {
        cli.out().println("  %-9s %s".formatted(label, value).stripTrailing());
    }
}
