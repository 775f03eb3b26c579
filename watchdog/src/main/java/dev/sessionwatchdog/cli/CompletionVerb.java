package dev.sessionwatchdog.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `completion`: the script by which a shell completes verbs, options and file names.
@Command(
        name = "completion",
        description =
                "Prints the script by which bash or zsh completes command lines; to have it now:"
                        + " eval \"$(session-watchdog completion bash)\".")
final class CompletionVerb implements Callable<Integer> {

    @Spec private @Nullable CommandSpec spec;

    @Parameters(
            arity = "0..1",
            defaultValue = "bash",
            paramLabel = "SHELL",
            description = "bash or zsh; default ${DEFAULT-VALUE}")
    private Shell shell = Shell.bash;

    enum Shell {
        bash,
        zsh
    }

    CompletionVerb() {}

    @Override
    public Integer call() {
        Cli.of(Verbs.spec(spec)).out().print(script(shell));
        return ExitCode.DONE;
    }

    /// For zsh it can be evaluated, and be `_session-watchdog` in its function path: then its first
    /// run has to complete something besides registering itself, and aliases do not work in it; zsh
    /// has no `compopt`.
    static String script(Shell shell) {
        String name = VerbManual.PROGRAM;
        // It is read by a shell and never run.
        String script = AutoComplete.bash(name, Cli.model()).replaceFirst("^#!.*\n", "");
        return switch (shell) {
            case bash -> script;
            case zsh ->
                    "#compdef "
                            + name
                            + "\ncompopt() { :; }\n"
                            + script.replace("alias compopt=complete", ":")
                            + "\nif [ \"${funcstack[1]}\" = _"
                            + name
                            + " ]; then\n  _bash_complete -o default -F _complete_"
                            + name
                            + "\nfi\n";
        };
    }
}
