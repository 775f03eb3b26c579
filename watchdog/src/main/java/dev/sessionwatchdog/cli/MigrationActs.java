package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.store.forensic.Printable;
import dev.sessionwatchdog.store.migration.MigrationProgress;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Lets stores be migrated or taken back, one after the other; one that fails does not stop the
/// others.
final class MigrationActs {

    private static final int NAMED = 5;

    private final Cli cli;
    private final LookingClient client;
    private final String verb;

    /// @param verb `run` or `rollback`
    MigrationActs(Cli cli, Setup setup, String verb) {
        this.cli = cli;
        this.client = new LookingClient(cli, setup);
        this.verb = verb;
    }

    /// The stores, for a question.
    static String names(List<MigrationStores.Found> chosen) {
        String first =
                chosen.stream()
                        .limit(NAMED)
                        .map(found -> Printable.of(found.store()))
                        .collect(Collectors.joining(", "));
        return chosen.size() > NAMED ? first + " and " + (chosen.size() - NAMED) + " more" : first;
    }

    /// @param request without its store
    /// @return the exit code: 5 when some stores failed
    int carryOut(List<MigrationStores.Found> chosen, Map<String, String> request)
            throws IOException, InterruptedException {
        ObjectNode all = JsonMapper.shared().createObjectNode();
        all.put("schema", "session-watchdog.migrate-" + verb + "/1");
        ArrayNode rows = all.putArray("stores");
        int failed = 0;
        for (MigrationStores.Found found : chosen) {
            Map<String, String> one = new HashMap<>(request);
            one.put("store", found.store());
            RequestClient.Answer answer =
                    client.migrate(found.root(), one, progress(found.store())).answer();
            failed += answer.exitCode() == ExitCode.DONE ? 0 : 1;
            JsonNode result = answer.data().path("result");
            ObjectNode row =
                    result instanceof ObjectNode known
                            ? known.deepCopy()
                            : JsonMapper.shared().createObjectNode();
            row.put("root", found.root().path());
            row.put("store", found.store());
            row.put("answer", answer.kind().toLowerCase(Locale.ROOT));
            row.put("message", answer.message());
            rows.add(row);
            tell(found, answer, result);
        }
        if (cli.json()) {
            cli.out().println(all);
        } else if (chosen.isEmpty()) {
            cli.out().println("nothing to be done");
        }
        return MigrationTexts.exitCode(chosen.size(), failed);
    }

    private void tell(MigrationStores.Found found, RequestClient.Answer answer, JsonNode result) {
        if (cli.json()) {
            return;
        }
        String line = Printable.of(found.store()) + ": " + EventText.message(answer.message());
        if (answer.exitCode() != ExitCode.DONE) {
            cli.complain("session-watchdog: not done: " + line);
            return;
        }
        cli.out().println(line);
        if (result.has("entries")) {
            MigrationTexts.sizes(cli, result);
        }
        cli.out().flush();
    }

    /// On a terminal only, and only for what this process does itself.
    private MigrationProgress progress(String store) {
        if (!cli.talksToATerminal()) {
            return MigrationProgress.none();
        }
        return new ProgressLine(cli, Printable.of(store));
    }
}
