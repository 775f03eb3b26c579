package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.store.forensic.Printable;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `locks`: every lock that stands, whose it is, and what will become of it.
@Command(
        name = "locks",
        description = {
            "Lists the gateway's locks: owner, lease, verdict, and what will happen.",
            "The daemon answers, which alone knows what it has watched; without one, one look is"
                    + " taken. Looking changes nothing and counts for nothing."
        },
        subcommands = LocksBreak.class)
final class LocksVerb implements Callable<Integer> {

    private static final String SCHEMA = "session-watchdog.locks/1";

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--all",
            description = {
                "also what is never touched: links and other odd kinds, and locks in stores that"
                        + " are not of the file eras"
            })
    private boolean all;

    @Option(
            names = "--exit-code",
            description = "exit with 4 when a lock is suspect or to be broken")
    private boolean exitCode;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Cli cli = Cli.of(Verbs.spec(spec));
        Setup setup = Setup.of(cli, Optional.empty());
        LookingClient client = new LookingClient(cli, setup);
        ObjectNode answer = JsonMapper.shared().createObjectNode().put("schema", SCHEMA);
        ArrayNode roots = answer.putArray("roots");
        boolean found = false;
        int worst = ExitCode.DONE;
        for (Config.RootConfig root : setup.config().roots()) {
            LookingClient.Said said =
                    client.look(root, Map.of("verb", "locks", "all", Boolean.toString(all)));
            ObjectNode node = roots.addObject();
            node.put("root", root.path());
            node.put("by", said.by());
            node.put("watched", said.byDaemon());
            if (said.answer().exitCode() == ExitCode.DONE) {
                node.setAll((ObjectNode) said.answer().data());
                found |= hasFindings(node);
            } else {
                node.put("error", said.answer().message());
                worst = ExitCode.FAILED;
            }
            if (!cli.json()) {
                print(cli, root, said, node);
            }
        }
        if (cli.json()) {
            cli.out().println(answer);
        }
        return worst == ExitCode.DONE && exitCode && found ? ExitCode.FINDINGS : worst;
    }

    private static boolean hasFindings(JsonNode node) {
        for (JsonNode lock : node.path("locks")) {
            String state = lock.path("state").asString("");
            if (state.equals("suspect") || state.equals("breakable")) {
                return true;
            }
        }
        return false;
    }

    private static void print(
            Cli cli, Config.RootConfig root, LookingClient.Said said, JsonNode node) {
        String name = Printable.of(root.path());
        if (said.answer().exitCode() != ExitCode.DONE) {
            cli.complain(
                    "session-watchdog: "
                            + name
                            + ": "
                            + EventText.message(said.answer().message()));
            return;
        }
        if (!said.byDaemon()) {
            cli.say(
                    name
                            + ": no daemon guards it, so nothing was watched yet: this is one look,"
                            + " and nothing will be broken");
        }
        if (node.has("blind")) {
            cli.say(
                    name
                            + ": blind: "
                            + Printable.of(node.path("blind").asString(""))
                            + ": no lock is judged by its owner");
        }
        JsonNode locks = node.path("locks");
        if (locks.isEmpty()) {
            cli.out().println(name + ": no lock stands");
        } else {
            cli.out().println(name);
            LockTable.print(cli.out(), cli.tint(), locks);
        }
        tellRest(cli, node.path("hidden").asInt(0), node.path("cut").asInt(0));
    }

    private static void tellRest(Cli cli, int hidden, int cut) {
        if (hidden > 0) {
            cli.say(hidden + " more that are never touched: see locks --all");
        }
        if (cut > 0) {
            cli.say(cut + " more do not fit into one answer");
        }
    }
}
