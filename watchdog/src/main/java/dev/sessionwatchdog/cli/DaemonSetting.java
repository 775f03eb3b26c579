package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.config.Effective;
import dev.sessionwatchdog.config.Reading;
import dev.sessionwatchdog.nudge.Backlog;
import dev.sessionwatchdog.nudge.WatchedTree;
import dev.sessionwatchdog.observation.LockName;
import dev.sessionwatchdog.observation.TempFamily;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.sweep.ControlFiles;
import dev.sessionwatchdog.sweep.Daemon;
import dev.sessionwatchdog.sweep.RootGuard;
import dev.sessionwatchdog.sweep.Supervision;
import dev.sessionwatchdog.sweep.Watch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Makes what the daemon guards and how, from the configuration, at the start and at each reload.
final class DaemonSetting implements Daemon.Setting {

    private final DaemonRun.Program program;
    private final Workplace workplace;
    private final Backlog backlog;
    private final Outlets outlets;
    private final Supervision supervision;
    private Setup setup;
    private Instant since;
    private Optional<Setup> next = Optional.empty();
    private int generation = 1;

    DaemonSetting(
            DaemonRun.Program program,
            Setup setup,
            Workplace workplace,
            Backlog backlog,
            Outlets outlets,
            Supervision supervision) {
        this.program = program;
        this.setup = setup;
        this.workplace = workplace;
        this.backlog = backlog;
        this.outlets = outlets;
        this.supervision = supervision;
        this.since = workplace.time().moment().wall();
    }

    @Override
    public Daemon.Guarding begin() throws IOException {
        if (next.isPresent()) {
            setup = next.get();
            next = Optional.empty();
            since = workplace.time().moment().wall();
            generation++;
            workplace
                    .log()
                    .origin(
                            Workplace.origin(
                                    setup, "daemon", Optional.of(program.name()), generation));
        }
        Config config = setup.config();
        outlets.configure(config);
        List<RootGuard> guards = new ArrayList<>();
        List<WatchedTree> trees = new ArrayList<>();
        try {
            for (Config.RootConfig root : config.roots()) {
                RootGuard guard = workplace.guard(config, root, this::stopping);
                guards.add(guard);
                guard.openRequestDesk();
                if (config.watch().backend() != Config.WatchBackend.POLL) {
                    trees.add(tree(guard, root, config.watch().fullSweep()));
                }
            }
            RootGuard.concludeOthers(workplace.log());
        } catch (IOException | RuntimeException failure) {
            for (RootGuard guard : guards) {
                guard.close();
            }
            throw failure;
        }
        Watch watch =
                new Watch(
                        guards,
                        config,
                        workplace.time(),
                        workplace.log(),
                        workplace.random(),
                        workplace.daemonFile(setup, guards.getFirst().root()));
        watch.reportTo(outlets);
        watch.begin();
        trees.forEach(tree -> tree.start(backlog));
        return new Daemon.Guarding(guards, watch, trees, config.watch().settle(), words(guards));
    }

    /// Whoever asks has come to the end of a step.
    private boolean stopping() {
        supervision.progress();
        return backlog.stopping();
    }

    private WatchedTree tree(RootGuard guard, Config.RootConfig root, Duration longestDelay) {
        Path path = Path.of(guard.root().path());
        return new WatchedTree(
                path,
                List.of(root.stores().split("/")),
                path.resolve(ControlFiles.REQUESTS.toString()),
                DaemonSetting::isWorthAHint,
                name -> LockName.recognise(name).isPresent(),
                workplace.time(),
                longestDelay);
    }

    private static boolean isWorthAHint(Name name) {
        return TempFamily.recognise(name, TempFamily.Home.SESSIONS).isPresent();
    }

    private String words(List<RootGuard> guards) {
        List<String> roots = new ArrayList<>();
        for (int i = 0; i < guards.size(); i++) {
            String path = guards.get(i).root().path();
            String named = setup.config().roots().get(i).path();
            roots.add(path.equals(named) ? path : path + " (named " + named + ")");
        }
        return "mode "
                + Workplace.mode(setup.config())
                + (setup.config().drill() ? " (drill)" : "")
                + ", guarding "
                + String.join(", ", roots);
    }

    @Override
    public Reread reread() {
        return switch (setup.source().reload(setup.loaded())) {
            case Reading.Rejected rejected -> {
                String words = Configuration.words(rejected);
                program.complain("session-watchdog: " + words);
                yield new Reread.Rejected(words, notice());
            }
            case Reading.Loaded loaded -> {
                next =
                        Optional.of(
                                new Setup(setup.source(), loaded, setup.places(), setup.natives()));
                yield new Reread.Accepted(difference(setup.loaded().settings(), loaded.settings()));
            }
        };
    }

    private String notice() {
        Instant now = workplace.time().moment().wall();
        return "configuration rejected at "
                + now.truncatedTo(ChronoUnit.MINUTES)
                + ", the one of "
                + since.truncatedTo(ChronoUnit.MINUTES)
                + " stays: session-watchdog config check";
    }

    /// What is set to another value now; the log's place stays until the next start.
    private static String difference(List<Effective> before, List<Effective> after) {
        List<String> changes = new ArrayList<>();
        for (Effective now : after) {
            Optional<Effective> was =
                    before.stream().filter(old -> old.path().equals(now.path())).findFirst();
            if (was.isEmpty() || !was.get().value().equals(now.value())) {
                changes.add(
                        now.path()
                                + ": "
                                + was.map(old -> old.value().toString()).orElse("nothing")
                                + " -> "
                                + now.value());
            }
        }
        return changes.isEmpty() ? "nothing changed" : String.join("; ", changes);
    }
}
