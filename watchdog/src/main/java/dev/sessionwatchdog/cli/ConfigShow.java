package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.config.Effective;
import dev.sessionwatchdog.config.Origin;
import dev.sessionwatchdog.config.Reading;
import dev.sessionwatchdog.store.forensic.Printable;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `config show`: every setting as it holds now, and where that comes from.
@Command(
        name = "show",
        description = "shows every setting as it holds now, and where it comes from")
final class ConfigShow implements Runnable {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec == null) {
            return;
        }
        Cli cli = Cli.of(spec);
        Reading.Loaded loaded = Configuration.load(cli);
        if (cli.json()) {
            cli.out().println(json(loaded));
        } else {
            loaded.settings().forEach(each -> cli.out().println(line(each, loaded.file())));
        }
    }

    private static String line(Effective setting, Optional<Path> file) {
        String value = Printable.of(JSON.writeValueAsString(setting.value()));
        String later = setting.inForce() ? "" : ", not yet in force";
        return "%-36s %-30s # %s%s".formatted(setting.path(), value, origin(setting, file), later);
    }

    private static String origin(Effective setting, Optional<Path> file) {
        return switch (setting.origin()) {
            case Origin.BuiltIn _ -> "default";
            case Origin.InFile(var at) ->
                    Printable.of(file.map(Path::toString).orElse("")) + ":" + at.line();
            case Origin.CommandLine _ -> "command line";
        };
    }

    private static ObjectNode json(Reading.Loaded loaded) {
        ObjectNode answer = JSON.createObjectNode().put("schema", "session-watchdog.config/1");
        loaded.file().ifPresent(file -> answer.put("file", file.toString()));
        answer.put("sha256", loaded.sha256());
        ArrayNode settings = answer.putArray("settings");
        loaded.settings().forEach(each -> settings.add(json(each)));
        return answer;
    }

    private static ObjectNode json(Effective setting) {
        ObjectNode node = JSON.createObjectNode().put("path", setting.path());
        node.set("value", JSON.valueToTree(setting.value()));
        switch (setting.origin()) {
            case Origin.BuiltIn _ -> node.put("origin", "default");
            case Origin.InFile(var at) -> node.put("origin", "file").put("line", at.line());
            case Origin.CommandLine _ -> node.put("origin", "command-line");
        }
        return node.put("in_force", setting.inForce());
    }
}
