package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.config.Effective;
import dev.sessionwatchdog.config.Reading;
import dev.sessionwatchdog.host.GrownHeap;
import dev.sessionwatchdog.nudge.Backlog;
import dev.sessionwatchdog.nudge.WatchedTree;
import dev.sessionwatchdog.observation.LockName;
import dev.sessionwatchdog.observation.TempFamily;
import dev.sessionwatchdog.store.forensic.Printable;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.sweep.ControlFiles;
import dev.sessionwatchdog.sweep.Daemon;
import dev.sessionwatchdog.sweep.RootGuard;
import dev.sessionwatchdog.sweep.Supervision;
import dev.sessionwatchdog.sweep.Watch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Makes what the daemon guards and how, from the configuration, at the start and at each reload.
final class DaemonSetting implements Daemon.Setting {

    /// A stream of events wakes the watcher no more often than so many times while changes settle.
    private static final int PAUSES_IN_SETTLE = 10;

    private final DaemonRun.Program program;
    private final Workplace workplace;
    private final Backlog backlog;
    private final Outlets outlets;
    private final Supervision supervision;
    private final IdleMemory idleMemory;
    private Read current;
    private Optional<Read> accepted = Optional.empty();
    private int generations = 1;
    private Set<String> guarded = Set.of();

    /// What one reading of the configuration says.
    private record Read(Setup setup, Instant when, int generation) {

        Config config() {
            return setup.config();
        }
    }

    DaemonSetting(
            DaemonRun.Program program,
            Setup setup,
            Workplace workplace,
            Backlog backlog,
            Outlets outlets,
            Supervision supervision) {
        this.program = program;
        this.workplace = workplace;
        this.backlog = backlog;
        this.outlets = outlets;
        this.supervision = supervision;
        this.current = new Read(setup, workplace.time().moment().wall(), generations);
        this.idleMemory =
                new IdleMemory(
                        outlets,
                        workplace.time(),
                        new GrownHeap(),
                        program.pages().map(pages -> pages::giveBack));
    }

    @Override
    public Daemon.Guarding begin() throws IOException {
        Config config = current.config();
        outlets.configure(config);
        List<RootGuard> guards = new ArrayList<>();
        List<WatchedTree> trees = new ArrayList<>();
        try {
            for (Config.RootConfig root : config.roots()) {
                RootGuard guard = workplace.guard(config, root, this::stopping);
                guards.add(guard);
                guard.openRequestDesk();
                if (config.watch().backend() != Config.WatchBackend.POLL) {
                    trees.add(tree(guard, root, config.watch()));
                }
            }
            RootGuard.concludeOthers(workplace.log());
            Watch watch = watch(guards);
            trees.forEach(tree -> tree.start(backlog));
            guarded =
                    guards.stream()
                            .map(guard -> guard.root().path())
                            .collect(Collectors.toUnmodifiableSet());
            return new Daemon.Guarding(
                    guards, watch, trees, config.watch().settle(), words(guards));
        } catch (IOException | RuntimeException failure) {
            trees.forEach(WatchedTree::close);
            for (RootGuard guard : guards) {
                guard.close();
            }
            throw failure;
        }
    }

    private Watch watch(List<RootGuard> guards) throws IOException {
        Watch watch =
                new Watch(
                        guards,
                        current.config(),
                        workplace.time(),
                        workplace.log(),
                        workplace.random(),
                        workplace.daemonFile(current.setup(), guards.getFirst().root()));
        watch.reportTo(idleMemory);
        watch.begin();
        return watch;
    }

    /// Whoever asks has come to the end of a step.
    private boolean stopping() {
        supervision.progress();
        return backlog.stopping();
    }

    private WatchedTree tree(RootGuard guard, Config.RootConfig root, Config.Watch watch) {
        Path path = Path.of(guard.root().path());
        return new WatchedTree(
                path,
                List.of(root.stores().split("/")),
                path.resolve(ControlFiles.REQUESTS.toString()),
                DaemonSetting::isWorthAHint,
                name -> LockName.recognise(name).isPresent(),
                workplace.time(),
                watch.fullSweep(),
                watch.settle().dividedBy(PAUSES_IN_SETTLE));
    }

    private static boolean isWorthAHint(Name name) {
        return TempFamily.recognise(name, TempFamily.Home.SESSIONS).isPresent();
    }

    private String words(List<RootGuard> guards) {
        List<String> roots = new ArrayList<>();
        for (int i = 0; i < guards.size(); i++) {
            String path = guards.get(i).root().path();
            String named = current.config().roots().get(i).path();
            roots.add(path.equals(named) ? path : path + " (named " + named + ")");
        }
        return "mode "
                + Workplace.mode(current.config())
                + (current.config().drill() ? " (drill)" : "")
                + ", guarding "
                + String.join(", ", roots);
    }

    @Override
    public Reread reread() {
        Setup before = accepted.orElse(current).setup();
        return switch (before.source().reload(before.loaded())) {
            case Reading.Rejected errors -> {
                String words = Configuration.words(errors);
                yield rejected("invalid", "the file has errors", words, "config check");
            }
            case Reading.Loaded loaded ->
                    reread(new Setup(before.source(), loaded, before.places(), before.natives()));
        };
    }

    private Reread reread(Setup read) {
        Set<String> roots;
        try {
            roots = workplace.requireFree(read.config(), guarded);
        } catch (Failure failure) {
            return unavailable(failure);
        }
        accepted = Optional.of(new Read(read, workplace.time().moment().wall(), ++generations));
        return new Accepted(
                difference(current.setup().loaded().settings(), read.loaded().settings()), roots);
    }

    @Override
    public Change change() throws IOException {
        Read before = current;
        current = accepted.orElse(before);
        accepted = Optional.empty();
        tellOrigin();
        try {
            return new Changed(begin());
        } catch (IOException | Failure failure) {
            current = before;
            tellOrigin();
            return unavailable(failure);
        }
    }

    private void tellOrigin() throws IOException {
        workplace
                .log()
                .origin(
                        Workplace.origin(
                                current.setup(),
                                "daemon",
                                Optional.of(program.name()),
                                current.generation()));
    }

    private Rejected unavailable(Exception failure) {
        String words = String.valueOf(failure.getMessage());
        return rejected("unavailable", Printable.of(words), words, "doctor");
    }

    /// @param verb that tells more
    private Rejected rejected(String reason, String summary, String words, String verb) {
        program.complain("session-watchdog: " + words);
        String notice =
                "configuration rejected at "
                        + workplace.time().moment().wall().truncatedTo(ChronoUnit.MINUTES)
                        + ", the one of "
                        + accepted.orElse(current).when().truncatedTo(ChronoUnit.MINUTES)
                        + " stays: session-watchdog "
                        + verb;
        return new Rejected(reason, summary, words, notice);
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
