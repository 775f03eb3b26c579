package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.doctor.Doctor;
import dev.sessionwatchdog.doctor.Result;
import dev.sessionwatchdog.finding.Spans;
import dev.sessionwatchdog.store.forensic.Printable;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `doctor`: everything that makes the watchdog blind, deaf, unsafe or idle, with the commands that
/// change it. Runs none of them and writes nothing; works without a daemon and without a
/// configuration.
@Command(
        name = "doctor",
        description = {
            "Finds what makes the watchdog blind, deaf, unsafe or idle here.",
            "Prints the commands that change it, and runs none of them. With -v what is well too."
        })
final class DoctorVerb implements Callable<Integer> {

    @Spec private @Nullable CommandSpec spec;

    @Option(names = "--exit-code", description = "exit with 4 when something was found")
    private boolean exitCode;

    @Override
    public Integer call() {
        Cli cli = Cli.of(Verbs.spec(spec));
        List<Result> results = new Doctor(Examination.circumstances(cli)).examine();
        long found = results.stream().filter(Result.Finding.class::isInstance).count();
        if (cli.json()) {
            cli.out().println(json(results));
        } else {
            tell(cli, results);
        }
        return exitCode && found > 0 ? ExitCode.FINDINGS : ExitCode.DONE;
    }

    private static void tell(Cli cli, List<Result> results) {
        int well = 0;
        int hidden = 0;
        int found = 0;
        for (Result result : results) {
            switch (result) {
                case Result.Ok ok -> {
                    well++;
                    if (cli.isVerbose()) {
                        line(cli, "ok", cli.tint().verdict(true, "ok"), ok.check(), ok.observed());
                    }
                }
                case Result.Finding finding -> {
                    found++;
                    finding(cli, finding);
                }
                case Result.CannotTell doubt -> {
                    hidden++;
                    line(cli, "cannot tell", "cannot tell", doubt.check(), doubt.reason());
                    commands(cli, doubt.commands());
                }
            }
        }
        cli.out()
                .println(
                        Spans.count(found, "finding")
                                + ", "
                                + hidden
                                + " cannot be told, "
                                + well
                                + " well"
                                + (cli.isVerbose() || well == 0 ? "" : " (-v lists them)"));
    }

    private static void finding(Cli cli, Result.Finding finding) {
        String word = finding.severity().word();
        line(
                cli,
                word,
                cli.tint().level(level(finding), word),
                finding.check(),
                finding.harm().word() + ": " + finding.observed());
        cli.out().println("    " + Printable.of(finding.why()));
        commands(cli, finding.commands());
    }

    private static String level(Result.Finding finding) {
        return switch (finding.severity()) {
            case WARNING -> "warn";
            case ERROR -> "error";
        };
    }

    /// @param plain the word without colours, by which the columns are made
    private static void line(Cli cli, String plain, String word, String check, String text) {
        cli.out()
                .println(
                        word
                                + " ".repeat(Math.max(1, 12 - plain.length()))
                                + "%-20s ".formatted(check)
                                + Printable.of(text));
    }

    private static void commands(Cli cli, List<String> commands) {
        commands.forEach(command -> cli.out().println("    $ " + Printable.of(command)));
    }

    private static ObjectNode json(List<Result> results) {
        ObjectNode answer =
                JsonMapper.shared().createObjectNode().put("schema", "session-watchdog.doctor/1");
        ArrayNode array = answer.putArray("results");
        for (Result result : results) {
            ObjectNode node = array.addObject().put("check", result.check());
            switch (result) {
                case Result.Ok ok -> node.put("verdict", "ok").put("observed", ok.observed());
                case Result.Finding finding -> {
                    node.put("verdict", "finding")
                            .put("severity", finding.severity().word())
                            .put("harm", finding.harm().word())
                            .put("observed", finding.observed())
                            .put("why", finding.why());
                    finding.commands().forEach(node.putArray("commands")::add);
                }
                case Result.CannotTell doubt -> {
                    node.put("verdict", "cannot-tell").put("reason", doubt.reason());
                    doubt.commands().forEach(node.putArray("commands")::add);
                }
            }
        }
        return answer;
    }
}
