package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.store.forensic.Printable;
import java.io.IOException;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The locks that stand in a root, each with a bar of how much of its time is over.
final class LeaseBars {

    private final Cli cli;
    private final LookingClient client;

    LeaseBars(Cli cli, Setup setup) {
        this.cli = cli;
        this.client = new LookingClient(cli, setup);
    }

    void print(Config.RootConfig root) throws IOException, InterruptedException {
        LookingClient.Said said = client.look(root, Map.of("verb", "locks", "all", "false"));
        if (said.answer().exitCode() != ExitCode.DONE) {
            cli.out().println("  locks       " + EventText.message(said.answer().message()));
            return;
        }
        JsonNode locks = said.answer().data().path("locks");
        cli.out().println("  locks       " + (locks.isEmpty() ? "none stands" : ""));
        for (JsonNode lock : locks) {
            String line =
                    "    "
                            + LeaseBar.of(lock.path("lease"))
                            + " "
                            + Printable.of(lock.path("state").asString(""))
                            + ", "
                            + LockTable.lease(lock)
                            + "  "
                            + LockTable.owner(lock)
                            + "  "
                            + Printable.of(lock.path("path").asString(""));
            cli.out().println(cli.tint().level(LockTable.level(lock), line));
        }
    }
}
