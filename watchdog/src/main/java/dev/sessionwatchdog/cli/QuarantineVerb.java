package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.action.QuarantineActs;
import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.finding.Spans;
import dev.sessionwatchdog.quarantine.Item;
import dev.sessionwatchdog.quarantine.ItemRecord;
import dev.sessionwatchdog.quarantine.QuarantineDirectory;
import dev.sessionwatchdog.store.forensic.Printable;
import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.time.SystemTime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `quarantine`: what was moved aside, and how to get it back.
@Command(
        name = "quarantine",
        description = "Lists, shows, restores and purges what was moved aside.")
final class QuarantineVerb implements Runnable {

    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        CommandSpec verb = Verbs.spec(spec);
        verb.commandLine().usage(Cli.of(verb).out());
    }

    @Command(name = "list", description = "Lists everything in quarantine.")
    int list() throws IOException {
        Cli cli = Cli.of(Verbs.spec(spec));
        List<Found> items = items(Setup.of(cli, Optional.empty()));
        if (cli.json()) {
            ObjectNode answer = JsonMapper.shared().createObjectNode();
            answer.put("schema", "session-watchdog.quarantine/1");
            ArrayNode array = answer.putArray("items");
            items.forEach(item -> array.add(json(item)));
            cli.out().println(answer);
            return ExitCode.DONE;
        }
        Instant now = new SystemTime().moment().wall();
        for (Found found : items) {
            cli.out()
                    .println(
                            found.item().id()
                                    + "  "
                                    + found.item()
                                            .record()
                                            .map(known -> age(known, now) + "  " + known.rule())
                                            .orElse("record lost")
                                    + "  "
                                    + found.item()
                                            .content()
                                            .map(facts -> Spans.bytes(facts.size()))
                                            .orElse(
                                                    found.item().restored()
                                                            ? "restored"
                                                            : "no content")
                                    + "  "
                                    + found.item()
                                            .record()
                                            .map(known -> Printable.of(known.from().toString()))
                                            .orElse("?"));
        }
        cli.say(items.size() + (items.size() == 1 ? " item" : " items"));
        return ExitCode.DONE;
    }

    @Command(name = "show", description = "Shows one item and how to get it back.")
    int show(@Parameters(paramLabel = "ID") String id) throws IOException {
        Cli cli = Cli.of(Verbs.spec(spec));
        Found found = find(Setup.of(cli, Optional.empty()), id);
        if (cli.json()) {
            ObjectNode answer = json(found);
            answer.put("schema", "session-watchdog.quarantine-item/1");
            cli.out().println(answer);
            return ExitCode.DONE;
        }
        cli.out().println(found.item().id());
        line(cli, "root", Printable.of(found.root().path()));
        found.item()
                .record()
                .ifPresent(known -> {
                    line(cli, "from", Printable.of(known.from().toString()));
                    line(cli, "rule", Printable.of(known.rule()));
                    line(cli, "event", Printable.of(known.event()));
                    line(cli, "moved", known.at().toString());
                    line(cli, "last write", known.mtime().toString());
                    line(cli, "keep until", known.expires().toString());
                });
        found.item().content().ifPresent(facts -> line(cli, "size", Spans.bytes(facts.size())));
        line(cli, "restore", "session-watchdog quarantine restore " + id);
        line(cli, "why", "session-watchdog events -g " + id);
        return ExitCode.DONE;
    }

    @Command(name = "restore", description = "Puts one item back; never over anything.")
    int restore(
            @Parameters(paramLabel = "ID") String id,
            @Option(
                            names = "--to",
                            paramLabel = "PLACE",
                            description = "another place below the root")
                    @Nullable String to)
            throws IOException, InterruptedException {
        Cli cli = Cli.of(Verbs.spec(spec));
        Setup setup = Setup.of(cli, Optional.empty());
        Optional<Place> target;
        try {
            target = Optional.ofNullable(to).map(Place::of);
        } catch (IllegalArgumentException notAPlace) {
            throw new Failure(
                    ExitCode.USAGE,
                    "--to " + Printable.of(String.valueOf(to)) + ": not a place below the root");
        }
        Found found = find(setup, id);
        QuarantineDesk desk = new QuarantineDesk(cli, setup);
        return desk.act(QuarantineActs.RESTORE, found.root(), id, target);
    }

    @Command(name = "purge", description = "Deletes items for good.")
    int purge(
            @Parameters(paramLabel = "ID", arity = "0..*") List<String> ids,
            @Option(
                            names = "--older-than",
                            paramLabel = "DURATION",
                            description = "every item that was moved aside longer ago, as in 14d")
                    @Nullable String olderThan)
            throws IOException, InterruptedException {
        Cli cli = Cli.of(Verbs.spec(spec));
        Setup setup = Setup.of(cli, Optional.empty());
        List<Found> chosen = new ArrayList<>();
        for (String id : ids == null ? List.<String>of() : ids) {
            chosen.add(find(setup, id));
        }
        if (olderThan != null) {
            Instant before = new SystemTime().moment().wall().minus(Verbs.duration(olderThan));
            items(setup).stream()
                    .filter(item -> item.item().record().isPresent())
                    .filter(item -> item.item().record().get().at().isBefore(before))
                    .forEach(chosen::add);
        }
        if (chosen.isEmpty()) {
            cli.say("nothing to purge");
            return ExitCode.DONE;
        }
        if (!cli.confirm("delete " + chosen.size() + " items for good")) {
            throw new Failure(ExitCode.USAGE, "purge deletes for good: say so with -y");
        }
        QuarantineDesk desk = new QuarantineDesk(cli, setup);
        int worst = ExitCode.DONE;
        for (Found found : chosen) {
            worst =
                    Math.max(
                            worst,
                            desk.act(
                                    QuarantineActs.PURGE,
                                    found.root(),
                                    found.item().id(),
                                    Optional.empty()));
        }
        return worst;
    }

    private static String age(ItemRecord record, Instant now) {
        return Spans.words(Duration.between(record.at(), now)) + " ago";
    }

    private static void line(Cli cli, String what, String value) {
        cli.out().println("  " + what + " ".repeat(Math.max(1, 12 - what.length())) + value);
    }

    private static ObjectNode json(Found found) {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("id", found.item().id());
        node.put("root", Printable.of(found.root().path()));
        found.item()
                .record()
                .ifPresent(known -> {
                    node.put("from", Printable.of(known.from().toString()));
                    node.put("rule", known.rule());
                    node.put("event", known.event());
                    node.put("at", known.at().toString());
                    node.put("expires", known.expires().toString());
                });
        found.item().content().ifPresent(facts -> node.put("size", facts.size()));
        return node;
    }

    private static List<Found> items(Setup setup) throws IOException {
        List<Found> items = new ArrayList<>();
        for (Config.RootConfig rootConfig : setup.config().roots()) {
            try (Root root = LocalRoot.open(Path.of(rootConfig.path()), setup.natives())) {
                QuarantineDirectory quarantine =
                        new QuarantineDirectory(root, Place.of(setup.config().quarantine().dir()));
                quarantine.list().forEach(item -> items.add(new Found(rootConfig, item)));
            }
        }
        return items;
    }

    private static Found find(Setup setup, String id) throws IOException {
        return items(setup).stream()
                .filter(found -> found.item().id().equals(id))
                .findFirst()
                .orElseThrow(() ->
                        new Failure(
                                ExitCode.FAILED,
                                "there is nothing in quarantine under "
                                        + Printable.of(id)
                                        + ": see `session-watchdog quarantine list`"));
    }

    private record Found(Config.RootConfig root, Item item) {}
}
