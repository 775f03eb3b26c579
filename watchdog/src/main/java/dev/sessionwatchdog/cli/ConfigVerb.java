package dev.sessionwatchdog.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `config`: what the configuration says, and what it could say.
@Command(
        name = "config",
        description = "Checks and shows the configuration.",
        synopsisSubcommandLabel = "VERB",
        subcommands = {
            ConfigCheck.class,
            ConfigShow.class,
            ConfigDefaults.class,
            ConfigSchema.class
        })
final class ConfigVerb implements Runnable {

    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            spec.commandLine().usage(Cli.of(spec).out());
        }
    }
}
