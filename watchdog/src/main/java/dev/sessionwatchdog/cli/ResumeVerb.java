package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.sweep.Pause;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `resume`: ends a pause before its time.
@Command(name = "resume", description = "Ends a pause before its time.")
final class ResumeVerb implements Callable<Integer> {

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Cli cli = Cli.of(Verbs.spec(spec));
        return PauseVerb.each(
                cli,
                root -> {
                    if (!Pause.end(root)) {
                        cli.say("there was no pause");
                    }
                    return Optional.empty();
                });
    }
}
