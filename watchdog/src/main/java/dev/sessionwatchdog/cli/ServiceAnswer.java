package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.service.Service;
import dev.sessionwatchdog.service.ServiceFile;
import dev.sessionwatchdog.store.forensic.Printable;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What `service install` and `service uninstall` say, in words or in JSON.
final class ServiceAnswer {

    private final Cli cli;
    private final ObjectNode json;
    private final ArrayNode files;
    private final ArrayNode commands;
    private final ArrayNode notes;

    /// @param schema the answer's name
    ServiceAnswer(Cli cli, String schema, Service service) {
        this.cli = cli;
        this.json =
                JsonMapper.shared()
                        .createObjectNode()
                        .put("schema", "session-watchdog." + schema + "/1")
                        .put("name", service.name());
        this.files = json.putArray("files");
        this.commands = json.putArray("commands");
        this.notes = json.putArray("notes");
    }

    /// @param done what was done to the file
    /// @param lines its content, or how that differs from what stood there
    void file(ServiceFile file, String done, List<String> lines) {
        ObjectNode node = files.addObject().put("path", file.path().toString()).put("done", done);
        ArrayNode shown = node.putArray("lines");
        lines.forEach(shown::add);
        if (!cli.json()) {
            cli.out().println(Printable.of(file.path().toString()) + ": " + done);
            lines.forEach(line -> cli.out().println("  " + Printable.of(line)));
        }
    }

    void say(String note) {
        notes.add(note);
        if (!cli.json()) {
            cli.out().println(Printable.of(note));
        }
    }

    /// @param when on which occasion to type them
    void commands(String when, List<String> lines) {
        lines.forEach(commands::add);
        if (!cli.json()) {
            cli.out().println(when + ":");
            lines.forEach(line -> cli.out().println("  " + Printable.of(line)));
        }
    }

    void end() {
        if (cli.json()) {
            cli.out().println(json);
        }
    }
}
