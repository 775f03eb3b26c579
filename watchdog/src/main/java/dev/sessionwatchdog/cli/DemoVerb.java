package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.store.time.SystemTime;
import dev.sessionwatchdog.store.time.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `demo`: a realistic incident in a temporary directory, the real daemon on it, each act with its
/// evidence, the timeline, and one undo.
@Command(name = "demo", description = "Shows the watchdog at work on a made-up incident.")
final class DemoVerb implements Callable<Integer> {

    @Spec private @Nullable CommandSpec spec;

    @Option(names = "--keep", description = "leave the tree and the log for you to look at")
    private boolean keep;

    @Option(
            names = "--speed",
            paramLabel = "FACTOR",
            defaultValue = "1",
            description = "shorten the daemon's waits by this factor, 1 to 10")
    private int speed;

    private final Time time = new SystemTime();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Cli cli = Cli.of(Verbs.spec(spec));
        if (speed < 1 || speed > 10) {
            throw new Failure(ExitCode.USAGE, "--speed " + speed + ": say 1 to 10");
        }
        Path scratch = Files.createTempDirectory("session-watchdog-demo-");
        try {
            return show(cli, scratch);
        } finally {
            if (keep) {
                cli.say("kept: " + scratch);
            } else {
                remove(scratch);
            }
        }
    }

    private int show(Cli cli, Path scratch) throws IOException, InterruptedException {
        Path root = Files.createDirectories(scratch.resolve("openclaw"));
        DemoTree tree = new DemoTree(root, time.moment().wall());
        List<DemoTree.Planted> planted = tree.plant(ProcessHandle.current().pid());
        try (DemoOwners owners = DemoOwners.of(tree, scratch)) {
            return show(cli, scratch, tree, planted, owners);
        }
    }

    private int show(
            Cli cli, Path scratch, DemoTree tree, List<DemoTree.Planted> planted, DemoOwners owners)
            throws IOException, InterruptedException {
        Path root = scratch.resolve("openclaw");
        Path config = scratch.resolve("session-watchdog.yaml");
        Files.writeString(config, configuration(root));
        title(cli, "An incident tree in " + root);
        planted.forEach(
                each -> cli.out().println("  " + each.place() + "\n      shall be " + each.fate()));
        OwnLauncher launcher = new OwnLauncher(config, scratch.resolve("state"));
        title(cli, "The daemon at work on it (as a rehearsal: short waits, same rules)");
        cli.out().flush();
        try (FileChannel _ = FileChannel.open(tree.heldOpen(), StandardOpenOption.READ)) {
            Process daemon = launcher.start("run", "--quiet");
            try {
                follow(cli, scratch.resolve("state/events/events.jsonl"), daemon, tree, owners);
                owners(cli, tree, owners);
                why(cli, launcher, scratch.resolve("state/events/events.jsonl"), tree);
                title(cli, "The lock that stands, and why: session-watchdog locks");
                launcher.show(cli, "locks");
                title(cli, "The legacy store stays, and why: session-watchdog migrate plan");
                launcher.show(cli, "migrate", "plan", "--store", "main");
                undo(cli, launcher, root);
            } finally {
                daemon.destroy();
                daemon.waitFor();
            }
        }
        title(cli, "The timeline: session-watchdog events -n 16");
        int code = launcher.show(cli, "events", "-n", "16");
        title(cli, "Can the log be trusted? session-watchdog events verify");
        code = Math.max(code, launcher.show(cli, "events", "verify"));
        title(cli, "What is left");
        return Math.max(code, outcome(cli, root, planted));
    }

    private String configuration(Path root) {
        return """
        version: 1
        drill: true
        roots:
          - path: "%s"
        watch:
          full_sweep: %dms
        tmp:
          older_than: 10s
          confirm_gap: %dms
        locks:
          confirm_gap: %dms
          declared_grace: %dms
          undeclared_max_age: 10s
          suspend_guard: 100ms
        """
                .formatted(
                        root.toString().replace("\\", "\\\\").replace("\"", "\\\""),
                        2_000 / speed,
                        1_000 / speed,
                        1_000 / speed,
                        4_000 / speed);
    }

    /// Shows what the daemon says until a sweep finds nothing more to do.
    private void follow(Cli cli, Path log, Process daemon, DemoTree tree, DemoOwners owners)
            throws IOException, InterruptedException {
        int shown = 0;
        int sweeps = 0;
        for (int look = 0; look < 600 && daemon.isAlive(); look++) {
            List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
            boolean done = false;
            for (String line : lines.subList(shown, lines.size())) {
                JsonNode event = JsonMapper.shared().readTree(line);
                String action = event.path("event").path("action").asString("");
                if (action.equals("sweep.summary")) {
                    // The watchdog has seen it alive by then.
                    if (++sweeps == 2) {
                        cli.out()
                                .println(
                                        "  (the owner of the third lock, pid "
                                                + owners.pidOf(tree.dying())
                                                + ", is killed now)");
                        owners.kill(tree.dying());
                    }
                    done |= acted(lines) && event.path("sweep").path("applied").asInt() == 0;
                } else {
                    cli.out().println("  " + event.path("message").asString(""));
                    cli.out().flush();
                }
            }
            shown = lines.size();
            if (done) {
                return;
            }
            time.await(Duration.ofMillis(100));
        }
        throw new Failure(ExitCode.FAILED, "the daemon did not get done; try --keep and look");
    }

    private static boolean acted(List<String> lines) {
        return done(lines, "tmp.reap") > 0 && done(lines, "lock.break") == 2;
    }

    private static long done(List<String> lines, String action) {
        return lines.stream()
                .filter(line ->
                        line.contains("\"action\":\"" + action + "\"")
                                && line.contains("\"phase\":\"done\""))
                .count();
    }

    /// The evidence behind the first break, as it was logged before the act.
    private static void why(Cli cli, OwnLauncher launcher, Path log, DemoTree tree)
            throws IOException, InterruptedException {
        String lock = String.valueOf(tree.leaked().getFileName());
        for (String line : Files.readAllLines(log)) {
            JsonNode event = JsonMapper.shared().readTree(line).path("event");
            if (line.contains(lock)
                    && event.path("action").asString("").equals("lock.break")
                    && event.path("phase").asString("").equals("intent")) {
                String number = "#" + event.path("sequence").asLong();
                title(cli, "Why the first lock went: session-watchdog explain " + number);
                launcher.show(cli, "explain", number);
                return;
            }
        }
    }

    private static void owners(Cli cli, DemoTree tree, DemoOwners owners) {
        cli.out()
                .println(
                        "  (the owner of the first lock, pid "
                                + owners.pidOf(tree.leaked())
                                + ", was not touched: it "
                                + (owners.lives(tree.leaked()) ? "lives on" : "HAS ENDED")
                                + ")");
    }

    private static void undo(Cli cli, OwnLauncher launcher, Path root)
            throws IOException, InterruptedException {
        Optional<String> item;
        try (Stream<Path> items = Files.list(root.resolve(".session-watchdog/quarantine"))) {
            item =
                    items.filter(DemoVerb::isTemp)
                            .map(path -> path.getFileName().toString())
                            .sorted()
                            .findFirst();
        }
        if (item.isPresent()) {
            title(cli, "One undo: session-watchdog quarantine restore " + item.get());
            launcher.show(cli, "quarantine", "restore", item.get());
        }
    }

    /// A lock that is put back would only be in the way again.
    private static boolean isTemp(Path item) {
        try (Stream<Path> files = Files.list(item)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains("tmp.orphan")) {
                    return true;
                }
            }
            return false;
        } catch (IOException unreadable) {
            return false;
        }
    }

    private static int outcome(Cli cli, Path root, List<DemoTree.Planted> planted) {
        int wrong = 0;
        for (DemoTree.Planted each : planted) {
            boolean there = Files.exists(root.resolve(each.place()));
            boolean shouldBe = each.fate().startsWith("kept");
            String verdict = there ? "there" : "gone ";
            if (there && !shouldBe) {
                verdict = "there again, by the undo";
                wrong++;
            } else if (!there && shouldBe) {
                verdict = "LOST";
                wrong += 100;
            }
            cli.out().println("  " + verdict + "  " + each.place());
        }
        // Exactly one was put back.
        return wrong == 1 ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static void title(Cli cli, String text) {
        cli.out().println();
        cli.out().println(text);
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> {
                        try {
                            Files.delete(file);
                        } catch (IOException failure) {
                            throw new UncheckedIOException(failure);
                        }
                    });
        }
    }
}
