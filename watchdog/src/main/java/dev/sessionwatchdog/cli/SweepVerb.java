package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.decision.Permission;
import dev.sessionwatchdog.store.forensic.ForensicEvent;
import dev.sessionwatchdog.store.forensic.Phase;
import dev.sessionwatchdog.sweep.OnePass;
import dev.sessionwatchdog.sweep.OwnedByAnotherException;
import dev.sessionwatchdog.sweep.RootGuard;
import dev.sessionwatchdog.sweep.SweepRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `sweep`: one pass now, with the looks that the rules need and the gap between them.
@Command(name = "sweep", description = "Makes one pass over every root now.")
final class SweepVerb implements Callable<Integer> {

    private static final String SCHEMA = "session-watchdog.sweep/1";

    /// What a signal waits for at most; one act and one sync take far less.
    private static final Duration MOST_PATIENCE = Duration.ofSeconds(10);

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = {"-n", "--dry-run"},
            description = "say what would be done; touch nothing, not even the forensic log")
    private boolean dryRun;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "RULES",
            description = "tmp, locks, migrate")
    private List<Only> only = new ArrayList<>();

    @Option(names = "--exit-code", description = "exit with 4 when something was found")
    private boolean exitCode;

    /// Rules by their short names.
    enum Only {
        tmp,
        locks,
        migrate
    }

    private final AtomicBoolean stopping = new AtomicBoolean();
    private final List<ForensicEvent> told = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Cli cli = Cli.of(Verbs.spec(spec));
        Setup setup = Setup.of(cli, Optional.empty());
        Thread.currentThread().setName("sweep");
        return dryRun ? rehearse(cli, setup) : act(cli, setup);
    }

    /// A daemon sweeps by all its rules: it would act on what is due in any case.
    private int act(Cli cli, Setup setup) throws IOException, InterruptedException {
        List<Config.RootConfig> ours = new ArrayList<>();
        List<RequestClient.Answer> byDaemons = new ArrayList<>();
        for (Config.RootConfig root : setup.config().roots()) {
            Optional<RequestClient.Answer> answer = RequestClient.sweep(setup, root);
            if (answer.isPresent()) {
                byDaemons.add(answer.get());
                tell(cli, root, answer.get());
            } else {
                ours.add(root);
            }
        }
        int daemons = byDaemons.stream().mapToInt(RequestClient.Answer::exitCode).max().orElse(0);
        return ours.isEmpty() ? daemons : Math.max(daemons, actAlone(cli, setup, ours));
    }

    private static void tell(Cli cli, Config.RootConfig root, RequestClient.Answer answer) {
        if (cli.json()) {
            ObjectNode line = JsonMapper.shared().createObjectNode();
            line.put("schema", SCHEMA);
            line.put("root", root.path());
            line.put("by", "daemon");
            line.put("outcome", answer.kind().toLowerCase(Locale.ROOT));
            line.put("message", answer.message());
            cli.out().println(line);
        } else {
            cli.out().println(root.path() + ": by the running daemon: " + answer.message());
        }
    }

    /// A signal ends it after the act that is under way: the process stays until that is in the
    /// log.
    private int actAlone(Cli cli, Setup setup, List<Config.RootConfig> roots)
            throws IOException, InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> endGently(over)));
        try (Workplace workplace = Workplace.open(setup, "cli", "sweep")) {
            Permission permission =
                    switch (setup.config().mode()) {
                        case ENFORCE -> new Permission.Granted();
                        case OBSERVE -> new Permission.Withheld("mode: observe");
                    };
            return sweepAll(cli, setup, workplace, roots, permission, true);
        } finally {
            over.countDown();
        }
    }

    private void endGently(CountDownLatch over) {
        stopping.set(true);
        try {
            if (!over.await(MOST_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                System.err.println("session-watchdog: the act under way did not end; see the log");
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private int rehearse(Cli cli, Setup setup) throws IOException, InterruptedException {
        try (ScratchLog scratch = ScratchLog.open(setup, "sweep --dry-run")) {
            return sweepAll(
                    cli,
                    setup,
                    scratch.workplace(),
                    setup.config().roots(),
                    new Permission.Withheld("dry run"),
                    false);
        }
    }

    private int sweepAll(
            Cli cli,
            Setup setup,
            Workplace workplace,
            List<Config.RootConfig> roots,
            Permission permission,
            boolean acts)
            throws IOException, InterruptedException {
        workplace.log().onAppend(event -> show(cli, event));
        Config config = OnePass.adapted(setup.config());
        if (!only.isEmpty()) {
            config =
                    config.only(
                            only.contains(Only.tmp),
                            only.contains(Only.locks),
                            only.contains(Only.migrate));
        }
        OnePass pass = new OnePass(workplace.time(), cli::say, stopping::get);
        List<List<SweepRecord>> swept = new ArrayList<>();
        List<RootGuard> guards = new ArrayList<>();
        try {
            for (Config.RootConfig root : roots) {
                guards.add(
                        acts
                                ? workplace.guard(config, root, stopping::get)
                                : workplace.look(config, root));
            }
            RootGuard.concludeOthers(workplace.log());
            for (RootGuard guard : guards) {
                List<SweepRecord> records = pass.run(guard, permission);
                swept.add(records);
                if (acts) {
                    workplace.daemonFile(setup, guard.root()).writeStopped(guard.root(), records);
                }
            }
        } catch (OwnedByAnotherException owned) {
            throw new Failure(ExitCode.OWNED_BY_ANOTHER, String.valueOf(owned.getMessage()), owned);
        } finally {
            for (RootGuard guard : guards) {
                guard.close();
            }
        }
        return conclude(cli, SweepTotal.of(swept));
    }

    /// Acts and what was left alone are shown as they happen; the rest is in the log.
    private void show(Cli cli, ForensicEvent event) {
        if (event.phase() == Phase.INTENT || event.action().equals("sweep.summary")) {
            return;
        }
        told.add(event);
        if (!cli.json()) {
            cli.out().println(event.message());
            cli.out().flush();
        }
    }

    private int conclude(Cli cli, SweepTotal total) {
        if (cli.json()) {
            cli.out().println(json(total));
        } else {
            cli.out().println("in all: " + total.words());
        }
        cli.out().flush();
        if (stopping.get()) {
            return ExitCode.INTERRUPTED;
        }
        if (total.tally().failed() > 0) {
            return ExitCode.PARTLY_DONE;
        }
        return exitCode && total.tally().planned() + total.kept() > 0
                ? ExitCode.FINDINGS
                : ExitCode.DONE;
    }

    private String json(SweepTotal total) {
        ObjectNode answer = JsonMapper.shared().createObjectNode();
        answer.put("schema", SCHEMA);
        answer.put("dry_run", dryRun);
        total.writeTo(answer);
        ArrayNode events = answer.putArray("events");
        for (ForensicEvent event : told) {
            ObjectNode line = events.addObject();
            line.put("action", event.action());
            line.put("phase", event.phase().word());
            event.reason().ifPresent(reason -> line.put("reason", reason));
            line.put("message", event.message());
        }
        return answer.toString();
    }
}
