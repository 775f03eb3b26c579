package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.action.QuarantineActs;
import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.store.forensic.Printable;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.sweep.RootGuard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// Has something done in a quarantine: by the daemon that guards the root, or, when there is none,
/// by ourselves.
final class QuarantineDesk {

    private final Cli cli;
    private final Setup setup;

    QuarantineDesk(Cli cli, Setup setup) {
        this.cli = cli;
        this.setup = setup;
    }

    /// @param verb [QuarantineActs#RESTORE] or [QuarantineActs#PURGE]
    /// @return the exit code
    int act(String verb, Config.RootConfig root, String id, Optional<Place> to)
            throws IOException, InterruptedException {
        if (DaemonStatus.read(Path.of(root.path())).filter(DaemonStatus::alive).isPresent()) {
            RequestClient.Answer answer =
                    new RequestClient(setup)
                            .ask(
                                    root,
                                    Map.of(
                                            "verb",
                                            verb,
                                            "item",
                                            id,
                                            "to",
                                            to.map(Place::toString).orElse("")));
            return tell(root, id, answer.message(), answer.exitCode());
        }
        try (Workplace workplace = Workplace.open(setup, "cli", verb);
                RootGuard guard = workplace.guard(setup.config(), root, () -> false)) {
            RootGuard.concludeOthers(workplace.log());
            QuarantineActs.Answer answer =
                    verb.equals(QuarantineActs.RESTORE)
                            ? guard.quarantine().restore(id, to)
                            : guard.quarantine().purge(id);
            return tell(
                    root,
                    id,
                    answer.message(),
                    answer.kind() == QuarantineActs.Answer.Kind.DONE
                            ? ExitCode.DONE
                            : ExitCode.FAILED);
        }
    }

    private int tell(Config.RootConfig root, String id, String message, int code) {
        if (cli.json()) {
            cli.out()
                    .println(
                            JsonMapper.shared()
                                    .createObjectNode()
                                    .put("schema", "session-watchdog.quarantine-act/1")
                                    .put("id", id)
                                    .put("root", Printable.of(root.path()))
                                    .put("done", code == ExitCode.DONE)
                                    .put("message", message));
        } else if (code == ExitCode.DONE) {
            cli.out().println(message);
        } else {
            cli.complain("session-watchdog: " + message);
        }
        return code;
    }
}
