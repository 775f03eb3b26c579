package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.store.forensic.Printable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Shows what migrations would do.
final class MigrationPlans {

    private static final String SCHEMA = "session-watchdog.migrate-plan/1";

    private final Cli cli;
    private final Setup setup;
    private final String layout;

    /// @param layout empty for the configured one
    MigrationPlans(Cli cli, Setup setup, String layout) {
        this.cli = cli;
        this.setup = setup;
        this.layout = layout;
    }

    /// @param named stores; all legacy ones when there are none
    /// @return the exit code
    int show(List<String> named) throws IOException, InterruptedException {
        LookingClient client = new LookingClient(cli, setup);
        List<MigrationStores.Found> chosen =
                new MigrationStores(client, setup).chosen(named, MigrationStores::isLegacy);
        ObjectNode answer = JsonMapper.shared().createObjectNode().put("schema", SCHEMA);
        ArrayNode plans = answer.putArray("stores");
        int failed = 0;
        for (MigrationStores.Found found : chosen) {
            RequestClient.Answer said = plan(client, found);
            if (said.exitCode() == ExitCode.DONE) {
                ObjectNode plan = (ObjectNode) said.data().path("plan").deepCopy();
                plan.put("root", found.root().path());
                plans.add(plan);
                if (!cli.json()) {
                    print(plan);
                }
            } else {
                failed++;
                cli.complain(
                        "session-watchdog: "
                                + Printable.of(found.store())
                                + ": "
                                + EventText.message(said.message()));
            }
        }
        if (cli.json()) {
            cli.out().println(answer);
        } else if (chosen.isEmpty()) {
            cli.out().println("no legacy store");
        }
        return MigrationTexts.exitCode(chosen.size(), failed);
    }

    private RequestClient.Answer plan(LookingClient client, MigrationStores.Found found)
            throws IOException, InterruptedException {
        Map<String, String> request =
                Map.of("verb", "migrate.plan", "store", found.store(), "layout", layout);
        return client.look(found.root(), request).answer();
    }

    private void print(JsonNode plan) {
        cli.out()
                .println(
                        MigrationTexts.text(plan, "store")
                                + ": "
                                + MigrationTexts.text(plan, "state"));
        MigrationTexts.sizes(cli, plan);
        line("in the way", obstacles(plan));
        line("verdict", verdict(plan));
    }

    private static String obstacles(JsonNode plan) {
        StringBuilder all = new StringBuilder();
        for (JsonNode each : plan.path("obstacles")) {
            all.append(all.isEmpty() ? "" : "; ").append(Printable.of(each.asString("")));
        }
        return all.isEmpty() ? "nothing" : all.toString();
    }

    private static String verdict(JsonNode plan) {
        String reason = MigrationTexts.text(plan, "reason");
        String words = MigrationTexts.text(plan, "words");
        return MigrationTexts.text(plan, "verdict")
                + (reason.isEmpty() ? "" : ": " + reason)
                + (words.isEmpty() ? "" : ": " + words);
    }

    private void line(String what, String value) {
        MigrationTexts.line(cli, what, value);
    }
}
