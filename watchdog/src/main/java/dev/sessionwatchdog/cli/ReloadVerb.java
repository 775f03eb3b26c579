package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.config.ConfigSource;
import dev.sessionwatchdog.config.Reading;
import dev.sessionwatchdog.store.forensic.Printable;
import dev.sessionwatchdog.sweep.RequestedReload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `reload`: lets each daemon read its configuration again, and tells what came of it. SIGHUP does
/// the same and answers nothing.
@Command(
        name = "reload",
        description = {
            "Lets the daemon read its configuration again, and tells whether it was accepted.",
            "A rejected file changes nothing: every error is shown, and the exit code is 78."
        })
final class ReloadVerb implements Callable<Integer> {

    private static final String SCHEMA = "session-watchdog.reload/1";

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Cli cli = Cli.of(Verbs.spec(spec));
        ConfigSource source = Configuration.source(cli, Optional.empty());
        Reading reading = source.load();
        Setup setup = Setup.of(cli, source, readable(source, reading));
        ObjectNode answer = JsonMapper.shared().createObjectNode().put("schema", SCHEMA);
        ArrayNode daemons = answer.putArray("daemons");
        int code = ExitCode.DONE;
        Set<Long> asked = new HashSet<>();
        for (Config.RootConfig root : setup.config().roots()) {
            Optional<DaemonStatus> daemon =
                    DaemonStatus.read(Path.of(root.path())).filter(DaemonStatus::alive);
            if (daemon.isPresent() && asked.add(daemon.get().json().path("pid").asLong())) {
                RequestClient.Answer said =
                        new RequestClient(setup).ask(root, Map.of("verb", RequestedReload.VERB));
                code = Math.max(code, tell(cli, root, said, daemons.addObject()));
            }
        }
        if (cli.json()) {
            cli.out().println(answer);
        }
        if (asked.isEmpty()) {
            throw unasked(reading, setup.config().roots());
        }
        return code;
    }

    /// The file may be the one that is to be rejected, and then does not say where the daemon is;
    /// most daemons are where the defaults or the command line say.
    private static Reading.Loaded readable(ConfigSource source, Reading reading) {
        return switch (reading) {
            case Reading.Loaded loaded -> loaded;
            case Reading.Rejected rejected -> readable(source.defaults(), rejected);
        };
    }

    private static Reading.Loaded readable(Reading defaults, Reading.Rejected file) {
        return switch (defaults) {
            case Reading.Loaded loaded -> loaded;
            case Reading.Rejected _ ->
                    throw new Failure(ExitCode.CONFIGURATION, Configuration.words(file));
        };
    }

    private static Failure unasked(Reading reading, List<Config.RootConfig> roots) {
        return switch (reading) {
            case Reading.Rejected rejected ->
                    new Failure(
                            ExitCode.CONFIGURATION,
                            Configuration.words(rejected)
                                    + "\nno daemon was asked: name its root with --root");
            case Reading.Loaded _ ->
                    new Failure(
                            ExitCode.NOT_RUNNING,
                            "no daemon guards "
                                    + roots.stream()
                                            .map(root -> Printable.of(root.path()))
                                            .collect(Collectors.joining(", "))
                                    + ": see `session-watchdog status`");
        };
    }

    private static int tell(
            Cli cli, Config.RootConfig root, RequestClient.Answer said, ObjectNode node) {
        String where = Printable.of(root.path());
        boolean accepted = said.kind().equals("DONE");
        boolean rejected = said.data().path(RequestedReload.REJECTED).asBoolean(false);
        node.put("root", where)
                .put("accepted", accepted)
                .put("rejected", rejected)
                .put("message", said.message());
        if (accepted && !cli.json()) {
            cli.out().println(where + ": accepted: " + said.message());
        } else if (!accepted) {
            cli.complain("session-watchdog: " + where + ": " + said.message());
        }
        return rejected ? ExitCode.CONFIGURATION : said.exitCode();
    }
}
