package dev.sessionwatchdog.action;

import dev.sessionwatchdog.finding.LockFinding;
import dev.sessionwatchdog.finding.LockLimits;
import dev.sessionwatchdog.finding.LockRule;
import dev.sessionwatchdog.observation.ContentHash;
import dev.sessionwatchdog.observation.LockLook;
import dev.sessionwatchdog.observation.LockReading;
import dev.sessionwatchdog.store.forensic.Level;
import dev.sessionwatchdog.store.forensic.Phase;
import dev.sessionwatchdog.store.forensic.Printable;
import dev.sessionwatchdog.store.root.Root;
import java.util.List;
import java.util.Optional;

/// The events of breaking one lock. A gateway's lock can be broken, never fenced, and every event
/// says so.
public final class LockBreakEvents {

    public static final String ACTION = "lock.break";

    /// Gateways up to 2026.5.7 delete whatever lock stands there when they release theirs
    /// (`protocols.md` 5).
    private static final String LATE_RELEASE =
            "an owner of 2026.3.13 - 5.7 that wakes up deletes its successor's lock";

    private LockBreakEvents() {}

    static Event intent(Root root, IntendedBreak intended, LockLimits limits, String sweep) {
        LockFinding.Breakable finding = intended.breakable();
        LockLook look = finding.look();
        Event event =
                Event.of(
                                ACTION,
                                Phase.INTENT,
                                Level.WARN,
                                "lock.break intent: " + LockWords.of(finding, limits))
                        .inSweep(sweep)
                        .inIncident(Incident.ofLock(root, look))
                        .because(finding.verdict())
                        .rule(finding.rule(), LockRule.VERSION, "act", finding.checks())
                        .member(
                                FileMember.found(
                                        root, look.place(), look.era(), look.facts(), hash(look)))
                        .member(LockMember.lock(finding, limits))
                        .member(LockMember.owner(finding))
                        .member(json -> json.writeBooleanProperty("fenced", false))
                        .degraded(finding.degraded() || root.assurance().degraded());
        if (finding.ground() == LockFinding.Ground.LAPSED) {
            event.label("risk", LATE_RELEASE);
        }
        return quarantined(event, intended);
    }

    private static Optional<ContentHash> hash(LockLook look) {
        return look.reading() instanceof LockReading.Read read
                ? Optional.of(new ContentHash(read.sha256(), "full"))
                : Optional.empty();
    }

    static Event outcome(Root root, IntendedBreak intended, Result result, String sweep) {
        LockFinding.Breakable finding = intended.breakable();
        String what = Printable.of(intended.place().toString());
        Event event =
                switch (result) {
                    case Result.Quarantined moved ->
                            quarantined(
                                            Event.of(
                                                    ACTION,
                                                    Phase.DONE,
                                                    Level.WARN,
                                                    "lock.break done: "
                                                            + what
                                                            + " -> quarantine "
                                                            + intended.quarantineId()
                                                            + ", undo: "
                                                            + intended.undo()),
                                            intended)
                                    .member(
                                            FileMember.movedTo(
                                                    intended.quarantinePlace(), moved.facts()))
                                    .member(json -> json.writeBooleanProperty("fenced", false))
                                    .degraded(!moved.proven());
                    case Result.NotDone not -> {
                        Event told = Event.notDone(ACTION, what, not);
                        yield not instanceof Result.Stranded ? quarantined(told, intended) : told;
                    }
                    case Result.Deleted _ ->
                            throw new IllegalStateException("locks are never unlinked");
                };
        return event.concluding(intended.intent())
                .inSweep(sweep)
                .inIncident(Incident.ofLock(root, finding.look()))
                .rule(finding.rule(), LockRule.VERSION, "act", List.of())
                .member(FileMember.where(root, intended.place()));
    }

    private static Event quarantined(Event event, IntendedBreak intended) {
        return event.quarantined(
                intended.quarantineId(),
                intended.quarantinePlace().parent().toString(),
                intended.expires().toString(),
                intended.undo());
    }
}
