package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.store.time.SystemTime;
import dev.sessionwatchdog.store.time.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
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
                follow(cli, scratch.resolve("state/events/events.jsonl"), daemon);
                undo(cli, launcher, root);
            } finally {
                daemon.destroy();
                daemon.waitFor();
            }
        }
        title(cli, "The timeline: session-watchdog events -n 12");
        int code = launcher.show(cli, "events", "-n", "12");
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
        """
                .formatted(
                        root.toString().replace("\\", "\\\\").replace("\"", "\\\""),
                        2_000 / speed,
                        1_000 / speed);
    }

    /// Shows what the daemon says until a sweep finds nothing more to do.
    private void follow(Cli cli, Path log, Process daemon)
            throws IOException, InterruptedException {
        int shown = 0;
        for (int look = 0; look < 600 && daemon.isAlive(); look++) {
            List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
            boolean done = false;
            for (String line : lines.subList(shown, lines.size())) {
                JsonNode event = JsonMapper.shared().readTree(line);
                String action = event.path("event").path("action").asString("");
                if (action.equals("sweep.summary")) {
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
        return lines.stream()
                .anyMatch(line -> line.contains("\"phase\":\"done\"") && line.contains("tmp.reap"));
    }

    private static void undo(Cli cli, OwnLauncher launcher, Path root)
            throws IOException, InterruptedException {
        Optional<String> item;
        try (Stream<Path> items = Files.list(root.resolve(".session-watchdog/quarantine"))) {
            item = items.map(path -> path.getFileName().toString()).sorted().findFirst();
        }
        if (item.isPresent()) {
            title(cli, "One undo: session-watchdog quarantine restore " + item.get());
            launcher.show(cli, "quarantine", "restore", item.get());
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
