package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.store.forensic.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The stores that a `migrate` verb is about: those of the configured roots, or the ones that a
/// person names by their path, their index or their agent.
final class MigrationStores {

    private final LookingClient client;
    private final Setup setup;

    MigrationStores(LookingClient client, Setup setup) {
        this.client = client;
        this.setup = setup;
    }

    /// One store.
    ///
    /// @param row what `migrate status` says of it
    record Found(Config.RootConfig root, JsonNode row) {

        String store() {
            return row.path("store").asString("");
        }

        boolean isNamed(String said) {
            String path = said.endsWith("/") ? said.substring(0, said.length() - 1) : said;
            return List.of(store(), root.path() + "/" + store(), agent())
                    .contains(path.replaceFirst("/sessions\\.json$", ""));
        }

        private String agent() {
            String[] names = store().split("/", -1);
            return names.length > 2 && names[0].equals("agents") ? names[1] : store();
        }
    }

    /// What every root says of its stores.
    ///
    /// @throws Failure if one does not answer
    List<ObjectNode> roots() throws IOException, InterruptedException {
        List<ObjectNode> roots = new ArrayList<>();
        for (Config.RootConfig root : setup.config().roots()) {
            LookingClient.Said said = client.look(root, Map.of("verb", "migrate.status"));
            if (said.answer().exitCode() != ExitCode.DONE) {
                throw new Failure(
                        said.answer().exitCode(), EventText.message(said.answer().message()));
            }
            ObjectNode node = (ObjectNode) said.answer().data().deepCopy();
            node.put("root", root.path());
            node.put("by", said.by());
            roots.add(node);
        }
        return roots;
    }

    /// The stores that are named, or all that are wanted.
    ///
    /// @throws Failure if one that is named is not there
    List<Found> chosen(List<String> named, Predicate<JsonNode> wanted)
            throws IOException, InterruptedException {
        List<Found> all = new ArrayList<>();
        List<ObjectNode> roots = roots();
        for (int i = 0; i < roots.size(); i++) {
            for (JsonNode row : roots.get(i).path("stores")) {
                all.add(new Found(setup.config().roots().get(i), row));
            }
        }
        if (named.isEmpty()) {
            return all.stream().filter(found -> wanted.test(found.row())).toList();
        }
        List<Found> chosen = new ArrayList<>();
        for (String name : named) {
            List<Found> found = all.stream().filter(each -> each.isNamed(name)).toList();
            if (found.isEmpty()) {
                throw new Failure(
                        ExitCode.USAGE,
                        "--store "
                                + Printable.of(name)
                                + ": there is no such store: see session-watchdog migrate status");
            }
            chosen.addAll(found);
        }
        return chosen.stream().distinct().toList();
    }

    /// Whether it is a store of one file.
    static boolean isLegacy(JsonNode row) {
        return row.has("verdict") && !row.path("reason").asString("").startsWith("era-");
    }

    /// Whether it is a store that may be taken back: one in the directory, or one that was migrated
    /// and beside which somebody made a single file again.
    static boolean mayBeTakenBack(JsonNode row) {
        return row.path("era").asString("").equals("directory")
                || (row.path("migrated").asBoolean(false)
                        && !row.path("reason").asString("").startsWith("era-"));
    }
}
