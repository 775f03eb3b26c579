package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.host.DiagnosticLog;
import dev.sessionwatchdog.store.forensic.Printable;
import java.io.Console;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// The command line: the global options, and one class per verb below it ([Verbs#ALL]).
///
/// stdout is data, stderr is talk. Each global option can also be given as
/// `SESSION_WATCHDOG_<NAME>`.
@Command(
        name = "session-watchdog",
        description = "Watches an AI-agent gateway's session trees.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "VERB")
public final class Cli implements Runnable {

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "configuration file")
    private @Nullable Path config;

    @Option(
            names = "--root",
            paramLabel = "PATH",
            scope = ScopeType.INHERIT,
            description = "a tree to guard, instead of the configured ones (repeatable)")
    private List<Path> roots = new ArrayList<>();

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "where the forensic log and the status are kept")
    private @Nullable Path stateDir;

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description = "answer in JSON that names its schema")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "no talk on stderr but errors")
    private boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "more talk on stderr")
    private boolean verbose;

    @Option(
            names = {"-y", "--yes"},
            scope = ScopeType.INHERIT,
            description = "answer yes to every question")
    private boolean yes;

    @Option(
            names = "--no-input",
            scope = ScopeType.INHERIT,
            description = "never ask; a question counts as no")
    private boolean noInput;

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            scope = ScopeType.INHERIT,
            description = "auto (on a terminal), always or never")
    private Tint.When color = Tint.When.auto;

    private final PrintWriter out;
    private final PrintWriter err;
    private final Map<String, String> environment;

    private Cli(PrintWriter out, PrintWriter err, Map<String, String> environment) {
        this.out = out;
        this.err = err;
        this.environment = environment;
    }

    /// Runs one verb with this process's streams and environment.
    ///
    /// @return the exit code
    public static int execute(String... args) {
        return execute(
                new PrintWriter(System.out, false, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                System.getenv(),
                args);
    }

    /// Runs one verb.
    ///
    /// @return the exit code
    static int execute(
            PrintWriter out, PrintWriter err, Map<String, String> environment, String... args) {
        CommandLine line = line(new Cli(out, err, environment), Verbs.calledBy(args));
        // What is wrong with the words is told with all verbs in view.
        line.setParameterExceptionHandler(
                (_, words) -> line(new Cli(out, err, environment), Verbs.ALL).execute(words));
        int code = line.execute(args);
        out.flush();
        err.flush();
        return code;
    }

    private static CommandLine line(Cli cli, List<Class<?>> verbs) {
        CommandLine line = new CommandLine(cli);
        verbs.forEach(line::addSubcommand);
        if (verbs.equals(Verbs.ALL)) {
            line.addSubcommand("check-config", new ConfigCheck());
        }
        line.setOut(cli.out).setErr(cli.err);
        line.setDefaultValueProvider(cli::fromEnvironment);
        line.setExecutionExceptionHandler((failure, _, _) -> cli.explain(failure));
        return line;
    }

    /// The top command of whatever verb this is the specification of.
    static Cli of(CommandSpec verb) {
        return (Cli) verb.root().userObject();
    }

    @Override
    public void run() {
        if (spec != null) {
            spec.commandLine().usage(out);
        }
    }

    Optional<Path> config() {
        return Optional.ofNullable(config);
    }

    List<Path> roots() {
        return List.copyOf(roots);
    }

    Optional<Path> stateDir() {
        return Optional.ofNullable(stateDir);
    }

    boolean json() {
        return json;
    }

    /// Its two checkers disagree on whether there always is a console.
    @SuppressWarnings("SystemConsoleNull")
    private static Optional<Console> terminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal);
    }

    /// Asks a person; without one, or when told not to ask, the answer is no.
    boolean confirm(String what) {
        Optional<Console> console = terminal();
        if (yes || noInput || console.isEmpty()) {
            return yes;
        }
        String answer = console.get().readLine("%s? [y/N] ", what);
        return answer != null && answer.strip().equalsIgnoreCase("y");
    }

    /// Colours for the data, if they are wanted; `NO_COLOR` (no-color.org) counts where `--color`
    /// says nothing.
    Tint tint() {
        return switch (color) {
            case always -> new Tint(true);
            case never -> new Tint(false);
            case auto ->
                    new Tint(
                            terminal().isPresent()
                                    && environment.getOrDefault("NO_COLOR", "").isEmpty());
        };
    }

    Map<String, String> environment() {
        return environment;
    }

    /// Data.
    PrintWriter out() {
        return out;
    }

    /// One line of talk, unless `--quiet`.
    void say(String line) {
        if (!quiet) {
            err.println(line);
        }
    }

    /// One line of talk that only `--verbose` asks for.
    void sayMore(String line) {
        if (verbose && !quiet) {
            err.println(line);
        }
    }

    /// Lets the diagnostic log say as much as this was asked to.
    void setVerbosity() {
        DiagnosticLog.verbosity(verbose, quiet);
    }

    /// One line that says what is wrong, also under `--quiet`.
    void complain(String line) {
        err.println(line);
    }

    private int explain(Exception failure) {
        if (failure instanceof Failure known) {
            err.println("session-watchdog: " + known.getMessage());
            if (verbose && known.getCause() != null) {
                known.getCause().printStackTrace(err);
            }
            return known.exitCode();
        }
        err.println(
                "session-watchdog: "
                        + failure.getClass().getSimpleName()
                        + ": "
                        + Printable.of(String.valueOf(failure.getMessage())));
        if (verbose) {
            failure.printStackTrace(err);
        }
        return ExitCode.FAILED;
    }

    private @Nullable String fromEnvironment(CommandLine.Model.ArgSpec argument) {
        if (argument instanceof OptionSpec option && option.scopeType() == ScopeType.INHERIT) {
            String name = option.longestName().substring(2).replace('-', '_');
            return environment.get("SESSION_WATCHDOG_" + name.toUpperCase(Locale.ROOT));
        }
        return null;
    }
}
