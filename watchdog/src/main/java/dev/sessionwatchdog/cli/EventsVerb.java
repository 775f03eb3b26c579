package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.incident.EventFilter;
import dev.sessionwatchdog.incident.EventSearch;
import dev.sessionwatchdog.incident.LoggedEvent;
import dev.sessionwatchdog.store.forensic.Following;
import dev.sessionwatchdog.store.time.SystemTime;
import dev.sessionwatchdog.store.time.Time;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `events`: lists what was done and why, newest last, and follows it.
@Command(
        name = "events",
        description = "Lists, filters and follows the forensic events.",
        subcommands = {EventsShow.class, EventsVerify.class})
final class EventsVerb implements Callable<Integer> {

    static final int DEFAULT_COUNT = 50;
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private final Time time = new SystemTime();

    @Spec private @Nullable CommandSpec spec;

    @Mixin private EventOptions options = new EventOptions();

    @Option(
            names = {"-f", "--follow"},
            description = "go on with what is written from now on")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            description = "the newest N (default 50, with --since all)")
    private @Nullable Integer count;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description =
                    "line, json, csv, or ecs (Elastic Common Schema, one object a line);"
                            + " default line")
    private EventFormat format = EventFormat.line;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (spec == null) {
            return ExitCode.FAILED;
        }
        return run(Cli.of(spec));
    }

    private int run(Cli cli) throws IOException, InterruptedException {
        if (count != null && count < 0) {
            throw new Failure(ExitCode.USAGE, "-n " + count + ": a count is 0 or more");
        }
        EventFilter filter = options.filter(time.moment().wall(), ZoneId.systemDefault());
        EventFormat chosen = cli.json() ? EventFormat.json : format;
        EventPrinter printer = new EventPrinter(cli.out(), chosen, cli.tint(), follow);
        try (OpenLog log = new LogPlace(cli).open();
                Following following = log.reader().follow()) {
            EventSearch search = new EventSearch(log.reader());
            printer.begin();
            list(search, filter, printer);
            printer.end();
            tellUnreadable(cli, search.unreadable());
            if (follow) {
                follow(following, filter, printer, time);
            }
        }
        return ExitCode.DONE;
    }

    private void list(EventSearch search, EventFilter filter, EventPrinter printer)
            throws IOException {
        if (count == null && options.hasSince()) {
            search.all(filter, printer::print);
        } else {
            search.newest(count == null ? DEFAULT_COUNT : count, filter).forEach(printer::print);
        }
    }

    private static void tellUnreadable(Cli cli, long lines) {
        if (lines > 0) {
            cli.say(
                    (lines == 1 ? "1 line is no event" : lines + " lines are no events")
                            + "; see: session-watchdog events verify");
        }
    }

    /// Until the process is asked to end.
    static void follow(Following following, EventFilter filter, EventPrinter printer, Time time)
            throws IOException, InterruptedException {
        while (!Thread.currentThread().isInterrupted()) {
            following.poll(line -> {
                LoggedEvent.parse(line).filter(filter).ifPresent(printer::printNew);
                return true;
            });
            printer.flush();
            time.await(LOOK_EVERY);
        }
    }
}
