package dev.sessionwatchdog.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `migrate run`: migrates now what the sweeps would migrate, store by store.
@Command(
        name = "run",
        description = {
            "Migrates legacy stores now, by the same gate as the daemon: without evidence that the"
                    + " gateway reads sessions.d (roots[].gateway_reads) nothing is migrated.",
            "A store that was taken back by hand may go again."
        })
final class MigrateRun implements Callable<Integer> {

    @Spec private @Nullable CommandSpec spec;

    @Mixin private StoreChoice stores = new StoreChoice();

    @Option(
            names = "--layout",
            paramLabel = "LAYOUT",
            description = "entries-encoded or entries-exact, instead of the configured one")
    private String layout = "";

    @Option(
            names = {"-n", "--dry-run"},
            description = "as migrate plan")
    private boolean dryRun;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Cli cli = Cli.of(Verbs.spec(spec));
        Setup setup = Setup.of(cli, Optional.empty());
        String wanted = MigrationTexts.layout(layout);
        if (dryRun) {
            return new MigrationPlans(cli, setup, wanted).show(stores.named());
        }
        List<MigrationStores.Found> chosen =
                new MigrationStores(new LookingClient(cli, setup), setup)
                        .chosen(stores.named(), MigrationStores::isLegacy);
        if (!chosen.isEmpty()
                && !cli.confirm("migrate " + MigrationActs.names(chosen) + " to sessions.d")) {
            throw new Failure(ExitCode.USAGE, "migrate run changes stores: say so with -y");
        }
        return new MigrationActs(cli, setup, "run")
                .carryOut(chosen, Map.of("verb", "migrate.run", "layout", wanted));
    }
}
