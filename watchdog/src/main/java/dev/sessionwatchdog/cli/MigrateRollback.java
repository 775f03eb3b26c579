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

/// `migrate rollback`: makes the single file again, with all that was written since.
@Command(
        name = "rollback",
        description = {
            "Takes stores back to their single sessions.json, with everything that was written"
                    + " since. No gateway may run on the root.",
            "A store that was taken back is not migrated again until `migrate run` says so."
        })
final class MigrateRollback implements Callable<Integer> {

    @Spec private @Nullable CommandSpec spec;

    @Mixin private StoreChoice stores = new StoreChoice();

    @Option(
            names = "--gateway-stopped",
            description = {
                "you state that no gateway runs where it cannot be seen from here, as in another"
                        + " container; one that is seen still stops this"
            })
    private boolean gatewayStopped;

    @Option(
            names = {"-n", "--dry-run"},
            description = "say which stores would be taken back")
    private boolean dryRun;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Cli cli = Cli.of(Verbs.spec(spec));
        Setup setup = Setup.of(cli, Optional.empty());
        List<MigrationStores.Found> chosen =
                new MigrationStores(new LookingClient(cli, setup), setup)
                        .chosen(stores.named(), MigrationStores::mayBeTakenBack);
        if (dryRun) {
            cli.out()
                    .println(
                            chosen.isEmpty()
                                    ? "no store would be taken back"
                                    : "would be taken back: " + MigrationActs.names(chosen));
            return ExitCode.DONE;
        }
        if (!chosen.isEmpty()
                && !cli.confirm("take " + MigrationActs.names(chosen) + " back to sessions.json")) {
            throw new Failure(ExitCode.USAGE, "migrate rollback changes stores: say so with -y");
        }
        return new MigrationActs(cli, setup, "rollback")
                .carryOut(
                        chosen,
                        Map.of(
                                "verb",
                                "migrate.rollback",
                                "stopped",
                                Boolean.toString(gatewayStopped)));
    }
}
