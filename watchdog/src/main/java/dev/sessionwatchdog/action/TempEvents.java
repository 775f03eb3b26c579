package dev.sessionwatchdog.action;

import dev.sessionwatchdog.decision.Decision.Disposal;
import dev.sessionwatchdog.finding.Spans;
import dev.sessionwatchdog.finding.TempFinding;
import dev.sessionwatchdog.finding.TempRule;
import dev.sessionwatchdog.store.forensic.Level;
import dev.sessionwatchdog.store.forensic.Phase;
import dev.sessionwatchdog.store.forensic.Printable;
import dev.sessionwatchdog.store.root.InUse;
import dev.sessionwatchdog.store.root.Root;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/// The events of reaping one temp.
final class TempEvents {

    static final String ACTION = "tmp.reap";

    private TempEvents() {}

    static Event intent(Root root, Intended intended, Instant now, String sweep) {
        TempFinding.Orphan orphan = intended.orphan();
        String message =
                "tmp.reap intent: "
                        + what(intended)
                        + ", "
                        + Spans.words(Duration.between(intended.facts().mtime(), now))
                        + " old, "
                        + (orphan.look().inUse() instanceof InUse.Nobody
                                ? "nobody has it open, "
                                : "")
                        + (orphan.fate() == TempFinding.Fate.SUPERSEDED
                                ? "superseded by a whole, newer target"
                                : "not shown to be superseded")
                        + ": "
                        + intended.decision().disposal().name().toLowerCase(Locale.ROOT);
        Event event =
                Event.of(ACTION, Phase.INTENT, Level.INFO, message)
                        .inSweep(sweep)
                        .rule(TempRule.ID, TempRule.VERSION, "act", orphan.checks())
                        .member(
                                FileMember.found(
                                        root,
                                        intended.place(),
                                        orphan.seen().era(),
                                        orphan.look().facts(),
                                        orphan.look().hash()))
                        .degraded(orphan.degraded() || root.assurance().degraded());
        return withQuarantine(event, intended);
    }

    static Event outcome(Root root, Intended intended, Result result, String sweep) {
        String what = what(intended);
        Event event =
                switch (result) {
                    case Result.Deleted deleted ->
                            done(what + ": deleted")
                                    .member(FileMember.gone())
                                    .member(bytes(intended))
                                    .degraded(!deleted.proven());
                    case Result.Quarantined moved ->
                            withQuarantine(
                                            done(
                                                    what
                                                            + " -> quarantine "
                                                            + intended.quarantineId()
                                                            + ", undo: "
                                                            + undo(intended)),
                                            intended)
                                    .member(
                                            FileMember.movedTo(
                                                    intended.quarantinePlace(), moved.facts()))
                                    .degraded(!moved.proven());
                    case Result.NotDone not -> {
                        Event told = Event.notDone(ACTION, what, not);
                        yield not instanceof Result.Stranded
                                ? withQuarantine(told, intended)
                                : told;
                    }
                };
        return event.concluding(intended.intent())
                .inSweep(sweep)
                .rule(TempRule.ID, TempRule.VERSION, "act", List.of())
                .member(FileMember.where(root, intended.place()));
    }

    private static Event done(String text) {
        return Event.of(ACTION, Phase.DONE, Level.INFO, "tmp.reap done: " + text);
    }

    private static String what(Intended intended) {
        return Printable.of(intended.place().toString())
                + " "
                + Spans.bytes(intended.facts().size());
    }

    private static Consumer<JsonGenerator> bytes(Intended intended) {
        return json -> json.writeNumberProperty("bytes_reclaimed", intended.facts().size());
    }

    private static String undo(Intended intended) {
        return "session-watchdog quarantine restore " + intended.quarantineId();
    }

    private static Event withQuarantine(Event event, Intended intended) {
        return intended.decision().disposal() == Disposal.QUARANTINE
                ? event.quarantined(
                        intended.quarantineId(),
                        intended.quarantinePlace().parent().toString(),
                        intended.expires().toString(),
                        undo(intended))
                : event;
    }
}
