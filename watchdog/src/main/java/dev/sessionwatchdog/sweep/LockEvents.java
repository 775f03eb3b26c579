package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.action.Event;
import dev.sessionwatchdog.action.FileMember;
import dev.sessionwatchdog.action.Incident;
import dev.sessionwatchdog.action.LockBreakEvents;
import dev.sessionwatchdog.action.LockMember;
import dev.sessionwatchdog.action.LockWords;
import dev.sessionwatchdog.decision.LockDecision;
import dev.sessionwatchdog.finding.LockFinding;
import dev.sessionwatchdog.finding.LockLimits;
import dev.sessionwatchdog.finding.LockRule;
import dev.sessionwatchdog.finding.Spans;
import dev.sessionwatchdog.observation.LockLook;
import dev.sessionwatchdog.observation.LockPayload;
import dev.sessionwatchdog.store.forensic.Level;
import dev.sessionwatchdog.store.forensic.Phase;
import dev.sessionwatchdog.store.forensic.Printable;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/// The events about locks that are not acts: suspects, what was left alone and why, breaks that did
/// not help, and transcripts that changed while nobody held their lock.
final class LockEvents {

    private final Root root;
    private final LockLimits limits;
    private final int maxPerHour;

    LockEvents(Root root, LockLimits limits, int maxPerHour) {
        this.root = root;
        this.limits = limits;
        this.maxPerHour = maxPerHour;
    }

    /// What is done about it, or why nothing.
    Event told(LockDecision.Abstain abstain, String sweep) {
        LockFinding finding = abstain.finding();
        Optional<String> advice = LockAdvice.about(finding.verdict());
        boolean suspect = finding instanceof LockFinding.Suspect;
        String verdict = abstain.verdict().name().toLowerCase(Locale.ROOT);
        Phase phase =
                switch (abstain.verdict()) {
                    case REFUSE -> Phase.REFUSED;
                    case KEEP, WAIT, REPORT -> Phase.OBSERVED;
                };
        Event event =
                Event.of(
                                suspect ? "lock.suspect" : LockBreakEvents.ACTION,
                                phase,
                                abstain.alert() ? Level.WARN : Level.INFO,
                                (suspect ? "lock.suspect: " : "lock.break " + verdict + ": ")
                                        + LockWords.of(finding, limits)
                                        + (abstain.reason().equals(finding.verdict())
                                                ? ""
                                                : "; left alone: " + abstain.reason())
                                        + advice.map(what -> ". " + what).orElse(""))
                        .because(abstain.reason())
                        .inSweep(sweep)
                        .rule(finding.rule(), LockRule.VERSION, verdict, finding.checks());
        advice.ifPresent(what -> event.label("advice", what));
        return about(abstain.alert() ? event.alert() : event, finding);
    }

    private Event about(Event event, LockFinding finding) {
        LockLook look = finding.look();
        if (!(finding instanceof LockFinding.Held)) {
            event.inIncident(Incident.ofLock(root, look));
        }
        return event.member(
                        FileMember.found(
                                root, look.place(), look.era(), look.facts(), Optional.empty()))
                .member(LockMember.lock(finding, limits))
                .member(LockMember.owner(finding));
    }

    /// Under which incident a lock is told.
    String incident(LockLook look) {
        return Incident.ofLock(root, look);
    }

    /// A lock that was told of is not there any more, and it was not us.
    Event over(Place lock, String incident, String sweep) {
        return Event.of(
                        "lock.suspect",
                        Phase.OBSERVED,
                        Level.INFO,
                        "lock.suspect over: "
                                + Printable.of(lock.toString())
                                + ": it is not there any more")
                .because("over")
                .inSweep(sweep)
                .inIncident(incident)
                .member(FileMember.where(root, lock));
    }

    Event backlog(int due, int budget, String sweep) {
        return Event.of(
                        LockBreakEvents.ACTION,
                        Phase.OBSERVED,
                        Level.WARN,
                        "lock.break backlog: "
                                + Spans.count(due, "lock")
                                + " to be broken: at most "
                                + budget
                                + " a sweep, "
                                + maxPerHour
                                + " an hour and "
                                + BreakBudget.PER_SESSION_AN_HOUR
                                + " an hour of one session")
                .alert()
                .because("backlog")
                .inSweep(sweep)
                .member(FileMember.where(root, Place.TOP));
    }

    /// A lock that cannot even be looked at says nothing about its owner (S15).
    Event outOfReach(Place lock, IOException why, boolean alert, String sweep) {
        Event event =
                Event.of(
                                LockBreakEvents.ACTION,
                                Phase.OBSERVED,
                                Level.WARN,
                                "lock.break keep: "
                                        + Printable.of(lock.toString())
                                        + ": cannot be looked at: "
                                        + Printable.of(String.valueOf(why.getMessage())))
                        .because("unknown-read-error")
                        .inSweep(sweep)
                        .rule(LockRule.LAPSED_ID, LockRule.VERSION, "keep", List.of())
                        .failure(why)
                        .member(FileMember.where(root, lock));
        return alert ? event.alert() : event;
    }

    Event guard(Place guard, Facts facts, Instant now, String sweep) {
        return Event.of(
                        LockBreakEvents.ACTION,
                        Phase.OBSERVED,
                        Level.WARN,
                        "lock.break keep: "
                                + Printable.of(guard.toString())
                                + ": left behind by somebody who reclaimed this lock, "
                                + Spans.words(Duration.between(facts.mtime(), now))
                                + " ago: the session cannot be locked while it stands there. If no"
                                + " gateway is at work on it, remove it by hand")
                .alert()
                .because("foreign-guard")
                .inSweep(sweep)
                .rule(LockRule.LAPSED_ID, LockRule.VERSION, "keep", List.of())
                .member(FileMember.where(root, guard));
    }

    Event ineffective(BreakEffects.Ineffective found, String sweep) {
        LockLook was = found.was();
        Event event =
                Event.of(
                                "break.ineffective",
                                Phase.OBSERVED,
                                Level.WARN,
                                "break.ineffective: "
                                        + Printable.of(was.place().toString())
                                        + ": "
                                        + found.why()
                                        + ". "
                                        + found.advice())
                        .alert()
                        .because(found.reason())
                        .inSweep(sweep)
                        .inIncident(Incident.ofLock(root, was))
                        .label("break_intent", found.intent())
                        .label("advice", found.advice())
                        .label("broken", identity(was));
        LockLook shown = found.now().orElse(was);
        found.now().ifPresent(now -> event.label("standing", identity(now)));
        return found.now().isPresent()
                ? event.member(
                        FileMember.found(
                                root, shown.place(), shown.era(), shown.facts(), Optional.empty()))
                : event.member(FileMember.where(root, shown.place()));
    }

    private static String identity(LockLook look) {
        return "inode "
                + look.facts().inode()
                + ", owner "
                + look.written()
                        .map(LockPayload.Written::pid)
                        .filter(OptionalLong::isPresent)
                        .map(pid -> Long.toString(pid.getAsLong()))
                        .orElse("unknown")
                + ", made "
                + look.written()
                        .flatMap(LockPayload.Written::createdAt)
                        .orElse(look.facts().mtime());
    }

    /// @param broken the lock that was broken there a moment before, if one was
    Event takeover(
            Place transcript,
            String what,
            List<String> before,
            List<String> after,
            Optional<LockLook> broken,
            String sweep) {
        Event event =
                Event.of(
                                "session.takeover",
                                Phase.OBSERVED,
                                Level.WARN,
                                "session.takeover: "
                                        + Printable.of(transcript.toString())
                                        + " "
                                        + what
                                        + ": a writer that does not hold the lock was at work")
                        .alert()
                        .because(what)
                        .inSweep(sweep)
                        .inIncident(
                                broken.map(look -> Incident.ofLock(root, look))
                                        .orElseGet(() -> Incident.ofTranscript(root, transcript)))
                        .rule("session.takeover", 1, "report", List.of())
                        .member(FileMember.where(root, transcript));
        for (int i = 0; i < before.size(); i++) {
            event.label("before." + (i + 1), Printable.of(before.get(i)));
        }
        for (int i = 0; i < after.size(); i++) {
            event.label("after." + (i + 1), Printable.of(after.get(i)));
        }
        return event;
    }
}
