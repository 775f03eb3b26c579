package dev.sessionwatchdog.cli;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `locks break`: one lock, now, by the rules that the sweeps go by.
@Command(
        name = "break",
        description = {
            "Breaks one lock by the same rules: every check, the looks that have to agree, the"
                    + " intent and the outcome.",
            "You stand above locks.owner.*: report and above the budgets, never above a check;"
                    + " mode: observe stays observe."
        })
final class LocksBreak implements Callable<Integer> {

    private static final String SCHEMA = "session-watchdog.locks-break/1";

    @Spec private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "PATH", description = "the lock, also as a name that is unique")
    private String path = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "goes into the log")
    private String reason = "none given";

    @Override
    public Integer call() throws IOException, InterruptedException {
        Cli cli = Cli.of(Verbs.spec(spec));
        Setup setup = Setup.of(cli, Optional.empty());
        Targets.Target target = new Targets(setup).find(path);
        LookingClient.Said said =
                new LookingClient(cli, setup)
                        .act(
                                target.root(),
                                Map.of(
                                        "verb",
                                        "locks.break",
                                        "path",
                                        target.place().toString(),
                                        "reason",
                                        reason));
        RequestClient.Answer answer = said.answer();
        if (cli.json()) {
            ObjectNode json = JsonMapper.shared().createObjectNode().put("schema", SCHEMA);
            json.put("root", target.root().path());
            json.put("path", target.place().toString());
            json.put("by", said.by());
            json.put("outcome", answer.kind().toLowerCase(Locale.ROOT));
            json.put("message", answer.message());
            json.setAll((ObjectNode) answer.data());
            cli.out().println(json);
        } else if (answer.exitCode() == ExitCode.DONE) {
            cli.out().println(EventText.message(answer.message()));
        } else {
            cli.complain("session-watchdog: not broken: " + EventText.message(answer.message()));
        }
        return answer.exitCode();
    }
}
