package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.finding.Spans;
import dev.sessionwatchdog.store.forensic.Printable;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What `migrate` verbs say, in lines for people.
final class MigrationTexts {

    private static final List<String> LAYOUTS = List.of("", "entries-encoded", "entries-exact");

    private MigrationTexts() {}

    /// @throws Failure if there is no such layout
    static String layout(String said) {
        if (!LAYOUTS.contains(said)) {
            throw new Failure(
                    ExitCode.USAGE,
                    "--layout " + Printable.of(said) + ": entries-encoded or entries-exact");
        }
        return said;
    }

    static void line(Cli cli, String what, String value) {
        cli.out().println("  " + what + " ".repeat(Math.max(1, 14 - what.length())) + value);
    }

    static String text(JsonNode node, String member) {
        return Printable.of(node.path(member).asString(""));
    }

    /// Sessions, bytes, names, room and time.
    static void sizes(Cli cli, JsonNode row) {
        line(
                cli,
                "sessions",
                row.path("sessions").asInt(0)
                        + ", "
                        + Spans.bytes(row.path("bytes").asLong(0))
                        + ", in "
                        + row.path("entries").asInt(0)
                        + " entries");
        folded(cli, row);
        if (row.has("longest_name")) {
            line(
                    cli,
                    "longest name",
                    text(row, "longest_name")
                            + (row.path("cut_names").asInt(0) > 0
                                    ? "; " + row.path("cut_names").asInt(0) + " cut"
                                    : ""));
        }
        if (row.has("required_bytes")) {
            line(
                    cli,
                    "room",
                    Spans.bytes(row.path("required_bytes").asLong(0))
                            + " wanted, "
                            + (row.has("free_bytes")
                                    ? Spans.bytes(row.path("free_bytes").asLong(0)) + " free"
                                    : "free room is not told"));
        }
        line(cli, "took", Spans.words(Duration.ofMillis(row.path("took_ms").asLong(0))));
    }

    private static void folded(Cli cli, JsonNode row) {
        if (row.path("folded").asInt(0) == 0) {
            return;
        }
        line(
                cli,
                "put aside",
                row.path("folded").asInt(0)
                        + " whose key the layout takes for another's; kept in conflict/");
        for (JsonNode folded : row.path("folded_keys")) {
            cli.out()
                    .println(
                            "    "
                                    + text(folded, "key")
                                    + " gives way to "
                                    + text(folded, "winner"));
        }
    }

    /// 5 when some stores failed, 1 when all did.
    static int exitCode(int asked, int failed) {
        if (failed == 0) {
            return ExitCode.DONE;
        }
        return failed < asked ? ExitCode.PARTLY_DONE : ExitCode.FAILED;
    }
}
