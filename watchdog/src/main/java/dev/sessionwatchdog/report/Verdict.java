package dev.sessionwatchdog.report;

import dev.sessionwatchdog.finding.Spans;
import dev.sessionwatchdog.report.Report.Gap;
import dev.sessionwatchdog.report.Report.Span;
import dev.sessionwatchdog.store.forensic.Verification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a report comes to, in three sentences and some figures.
record Verdict(ActFinder acts, long events, long alerts, int sessions, Span time) {

    /// What was done, what needs a person, and whether this can be believed and undone.
    List<String> sentences(Verification integrity) {
        return List.of(did(), needs(), trust(integrity));
    }

    private String did() {
        if (events == 0) {
            return "The log has no event of this.";
        }
        long done = acts.countOf("done");
        if (done == 0) {
            return "In "
                    + Spans.words(Duration.between(time.from(), time.to()))
                    + " nothing was changed on disk.";
        }
        return "In "
                + Spans.words(Duration.between(time.from(), time.to()))
                + " the watchdog did "
                + Spans.count(done, "act")
                + kinds()
                + ".";
    }

    /// The kinds of acts that were done, the most frequent ones by name.
    private String kinds() {
        List<String> kinds = new ArrayList<>();
        long reaped = acts.count("tmp.reap", "done");
        if (reaped > 0) {
            kinds.add(
                    Spans.count(reaped, "temporary file")
                            + " taken away ("
                            + Spans.bytes(acts.bytes())
                            + " freed)");
        }
        count(kinds, "lock.break", "lock", " broken");
        count(kinds, "lease.break", "lease", " broken");
        count(kinds, "store.migrate", "store", " migrated");
        count(kinds, "store.rollback", "store", " taken back");
        count(kinds, "quarantine.restore", "thing", " put back");
        count(kinds, "quarantine.purge", "thing", " deleted for good");
        return kinds.isEmpty() ? "" : ": " + String.join(", ", kinds);
    }

    private void count(List<String> kinds, String action, String noun, String participle) {
        long number = acts.count(action, "done");
        if (number > 0) {
            kinds.add(Spans.count(number, noun) + participle);
        }
    }

    private String needs() {
        long failed = acts.countOf("failed");
        long unclear = acts.countOf("indeterminate");
        String left =
                acts.leftAlone().isEmpty()
                        ? "Nothing else was found"
                        : "What it left alone is listed under "
                                + Spans.count(acts.leftAlone().size(), "reason");
        return left
                + "; "
                + (alerts == 0
                        ? "nothing needs a person"
                        : Spans.count(alerts, "alert") + " for a person")
                + (failed + unclear == 0
                        ? "."
                        : ", " + failed + " acts failed, " + unclear + " ended unclear.");
    }

    private String trust(Verification integrity) {
        String log =
                integrity.sound()
                        ? "The log holds ("
                                + Spans.count(integrity.lines(), "event")
                                + ", each chained to the one before)"
                        : "THE LOG DOES NOT HOLD ("
                                + Spans.count(integrity.problemCount(), "problem")
                                + "), so take this with care";
        String undo =
                acts.undo().isEmpty()
                        ? "nothing lies in quarantine to be put back."
                        : Spans.count(acts.undo().size(), "thing") + " can be put back.";
        return log + "; " + undo;
    }

    Map<String, String> impact(List<Gap> gaps) {
        Map<String, String> impact = new LinkedHashMap<>();
        impact.put("events", Long.toString(events));
        impact.put("acts done", Long.toString(acts.countOf("done")));
        impact.put("temporary files taken away", number("tmp.reap"));
        impact.put("freed", Spans.bytes(acts.bytes()));
        impact.put("locks broken", number("lock.break"));
        impact.put("sessions whose lock was broken", Integer.toString(sessions));
        impact.put("leases broken", number("lease.break"));
        impact.put("overtaken", Long.toString(acts.countOf("overtaken")));
        impact.put("failed", Long.toString(acts.countOf("failed")));
        impact.put("unclear", Long.toString(acts.countOf("indeterminate")));
        impact.put("without an outcome", Long.toString(acts.open()));
        impact.put("alerts", Long.toString(alerts));
        impact.put("still in quarantine", Integer.toString(acts.undo().size()));
        Duration unwatched =
                gaps.stream()
                        .filter(gap -> !gap.kind().equals("paused") && !gap.kind().equals("blind"))
                        .map(gap -> Duration.between(gap.from(), gap.to()))
                        .reduce(Duration.ZERO, Duration::plus);
        impact.put("time not watched", Spans.words(unwatched));
        return impact;
    }

    private String number(String action) {
        return Long.toString(acts.count(action, "done"));
    }
}
