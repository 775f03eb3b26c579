package dev.sessionwatchdog.cli;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `migrate plan`: what a migration would do, and what stands against it. Changes nothing.
@Command(name = "plan", description = "Shows what a migration would do, and what would stop it.")
final class MigratePlan implements Callable<Integer> {

    @Spec private @Nullable CommandSpec spec;

    @Mixin private StoreChoice stores = new StoreChoice();

    @Option(
            names = "--layout",
            paramLabel = "LAYOUT",
            description = "entries-encoded or entries-exact, instead of the configured one")
    private String layout = "";

    @Override
    public Integer call() throws IOException, InterruptedException {
        Cli cli = Cli.of(Verbs.spec(spec));
        Setup setup = Setup.of(cli, Optional.empty());
        return new MigrationPlans(cli, setup, MigrationTexts.layout(layout)).show(stores.named());
    }
}
