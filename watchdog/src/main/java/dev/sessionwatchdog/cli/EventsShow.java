package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.incident.EventSearch;
import dev.sessionwatchdog.incident.LoggedEvent;
import dev.sessionwatchdog.store.forensic.Printable;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `events show`: one act from its intent to its outcome, with every check behind it.
@Command(
        name = "show",
        description = "shows an event with its intent, its outcome, every check and the undo")
final class EventsShow implements Callable<Integer> {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Spec private @Nullable CommandSpec spec;

    @Parameters(
            paramLabel = "ID",
            description = "an event's id or its beginning, or its number as in 43 or #43")
    private String id = "";

    @Override
    public Integer call() throws IOException {
        Cli cli = Cli.of(Verbs.spec(spec));
        try (OpenLog log = new LogPlace(cli).open()) {
            EventSearch search = new EventSearch(log.reader());
            LoggedEvent event = one(id, search.named(id));
            List<LoggedEvent> story = search.story(event);
            if (cli.json()) {
                cli.out().println(json("session-watchdog.events-show/1", event.id(), story));
            } else {
                show(cli.out(), cli.tint(), story);
            }
        }
        return ExitCode.DONE;
    }

    /// Shows one event, and answers what a person asks of it.
    static int explain(Cli cli, String id) throws IOException {
        try (OpenLog log = new LogPlace(cli).open()) {
            EventSearch search = new EventSearch(log.reader());
            LoggedEvent event = one(id, search.named(id));
            List<LoggedEvent> story = search.story(event);
            if (cli.json()) {
                ObjectNode answer = json(ExplainVerb.SCHEMA, event.id(), story);
                answer.put("kind", "event");
                answer.set("explanation", StoryText.json(story));
                cli.out().println(answer);
            } else {
                show(cli.out(), cli.tint(), story);
                StoryText.print(cli.out(), story);
            }
        }
        return ExitCode.DONE;
    }

    /// Shows the events of one incident, and answers what a person asks of it.
    static int explainIncident(Cli cli, String id) throws IOException {
        try (OpenLog log = new LogPlace(cli).open()) {
            List<LoggedEvent> story = new EventSearch(log.reader()).incident(id);
            if (story.isEmpty()) {
                throw new Failure(
                        ExitCode.FAILED, "no event belongs to " + Printable.of(id) + " (yet)");
            }
            if (cli.json()) {
                ObjectNode answer = json(ExplainVerb.SCHEMA, id, story);
                answer.put("kind", "incident");
                answer.set("explanation", StoryText.json(story));
                cli.out().println(answer);
            } else {
                story.forEach(event -> cli.out().println(EventText.line(event, cli.tint())));
                StoryText.print(cli.out(), story);
            }
        }
        return ExitCode.DONE;
    }

    private static LoggedEvent one(String id, List<LoggedEvent> found) {
        return switch (found.size()) {
            case 0 ->
                    throw new Failure(
                            ExitCode.FAILED,
                            "no event is called '" + Printable.of(id) + "'; see: events -n 50");
            case 1 -> found.getFirst();
            default ->
                    throw new Failure(
                            ExitCode.USAGE,
                            "several events are called so, among them "
                                    + found.stream()
                                            .map(it -> it.id() + " (#" + it.sequence() + ")")
                                            .collect(Collectors.joining(", ")));
        };
    }

    private static void show(PrintWriter out, Tint tint, List<LoggedEvent> story) {
        String gap = "";
        for (LoggedEvent event : story) {
            out.print(gap);
            gap = System.lineSeparator();
            out.println(EventText.line(event, tint));
            out.println("  id        " + Printable.of(event.id()));
            member(out, event, "file", "file", "path");
            member(out, event, "agent", "file", "agent");
            member(out, event, "reason", "event", "reason");
            member(out, event, "incident", "correlation", "incident");
            EventEvidence.print(out, event.json());
            showRule(out, tint, event);
        }
        if (story.getLast().phase().equals("intent")) {
            out.println("  outcome   none is logged: going on, or a writer ended in between");
        }
        undo(story).ifPresent(undo -> out.println("  undo      " + Printable.of(undo)));
    }

    private static Optional<String> undo(List<LoggedEvent> story) {
        return story.reversed().stream().flatMap(event -> event.undo().stream()).findFirst();
    }

    private static void member(
            PrintWriter out, LoggedEvent event, String label, String group, String name) {
        event.text(group, name)
                .ifPresent(value -> out.printf("  %-9s %s%n", label, Printable.of(value)));
    }

    private static void showRule(PrintWriter out, Tint tint, LoggedEvent event) {
        event.text("rule", "id")
                .ifPresent(rule ->
                        out.printf(
                                "  %-9s %s: %s%n",
                                "rule",
                                Printable.of(rule),
                                Printable.of(event.text("rule", "verdict").orElse(""))));
        List<LoggedEvent.Check> checks = event.checks();
        if (!checks.isEmpty()) {
            new CheckTable(tint).print(out, checks);
        }
    }

    private static ObjectNode json(String schema, String id, List<LoggedEvent> story) {
        ObjectNode answer = JSON.createObjectNode().put("schema", schema);
        answer.put("id", id);
        undo(story).ifPresent(undo -> answer.put("undo", undo));
        ArrayNode events = answer.putArray("events");
        story.forEach(each -> events.add(each.json()));
        return answer;
    }
}
