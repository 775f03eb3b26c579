package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.config.Effective;
import dev.sessionwatchdog.incident.EventSearch;
import dev.sessionwatchdog.incident.LoggedEvent;
import dev.sessionwatchdog.store.forensic.Printable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `explain`: which rule applies, every check with what was observed and what was wanted, and what
/// the log knows already; also why nothing was done.
@Command(
        name = "explain",
        description = {
            "Explains a lock or a temp (every check, the verdict, what comes next), an event,"
                    + " an incident, or a rule.",
            "Looking changes nothing and counts for nothing."
        })
final class ExplainVerb implements Callable<Integer> {

    static final String SCHEMA = "session-watchdog.explain/1";

    private static final int LAST_EVENTS = 5;

    @Spec private @Nullable CommandSpec spec;

    @Parameters(
            paramLabel = "PATH|EVENT|INCIDENT|RULE",
            description = {
                "a path (absolute, below the root, or a name that is unique), an event's id or"
                        + " #number, an incident's id, or one of lease.lapsed, lock.dead-owner,"
                        + " lock.lapsed, store.legacy, tmp.orphan"
            })
    private String subject = "";

    @Override
    public Integer call() throws IOException, InterruptedException {
        Cli cli = Cli.of(Verbs.spec(spec));
        Optional<RuleText> rule = RuleText.of(subject);
        if (rule.isPresent()) {
            return rule(cli, rule.get());
        }
        if (subject.matches("#?[1-9][0-9]{0,17}|[0-9a-f]{8}(-[0-9a-f-]*)?")) {
            return EventsShow.explain(cli, subject);
        }
        if (subject.matches("inc-[0-9a-f]+")) {
            return EventsShow.explainIncident(cli, subject);
        }
        Setup setup = Setup.of(cli, Optional.empty());
        return path(cli, setup, new Targets(setup).find(subject));
    }

    private static int rule(Cli cli, RuleText rule) {
        List<Effective> settings =
                Configuration.load(cli).settings().stream().filter(rule::goesBy).toList();
        JsonMapper json = JsonMapper.shared();
        if (cli.json()) {
            ObjectNode answer = json.createObjectNode().put("schema", SCHEMA).put("kind", "rule");
            answer.put("rule", rule.id());
            ArrayNode asks = answer.putArray("asks");
            rule.asks().forEach(asks::add);
            ObjectNode values = answer.putObject("settings");
            settings.forEach(each -> values.set(each.path(), json.valueToTree(each.value())));
            cli.out().println(answer);
            return ExitCode.DONE;
        }
        cli.out().println(rule.id() + " asks, and all of it has to hold:");
        rule.asks().forEach(ask -> cli.out().println("  - " + ask));
        cli.out().println("settings in force:");
        settings.forEach(each ->
                cli.out()
                        .printf(
                                "  %-32s %s%n",
                                each.path(), Printable.of(json.writeValueAsString(each.value()))));
        return ExitCode.DONE;
    }

    private int path(Cli cli, Setup setup, Targets.Target target)
            throws IOException, InterruptedException {
        String place = target.place().toString();
        LookingClient.Said said =
                new LookingClient(cli, setup)
                        .look(target.root(), Map.of("verb", "explain", "path", place));
        List<LoggedEvent> past = past(cli, place);
        if (said.answer().exitCode() != ExitCode.DONE) {
            if (!cli.json() && !past.isEmpty()) {
                cli.out().println("what the log says of " + Printable.of(place) + ":");
                past.forEach(event -> cli.out().println("  " + EventText.line(event, cli.tint())));
                cli.out().flush();
            }
            throw new Failure(said.answer().exitCode(), EventText.message(said.answer().message()));
        }
        if (cli.json()) {
            ObjectNode answer = JsonMapper.shared().createObjectNode().put("schema", SCHEMA);
            answer.put("root", target.root().path());
            answer.put("by", said.by());
            answer.put("watched", said.byDaemon());
            answer.setAll((ObjectNode) said.answer().data());
            ArrayNode events = answer.putArray("events");
            past.forEach(event -> events.add(event.json()));
            cli.out().println(answer);
            return ExitCode.DONE;
        }
        new ExplainText(cli).print(target, said, past);
        return ExitCode.DONE;
    }

    private static boolean isAbout(LoggedEvent event, String place) {
        Optional<String> path = event.text("file", "path");
        return path.isPresent()
                && path.equals(event.text("file", "root").map(root -> root + "/" + place));
    }

    /// What was written about exactly this path, oldest first; nothing when there is no log.
    private static List<LoggedEvent> past(Cli cli, String place) throws IOException {
        try (OpenLog log = new LogPlace(cli).open()) {
            return new EventSearch(log.reader())
                    .newest(LAST_EVENTS, event -> isAbout(event, Printable.of(place)));
        } catch (Failure noLog) {
            cli.sayMore(String.valueOf(noLog.getMessage()));
            return List.of();
        }
    }
}
