package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.host.DiagnosticLog;
import dev.sessionwatchdog.store.forensic.Printable;
import java.io.Console;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;

/// The command line: the global options, and one class per verb below it ([Verbs#ALL]).
///
/// stdout is data, stderr is talk. Each global option can also be given as
/// `SESSION_WATCHDOG_<NAME>`. Options are built and not annotated here and in [RunVerb], on the
/// daemon's way: reading annotations makes classes at every start.
public final class Cli implements Runnable {

    private final OptionSpec config =
            global("-c", "--config")
                    .type(Path.class)
                    .paramLabel("FILE")
                    .description("configuration file")
                    .build();
    private final OptionSpec roots =
            global("--root")
                    .type(List.class)
                    .auxiliaryTypes(Path.class)
                    .paramLabel("PATH")
                    .description("a tree to guard, instead of the configured ones (repeatable)")
                    .build();
    private final OptionSpec stateDir =
            global("--state-dir")
                    .type(Path.class)
                    .paramLabel("DIR")
                    .description("where the forensic log and the status are kept")
                    .build();
    private final OptionSpec json =
            global("--json").description("answer in JSON that names its schema").build();
    private final OptionSpec quiet =
            global("-q", "--quiet").description("no talk on stderr but errors").build();
    private final OptionSpec verbose =
            global("-v", "--verbose").description("more talk on stderr").build();
    private final OptionSpec yes =
            global("-y", "--yes").description("answer yes to every question").build();
    private final OptionSpec noInput =
            global("--no-input").description("never ask; a question counts as no").build();
    private final OptionSpec color =
            global("--color")
                    .type(Tint.When.class)
                    .initialValue(Tint.When.auto)
                    .paramLabel("WHEN")
                    .description("auto (on a terminal), always or never")
                    .build();
    private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);

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

    private static CommandLine line(Cli cli, Map<String, Supplier<Object>> verbs) {
        cli.spec.name("session-watchdog").versionProvider(new Version());
        cli.spec
                .usageMessage()
                .description("Watches an AI-agent gateway's session trees.")
                .synopsisSubcommandLabel("VERB");
        List.of(
                        cli.config,
                        cli.roots,
                        cli.stateDir,
                        cli.json,
                        cli.quiet,
                        cli.verbose,
                        cli.yes,
                        cli.noInput,
                        cli.color,
                        OptionSpec.builder("-V", "--version")
                                .versionHelp(true)
                                .description("Print version information and exit.")
                                .build())
                .forEach(cli.spec::addOption);
        CommandLine line = new CommandLine(cli.spec);
        verbs.forEach((name, verb) -> line.addSubcommand(name, verb.get()));
        // A class may stand behind two names.
        line.getSubcommands().forEach((name, verb) -> verb.getCommandSpec().name(name));
        addHelp(line);
        line.setOut(cli.out).setErr(cli.err);
        line.setDefaultValueProvider(cli::fromEnvironment);
        line.setExecutionExceptionHandler((failure, _, _) -> cli.explain(failure));
        return line;
    }

    /// To every verb that has none of its own; an inherited option would not go with those.
    private static void addHelp(CommandLine line) {
        if (line.getCommandSpec().findOption("--help") == null) {
            line.getCommandSpec()
                    .addOption(
                            OptionSpec.builder("-h", "--help")
                                    .usageHelp(true)
                                    .description("Show this help message and exit.")
                                    .build());
        }
        line.getSubcommands().values().forEach(Cli::addHelp);
    }

    private static OptionSpec.Builder global(String... names) {
        return OptionSpec.builder(names[0], Arrays.copyOfRange(names, 1, names.length))
                .scopeType(ScopeType.INHERIT);
    }

    private static boolean given(OptionSpec flag) {
        return Boolean.TRUE.equals(flag.getValue());
    }

    /// The top command of whatever verb this is the specification of.
    static Cli of(CommandSpec verb) {
        return (Cli) verb.root().userObject();
    }

    @Override
    public void run() {
        spec.commandLine().usage(out);
    }

    Optional<Path> config() {
        return Optional.ofNullable(config.getValue());
    }

    List<Path> roots() {
        List<Path> given = roots.getValue();
        return given == null ? List.of() : List.copyOf(given);
    }

    Optional<Path> stateDir() {
        return Optional.ofNullable(stateDir.getValue());
    }

    boolean json() {
        return given(json);
    }

    /// Its two checkers disagree on whether there always is a console.
    @SuppressWarnings("SystemConsoleNull")
    private static Optional<Console> terminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal);
    }

    /// Whether somebody watches.
    boolean talksToATerminal() {
        return terminal().isPresent();
    }

    /// Asks a person; without one, or when told not to ask, the answer is no.
    boolean confirm(String what) {
        Optional<Console> console = terminal();
        if (given(yes) || given(noInput) || console.isEmpty()) {
            return given(yes);
        }
        String answer = console.get().readLine("%s? [y/N] ", what);
        return answer != null && answer.strip().equalsIgnoreCase("y");
    }

    /// Whether somebody looks at a terminal, on which a picture can change.
    boolean onTerminal() {
        return terminal().isPresent();
    }

    /// Colours for the data, if they are wanted; `NO_COLOR` (no-color.org) counts where `--color`
    /// says nothing.
    Tint tint() {
        return switch (color.<Tint.When>getValue()) {
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
        if (!given(quiet)) {
            err.println(line);
        }
    }

    /// One line of talk that only `--verbose` asks for.
    void sayMore(String line) {
        if (given(verbose) && !given(quiet)) {
            err.println(line);
        }
    }

    /// Whether `--verbose` was given.
    boolean isVerbose() {
        return given(verbose);
    }

    /// Lets the diagnostic log say as much as this was asked to.
    void setVerbosity() {
        DiagnosticLog.verbosity(given(verbose), given(quiet));
    }

    /// One line that says what is wrong, also under `--quiet`.
    void complain(String line) {
        err.println(line);
    }

    private int explain(Exception failure) {
        if (failure instanceof Failure known) {
            err.println("session-watchdog: " + known.getMessage());
            if (given(verbose) && known.getCause() != null) {
                known.getCause().printStackTrace(err);
            }
            return known.exitCode();
        }
        err.println(
                "session-watchdog: "
                        + failure.getClass().getSimpleName()
                        + ": "
                        + Printable.of(String.valueOf(failure.getMessage())));
        if (given(verbose)) {
            failure.printStackTrace(err);
        }
        return ExitCode.FAILED;
    }

    private @Nullable String fromEnvironment(CommandLine.Model.ArgSpec argument) {
        if (argument instanceof OptionSpec option && option.scopeType() == ScopeType.INHERIT) {
            return environment.get(variable(option));
        }
        return null;
    }

    /// The environment variable that says what a global option says.
    static String variable(OptionSpec global) {
        String name = global.longestName().substring(2).replace('-', '_');
        return "SESSION_WATCHDOG_" + name.toUpperCase(Locale.ROOT);
    }

    /// The whole command line with every verb, to be read and not to be run.
    static CommandLine model() {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        return line(new Cli(nowhere, nowhere, Map.of()), Verbs.ALL);
    }
}
