package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.store.forensic.Printable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `migrate status`: in which form every store is, what is to become of it, and what is kept.
@Command(
        name = "status",
        description = "Shows the form of every store, whether it will be migrated, and backups.")
final class MigrateStatus implements Callable<Integer> {

    private static final String SCHEMA = "session-watchdog.migrate-status/1";

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Cli cli = Cli.of(Verbs.spec(spec));
        Setup setup = Setup.of(cli, Optional.empty());
        List<ObjectNode> roots = new MigrationStores(new LookingClient(cli, setup), setup).roots();
        if (cli.json()) {
            ObjectNode answer = JsonMapper.shared().createObjectNode().put("schema", SCHEMA);
            ArrayNode array = answer.putArray("roots");
            roots.forEach(array::add);
            cli.out().println(answer);
            return ExitCode.DONE;
        }
        for (ObjectNode root : roots) {
            cli.out()
                    .println(
                            Printable.of(root.path("root").asString(""))
                                    + ": evidence that its gateway reads directories: "
                                    + Printable.of(root.path("gateway_reads").asString("")));
            root.path("stores").forEach(row -> print(cli, row));
        }
        return ExitCode.DONE;
    }

    private static void print(Cli cli, JsonNode row) {
        String verdict = row.path("verdict").asString("");
        String reason = row.path("reason").asString("");
        cli.out()
                .println(
                        "  "
                                + Printable.of(row.path("store").asString(""))
                                + ": "
                                + row.path("era").asString("")
                                + (row.has("state") ? ", " + text(row, "state") : "")
                                + (verdict.isEmpty() ? "" : "; " + verdict)
                                + (reason.isEmpty() ? "" : ": " + reason));
        for (JsonNode backup : row.path("backups")) {
            cli.out()
                    .println(
                            "    backup "
                                    + text(backup, "path")
                                    + ", kept until "
                                    + text(backup, "expires"));
        }
    }

    private static String text(JsonNode node, String member) {
        return MigrationTexts.text(node, member);
    }
}
