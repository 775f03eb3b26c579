package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.action.Tally;
import dev.sessionwatchdog.action.Waits;
import dev.sessionwatchdog.finding.Spans;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// What one sweep saw and did.
///
/// @param stores how many stores were looked at
/// @param eras how many of them are of which era
/// @param waiting temps that are not yet due
/// @param unconfirmed those of them that are old enough and only have to be watched longer
/// @param ripe temps that were due, whether acted on or not
/// @param left due, but over the budget or the bound of this sweep: go on at once
/// @param undecided whether something needs one more look before it can be said
/// @param tally what became of all acts, those on locks included
/// @param locks what was seen of locks, and done
/// @param legacy what was seen of legacy stores, and done
/// @param blind why process owners cannot be seen; empty when they can
/// @param waits how long acts waited for their turn, since the record before
/// @param rest for how long no act goes on, because what went is still being paid
/// @param next when the next thing is due; empty when nothing is
public record SweepRecord(
        String id,
        int stores,
        Map<String, Integer> eras,
        int waiting,
        int unconfirmed,
        int ripe,
        int kept,
        int left,
        boolean undecided,
        Tally tally,
        LockSummary locks,
        LegacySummary legacy,
        Optional<String> blind,
        Duration took,
        Waits waits,
        Duration rest,
        Optional<Duration> next) {

    /// What a sweep did that went on with what this one left: it looked at nothing else.
    SweepRecord goneOn(
            String name,
            int due,
            int alsoKept,
            int more,
            Tally did,
            Duration time,
            Waits waited,
            Duration owed) {
        return new SweepRecord(
                name,
                stores,
                eras,
                waiting,
                unconfirmed,
                due,
                kept + alsoKept,
                more,
                undecided,
                did,
                locks.asSeen(),
                legacy.asSeen(),
                blind,
                time,
                waited,
                owed,
                did.applied() > 0 || !owed.isZero() ? Optional.of(owed) : next);
    }

    /// What a pass says that found everything as this sweep left it.
    SweepRecord unchanged(String name, Duration time, Optional<String> blindNow) {
        return new SweepRecord(
                name,
                stores,
                eras,
                0,
                0,
                0,
                0,
                0,
                false,
                Tally.NOTHING,
                locks.asSeen(),
                legacy.asSeen(),
                blindNow,
                time,
                Waits.NONE,
                Duration.ZERO,
                Optional.empty());
    }

    /// What a pass says that looked only at the stores in which something waits or has changed; the
    /// others are as this sweep left them.
    SweepRecord with(SweepRecord some, Optional<String> blindNow) {
        return new SweepRecord(
                some.id,
                stores,
                eras,
                some.waiting,
                some.unconfirmed,
                some.ripe,
                some.kept,
                some.left,
                some.undecided,
                some.tally,
                some.locks,
                some.legacy.among(legacy),
                blindNow,
                some.took,
                some.waits,
                some.rest,
                some.next);
    }

    /// Whether the next sweep is to follow at once.
    boolean goesOn() {
        return next.filter(Duration::isZero).isPresent();
    }

    /// In one line, for people.
    public String words() {
        return Spans.count(stores, "store")
                + ", "
                + (tally.applied() - locks.tally().applied() - legacy.tally().applied())
                + " reaped ("
                + Spans.bytes(tally.bytes() - locks.tally().bytes())
                + "), "
                + (locks.tally().applied() == 0
                        ? ""
                        : Spans.count(locks.tally().applied(), "lock") + " broken, ")
                + (legacy.tally().applied() == 0
                        ? ""
                        : Spans.count(legacy.tally().applied(), "store") + " migrated, ")
                + tally.skipped()
                + " overtaken, "
                + tally.failed()
                + " failed, "
                + (left + tally.left())
                + " left, "
                + kept
                + " kept, "
                + waiting
                + " waiting, in "
                + Spans.words(took)
                + (waits.all().toMillis() == 0 ? "" : ", paced for " + Spans.words(waits.all()))
                + (waits.backedOff().toMillis() == 0
                        ? ""
                        : ", of which "
                                + Spans.words(waits.backedOff())
                                + " because others waited for the disk");
    }
}
