package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.finding.Spans;
import dev.sessionwatchdog.store.forensic.Printable;
import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.time.SystemTime;
import dev.sessionwatchdog.sweep.Pause;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `status`: whether each root is guarded, and what the last sweep saw. Works when the daemon is
/// down.
@Command(name = "status", description = "Tells how the daemon is and what it saw last.")
final class StatusVerb implements Callable<Integer> {

    private static final String SCHEMA = "session-watchdog.status/1";

    /// To the top of an empty screen (ECMA-48).
    private static final String CLEAR = "\u001b[2J\u001b[H";

    private static final Duration EVERY = Duration.ofSeconds(2);

    /// A heartbeat is written after every sweep; a sweep that paces itself may take long.
    private static final int MISSED_SWEEPS = 3;

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--exit-code",
            description = "exit with 3 when a root is not guarded or its heartbeat is too old")
    private boolean exitCode;

    @Option(
            names = "--watch",
            description =
                    "with the locks and how much of their time is over; goes on on a terminal")
    private boolean watch;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Cli cli = Cli.of(Verbs.spec(spec));
        Setup setup = Setup.of(cli, Optional.empty());
        SystemTime time = new SystemTime();
        while (watch && cli.onTerminal() && !cli.json()) {
            cli.out().print(CLEAR);
            show(cli, setup, time.moment().wall());
            cli.out().flush();
            time.await(EVERY);
        }
        return show(cli, setup, time.moment().wall());
    }

    private int show(Cli cli, Setup setup, Instant now) throws IOException, InterruptedException {
        Duration tooOld = setup.config().watch().fullSweep().multipliedBy(MISSED_SWEEPS);
        boolean allWell = true;
        ObjectNode answer = JsonMapper.shared().createObjectNode();
        answer.put("schema", SCHEMA);
        ArrayNode roots = answer.putArray("roots");
        for (Config.RootConfig root : setup.config().roots()) {
            Optional<DaemonStatus> status = DaemonStatus.read(Path.of(root.path()));
            Health health = health(status, now, tooOld);
            allWell &= health == Health.GUARDED;
            ObjectNode node = roots.addObject();
            node.put("root", Printable.of(root.path()));
            node.put("health", health.word);
            status.ifPresent(known -> node.set("daemon", known.json()));
            Optional<Pause> pause = pause(setup, root, now);
            pause.ifPresent(it ->
                    node.putObject("pause")
                            .put("since", it.since().toString())
                            .put("until", it.until().toString())
                            .put("reason", Printable.of(it.reason())));
            if (!cli.json()) {
                print(cli.out(), root, health, status, now);
                pause.ifPresent(it -> line(cli.out(), "paused", words(it, now)));
                if (watch) {
                    new LeaseBars(cli, setup).print(root);
                }
            }
        }
        if (cli.json()) {
            cli.out().println(answer);
        }
        return exitCode && !allWell ? ExitCode.NOT_RUNNING : ExitCode.DONE;
    }

    private static Optional<Pause> pause(Setup setup, Config.RootConfig config, Instant now) {
        try (Root root = LocalRoot.open(Path.of(config.path()), setup.natives())) {
            return Pause.read(root, now);
        } catch (IOException outOfReach) {
            return Optional.empty();
        }
    }

    private static String words(Pause pause, Instant now) {
        return "for another "
                + Spans.words(Duration.between(now, pause.until()))
                + ": "
                + Printable.of(pause.reason())
                + "; end it: session-watchdog resume";
    }

    private enum Health {
        GUARDED("guarded"),
        SILENT("heartbeat too old"),
        STOPPED("not running"),
        NEVER("never guarded");

        private final String word;

        Health(String word) {
            this.word = word;
        }
    }

    private static Health health(Optional<DaemonStatus> status, Instant now, Duration tooOld) {
        if (status.isEmpty()) {
            return Health.NEVER;
        }
        if (!status.get().alive()) {
            return Health.STOPPED;
        }
        Optional<Instant> heartbeat = status.get().instant("heartbeat");
        return heartbeat.isPresent()
                        && Duration.between(heartbeat.get(), now).compareTo(tooOld) <= 0
                ? Health.GUARDED
                : Health.SILENT;
    }

    private static void print(
            PrintWriter out,
            Config.RootConfig root,
            Health health,
            Optional<DaemonStatus> known,
            Instant now) {
        out.println(Printable.of(root.path()) + ": " + health.word);
        if (known.isEmpty()) {
            out.println("  start it: session-watchdog run --root " + Printable.of(root.path()));
            return;
        }
        DaemonStatus status = known.get();
        line(
                out,
                "daemon",
                "pid "
                        + status.json().path("pid").asLong()
                        + ", version "
                        + Printable.of(status.text("version"))
                        + ", mode "
                        + Printable.of(status.text("mode"))
                        + (status.json().path("drill").asBoolean(false) ? " (drill)" : ""));
        status.instant("heartbeat").ifPresent(beat -> line(out, "heartbeat", ago(beat, now)));
        lastSweep(out, status.json().path("last_sweep"));
        status.instant("next_sweep")
                .ifPresent(next ->
                        line(
                                out,
                                "next sweep",
                                next.isAfter(now)
                                        ? "in " + Spans.words(Duration.between(now, next))
                                        : "due"));
        for (String doubt : new String[] {"blind", "degraded", "config", "events_dir"}) {
            if (!status.text(doubt).isEmpty()) {
                line(out, doubt.replace("_dir", ""), Printable.of(status.text(doubt)));
            }
        }
    }

    private static void lastSweep(PrintWriter out, JsonNode sweep) {
        if (sweep.isMissingNode()) {
            return;
        }
        line(
                out,
                "last sweep",
                Spans.count(sweep.path("stores").asInt(), "store")
                        + " "
                        + sweep.path("eras")
                        + ", "
                        + (sweep.path("applied").asInt() - sweep.path("locks_broken").asInt())
                        + " reaped ("
                        + Spans.bytes(sweep.path("bytes").asLong())
                        + "), "
                        + locks(sweep)
                        + sweep.path("failed").asInt()
                        + " failed, "
                        + sweep.path("left").asInt()
                        + " left, "
                        + sweep.path("kept").asInt()
                        + " kept, "
                        + sweep.path("waiting").asInt()
                        + " waiting, in "
                        + Spans.words(Duration.ofMillis(sweep.path("took_ms").asLong())));
    }

    private static String locks(JsonNode sweep) {
        return Spans.count(sweep.path("locks").asInt(), "lock")
                + " seen, "
                + sweep.path("locks_broken_in_all").asInt()
                + " broken since its start, ";
    }

    private static String ago(Instant then, Instant now) {
        return Spans.words(Duration.between(then, now)) + " ago";
    }

    private static void line(PrintWriter out, String what, String value) {
        out.println("  " + what + " ".repeat(Math.max(1, 12 - what.length())) + value);
    }
}
