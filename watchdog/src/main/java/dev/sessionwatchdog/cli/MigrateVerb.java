package dev.sessionwatchdog.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `migrate`: from the single file to the directory, and back.
@Command(
        name = "migrate",
        description = {
            "Migrates legacy stores (one sessions.json) to directory stores (sessions.d), and back.",
            "The daemon does it by itself where the gateway is known to read the result; no"
                    + " published gateway does. By hand the same gate holds."
        },
        subcommands = {
            MigratePlan.class,
            MigrateRun.class,
            MigrateStatus.class,
            MigrateRollback.class
        })
final class MigrateVerb implements Runnable {

    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        CommandSpec verb = Verbs.spec(spec);
        verb.commandLine().usage(Cli.of(verb).out());
    }
}
