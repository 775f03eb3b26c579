package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.store.forensic.Printable;
import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.time.SystemTime;
import dev.sessionwatchdog.sweep.Pause;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `pause`: nothing is acted on for a while, in every root.
@Command(
        name = "pause",
        description = {
            "Lets the watchdog act on nothing for a while; it goes on looking and telling.",
            "The pause ends by itself, or by: session-watchdog resume"
        })
final class PauseVerb implements Callable<Integer> {

    static final String SCHEMA = "session-watchdog.pause/1";

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--for",
            required = true,
            paramLabel = "DURATION",
            description = "as in 30m or 2h; seven days at most")
    private String duration = "";

    @Option(
            names = "--reason",
            required = true,
            paramLabel = "TEXT",
            description = "goes into the log")
    private String reason = "";

    @Override
    public Integer call() throws IOException {
        Cli cli = Cli.of(Verbs.spec(spec));
        Duration length = Verbs.duration(duration);
        if (length.isZero() || length.compareTo(Pause.LONGEST) > 0) {
            throw new Failure(ExitCode.USAGE, "--for " + duration + ": more than 0, 7d at most");
        }
        Instant now = new SystemTime().moment().wall().truncatedTo(ChronoUnit.SECONDS);
        Pause pause = new Pause(now, now.plus(length), reason);
        return each(
                cli,
                root -> {
                    pause.begin(root);
                    return Optional.of(pause);
                });
    }

    interface Doing {
        /// @return the pause that holds from now on
        Optional<Pause> in(Root root) throws IOException;
    }

    /// Does it in every root, and answers.
    static int each(Cli cli, Doing doing) throws IOException {
        Setup setup = Setup.of(cli, Optional.empty());
        ObjectNode answer = JsonMapper.shared().createObjectNode().put("schema", SCHEMA);
        ArrayNode roots = answer.putArray("roots");
        for (Config.RootConfig config : setup.config().roots()) {
            try (Root root = LocalRoot.open(Path.of(config.path()), setup.natives())) {
                Optional<Pause> now = doing.in(root);
                ObjectNode node = roots.addObject().put("root", Printable.of(config.path()));
                node.put("paused", now.isPresent());
                now.ifPresent(pause ->
                        node.put("until", pause.until().toString()).put("reason", pause.reason()));
                if (!cli.json()) {
                    cli.out().println(Printable.of(config.path()) + ": " + words(now));
                }
            }
        }
        if (cli.json()) {
            cli.out().println(answer);
        }
        return ExitCode.DONE;
    }

    private static String words(Optional<Pause> pause) {
        return pause.map(it -> "paused until " + it.until()).orElse("not paused any more");
    }
}
