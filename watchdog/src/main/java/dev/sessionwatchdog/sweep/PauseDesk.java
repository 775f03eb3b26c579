package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.action.Event;
import dev.sessionwatchdog.action.FileMember;
import dev.sessionwatchdog.action.Incident;
import dev.sessionwatchdog.decision.Permission;
import dev.sessionwatchdog.store.forensic.ForensicLog;
import dev.sessionwatchdog.store.forensic.Level;
import dev.sessionwatchdog.store.forensic.Phase;
import dev.sessionwatchdog.store.forensic.Printable;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.time.Time;
import java.io.IOException;
import java.util.Optional;

/// Looks for a pause before anything is permitted, and tells when one begins and ends.
final class PauseDesk {

    private final Root root;
    private final Time time;
    private final ForensicLog log;
    private Optional<Pause> told = Optional.empty();

    PauseDesk(Root root, Time time, ForensicLog log) {
        this.root = root;
        this.time = time;
        this.log = log;
    }

    /// What is permitted now, of what was asked for.
    Permission permitted(Permission asked) throws IOException {
        Optional<Pause> pause = Pause.read(root, time.moment().wall());
        if (!pause.equals(told)) {
            if (pause.isPresent()) {
                log.append(begun(pause.get()));
            } else {
                log.append(ended(told.orElseThrow()));
            }
            log.commit();
            told = pause;
        }
        return switch (asked) {
            case Permission.Withheld withheld -> withheld;
            case Permission.Granted granted ->
                    pause.<Permission>map(it ->
                                    new Permission.Withheld(
                                            "paused until "
                                                    + it.until()
                                                    + ": "
                                                    + Printable.of(it.reason())))
                            .orElse(granted);
        };
    }

    /// The pause that was told last and has not ended since.
    Optional<Pause> running() {
        return told;
    }

    private Event begun(Pause pause) {
        return Event.of(
                        "daemon.pause",
                        Phase.OBSERVED,
                        Level.WARN,
                        "daemon.pause: nothing is acted on until "
                                + pause.until()
                                + ": "
                                + Printable.of(pause.reason()))
                .because(Printable.of(pause.reason()))
                .inIncident(Incident.ofPause(root, pause.since()))
                .label("until", pause.until().toString())
                .member(FileMember.where(root, Place.TOP));
    }

    private Event ended(Pause pause) {
        boolean byItself = !time.moment().wall().isBefore(pause.until());
        String how = byItself ? "the pause is over" : "the pause was ended by hand";
        return Event.of("daemon.resume", Phase.OBSERVED, Level.INFO, "daemon.resume: " + how)
                .because(how)
                .inIncident(Incident.ofPause(root, pause.since()))
                .member(FileMember.where(root, Place.TOP));
    }
}
