package dev.sessionwatchdog.hunt;

import dev.sessionwatchdog.hunt.TrueLock.Fate;
import dev.sessionwatchdog.hunt.TrueLock.Session;
import dev.sessionwatchdog.sim.World;
import dev.sessionwatchdog.store.forensic.Verification;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// What has to be true of the disk and the log when a life is over (S10, S11, S20).
final class Aftermath {

    private final Scene scene;
    private final Chronicle chronicle;

    Aftermath(Scene scene, Chronicle chronicle) {
        this.scene = scene;
        this.chronicle = chronicle;
    }

    void check() {
        Verification verification = scene.world.verify();
        demand(verification.sound(), "S11: the log is not sound: " + verification);
        demand(verification.openIntents().isEmpty(), "S11: open intents: " + verification);
        nothingElseChanged();
        Set<String> kept = kept();
        for (JsonNode event : chronicle.breaks()) {
            String phase = Chronicle.phase(event);
            if (phase.equals("intent") || phase.equals("done")) {
                demand(!event.path("fenced").asBoolean(true), "S20: " + event);
            }
            if (phase.equals("done") || phase.equals("indeterminate")) {
                scene.tally.count("lock.break " + phase);
            } else if (!phase.equals("observed")) {
                String why = Chronicle.reason(event);
                scene.tally.count(
                        "lock.break "
                                + phase
                                + (phase.equals("overtaken") && why.startsWith("another ")
                                        ? ", put back or replaced"
                                        : ""));
            }
        }
        for (TrueLock lock : scene.locks()) {
            if (lock.fate == Fate.BROKEN) {
                demand(kept.contains(lock.payload), "S10: not in quarantine: " + lock);
            }
        }
    }

    private Set<String> kept() {
        Set<String> contents = new HashSet<>();
        for (String path : scene.world.disk().paths().keySet()) {
            if (path.endsWith("/content")) {
                contents.add(scene.world.disk().text(path));
            }
        }
        return contents;
    }

    /// No file besides locks is ever changed by the daemon, and none appears in a store.
    private void nothingElseChanged() {
        for (Session session : scene.sessions()) {
            demand(
                    scene.world.disk().text(session.transcript()).equals(scene.transcript(session)),
                    "changed: " + session.transcript());
        }
        Set<String> known = new HashSet<>();
        for (Session session : scene.sessions()) {
            known.add(session.lock());
            known.add(session.transcript());
        }
        for (Map.Entry<String, String> entry : scene.world.gatewaysFiles().entrySet()) {
            String path = entry.getKey();
            boolean expected =
                    entry.getValue().equals("directory")
                            || path.endsWith("/sessions.json")
                            || known.contains(path);
            demand(expected || !path.startsWith(World.ROOT), "nobody's: " + path);
        }
    }

    private static void demand(boolean holds, String otherwise) {
        if (!holds) {
            throw new Violation(otherwise);
        }
    }
}
