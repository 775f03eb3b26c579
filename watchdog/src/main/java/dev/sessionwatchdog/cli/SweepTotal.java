package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.action.Tally;
import dev.sessionwatchdog.finding.Spans;
import dev.sessionwatchdog.sweep.SweepRecord;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/// What one pass over all roots comes to: every act of every sweep, and how each root was left.
record SweepTotal(
        Tally tally,
        int locksBroken,
        long lockBytes,
        int migrated,
        int sweeps,
        int stores,
        Map<String, Integer> eras,
        int kept,
        int waiting,
        int left) {

    /// @param roots the sweeps of each root, in their order
    static SweepTotal of(List<List<SweepRecord>> roots) {
        Tally tally = Tally.NOTHING;
        Map<String, Integer> eras = new TreeMap<>();
        int locksBroken = 0;
        long lockBytes = 0;
        int migrated = 0;
        int sweeps = 0;
        int stores = 0;
        int kept = 0;
        int waiting = 0;
        int left = 0;
        for (List<SweepRecord> root : roots) {
            for (SweepRecord sweep : root) {
                tally = tally.plus(sweep.tally());
                locksBroken += sweep.locks().tally().applied();
                lockBytes += sweep.locks().tally().bytes();
                migrated += sweep.legacy().tally().applied();
            }
            SweepRecord last = root.getLast();
            last.eras().forEach((era, count) -> eras.merge(era, count, Integer::sum));
            sweeps += root.size();
            stores += last.stores();
            kept += last.kept();
            waiting += last.waiting();
            left += last.left() + last.tally().left();
        }
        return new SweepTotal(
                tally, locksBroken, lockBytes, migrated, sweeps, stores, eras, kept, waiting, left);
    }

    /// In one line, for people.
    String words() {
        return (tally.applied() - locksBroken - migrated)
                + " reaped ("
                + Spans.bytes(tally.bytes() - lockBytes)
                + "), "
                + (locksBroken == 0 ? "" : Spans.count(locksBroken, "lock") + " broken, ")
                + (migrated == 0 ? "" : Spans.count(migrated, "store") + " migrated, ")
                + tally.skipped()
                + " overtaken, "
                + tally.failed()
                + " failed; "
                + kept
                + " kept, "
                + waiting
                + " waiting, "
                + (left > 0 ? left + " left, " : "")
                + Spans.count(stores, "store")
                + " "
                + eras;
    }

    void writeTo(ObjectNode answer) {
        answer.put("applied", tally.applied());
        answer.put("skipped", tally.skipped());
        answer.put("failed", tally.failed());
        answer.put("locks_broken", locksBroken);
        answer.put("stores_migrated", migrated);
        answer.put("bytes", tally.bytes());
        answer.put("sweeps", sweeps);
        answer.put("kept", kept);
        answer.put("waiting", waiting);
        answer.put("left", left);
        answer.put("stores", stores);
    }
}
