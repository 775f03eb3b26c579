package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.action.LockBreaker;
import dev.sessionwatchdog.decision.LockDecision;
import dev.sessionwatchdog.decision.Permission;
import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.finding.Check;
import dev.sessionwatchdog.finding.LockFinding;
import dev.sessionwatchdog.finding.Spans;
import dev.sessionwatchdog.observation.Agreement;
import dev.sessionwatchdog.observation.LockLook;
import dev.sessionwatchdog.observation.LockName;
import dev.sessionwatchdog.quarantine.Item;
import dev.sessionwatchdog.quarantine.QuarantineDirectory;
import dev.sessionwatchdog.store.forensic.Printable;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.time.Moment;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Breaks one lock because a person asks for it. The person stands above `locks.owner.*: report`
/// and above the budgets, never above a check: the same looks have to agree, and without the
/// permission to act nothing is done.
final class LockByHand {

    /// Longer reasons are cut.
    private static final int LONGEST_REASON = 500;

    /// A lock that is gone and was broken so recently went as the person wanted.
    private static final Duration JUST_NOW = Duration.ofMinutes(2);

    private final Locks locks;
    private final QuarantineDirectory quarantine;
    private final Permission permission;
    private final Moment now;
    private final String sweep;

    LockByHand(
            Locks locks,
            QuarantineDirectory quarantine,
            Permission permission,
            Moment now,
            String sweep) {
        this.locks = locks;
        this.quarantine = quarantine;
        this.permission = permission;
        this.now = now;
        this.sweep = sweep;
    }

    /// Takes one look, which counts; breaks the lock if enough looks agree by now.
    Reply take(Place store, Era era, LockName lock, String reason) throws IOException {
        if (permission instanceof Permission.Withheld withheld) {
            return Reply.refused(withheld.reason() + ": nothing is broken, also not by hand");
        }
        locks.observer().beginLook();
        Place place = store.child(lock.name());
        Optional<LockLook> look = locks.observer().look(store, era, lock, now);
        locks.memory().endLook(place::equals);
        if (look.isEmpty()) {
            locks.watch().isGone(store, lock, now);
            return gone(place);
        }
        Duration next = locks.rule().lookAgainIn(look.get());
        locks.memory().plan(place, next);
        locks.watch().stands(store, era, lock, now, next);
        LockFinding finding = locks.rule().judge(look.get());
        if (!(finding instanceof LockFinding.Breakable breakable)) {
            return notBreakable(finding);
        }
        Duration gap = locks.settings().confirmGap();
        Agreement agreed =
                locks.memory().confirm(place, finding.agreement(), gap, finding.workCounts());
        if (agreed.looks() < locks.settings().confirm()) {
            return again(
                    gap.minus(agreed.sinceCounted()),
                    finding,
                    agreed.looks() + " of " + locks.settings().confirm() + " looks agree");
        }
        return carryOut(breakable.agreed(agreed.looks(), locks.settings().confirm()), reason);
    }

    private Reply notBreakable(LockFinding finding) {
        LockLook look = finding.look();
        Duration grace = locks.rule().limits().unreadableGrace();
        Duration watched = look.watched().time();
        if (finding.verdict().equals("unreadable") && watched.compareTo(grace) < 0) {
            return again(grace.minus(watched), finding, "its writer may not be done yet");
        }
        String failing =
                finding.checks().stream()
                        .filter(check -> !check.passed())
                        .map(LockByHand::words)
                        .collect(Collectors.joining("; "));
        return Reply.refused(
                Printable.of(look.place().toString())
                        + ": "
                        + finding.verdict()
                        + (failing.isEmpty() ? "" : ": " + failing));
    }

    private static String words(Check check) {
        return check.check()
                + ": "
                + check.observed()
                + check.limit().map(limit -> ", wanted: " + limit).orElse("");
    }

    private static Reply again(Duration after, LockFinding finding, String why) {
        Duration wait = after.isNegative() ? Duration.ZERO : after;
        ObjectNode data = JsonMapper.shared().createObjectNode();
        data.put("after_ms", wait.toMillis());
        data.put("verdict", finding.verdict());
        return new Reply(
                Reply.Kind.AGAIN,
                finding.verdict() + ", " + why + "; looking again in " + Spans.words(wait),
                Optional.of(data));
    }

    private Reply carryOut(LockFinding.Breakable breakable, String reason) throws IOException {
        Place place = breakable.look().place();
        String why = Printable.of(reason.substring(0, Math.min(reason.length(), LONGEST_REASON)));
        LockBreaker.Outcome outcome =
                locks.breaker().breakAsked(new LockDecision.Break(breakable), why, sweep);
        locks.conclude(outcome, now);
        if (outcome.broken()) {
            return broken(place, item(outcome.intent()), breakable.verdict());
        }
        String what =
                outcome.tally().failed() > 0
                        ? "it could not be broken"
                        : "it is not any more what was looked at";
        return new Reply(
                outcome.tally().failed() > 0 ? Reply.Kind.FAILED : Reply.Kind.REFUSED,
                Printable.of(place.toString())
                        + ": "
                        + what
                        + "; see: session-watchdog events show "
                        + outcome.intent(),
                Optional.empty());
    }

    private Optional<Item> item(String intent) throws IOException {
        return quarantine.list().stream()
                .filter(item ->
                        item.record().filter(record -> record.event().equals(intent)).isPresent())
                .findFirst();
    }

    private static Reply broken(Place place, Optional<Item> item, String verdict) {
        ObjectNode data = JsonMapper.shared().createObjectNode();
        data.put("verdict", verdict);
        String where = "";
        if (item.isPresent()) {
            String undo = "session-watchdog quarantine restore " + item.get().id();
            data.put("quarantine", item.get().id());
            data.put("undo", undo);
            where = " -> quarantine " + item.get().id() + ", undo: " + undo;
        }
        return Reply.done("broken: " + Printable.of(place.toString()) + where, data);
    }

    /// It may have gone meanwhile by a sweep, which is what was asked for.
    private Reply gone(Place place) throws IOException {
        Optional<Item> broken =
                quarantine.list().stream()
                        .filter(item ->
                                item.record()
                                        .filter(record -> record.from().equals(place))
                                        .filter(record ->
                                                record.at().isAfter(now.wall().minus(JUST_NOW)))
                                        .isPresent())
                        .findFirst();
        return broken.isPresent()
                ? broken(place, broken, "broken by a sweep just now")
                : Reply.refused(Printable.of(place.toString()) + ": it does not stand there");
    }
}
