package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.finding.Spans;
import dev.sessionwatchdog.store.forensic.Printable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// How the daemon is, in the one line that a service manager shows: what needs a person first, then
/// what was last seen, then when everything is looked at again. A moment, not a span: the line is
/// read long after it was written.
///
/// @param mode `observe` or `enforce`
/// @param rejected about the configuration, when that which is in force is not the file's
/// @param seen by the last sweep of each root that was in reach
/// @param nextSweep wall time
record StatusWords(
        String mode,
        Optional<String> rejected,
        Optional<Pause> pause,
        List<SweepRecord> seen,
        int roots,
        int outOfReach,
        Optional<Instant> nextSweep) {

    String line() {
        List<String> parts = new ArrayList<>();
        rejected.ifPresent(parts::add);
        if (outOfReach > 0) {
            parts.add(outOfReach + " of " + Spans.count(roots, "root") + " out of reach");
        }
        seen.stream()
                .flatMap(record -> record.blind().stream())
                .findFirst()
                .ifPresent(why -> parts.add("blind, owner rules are off: " + why));
        pause.ifPresent(it -> parts.add("paused until " + it.until() + ": " + it.reason()));
        parts.add(mode + ": " + work());
        nextSweep.ifPresent(at -> parts.add("next sweep " + at.truncatedTo(ChronoUnit.SECONDS)));
        return Printable.of(String.join("; ", parts));
    }

    private String work() {
        if (seen.isEmpty()) {
            return Spans.count(roots, "root") + ", not looked at yet";
        }
        int stores = seen.stream().mapToInt(SweepRecord::stores).sum();
        int locks = seen.stream().mapToInt(record -> record.locks().standing()).sum();
        int lapsing = seen.stream().mapToInt(record -> record.locks().confirming()).sum();
        int waiting = seen.stream().mapToInt(SweepRecord::waiting).sum();
        int kept = seen.stream().mapToInt(SweepRecord::kept).sum();
        return String.format(
                Locale.ROOT,
                "%s, %s, %s%s, %s waiting, %d left alone",
                Spans.count(roots, "root"),
                Spans.count(stores, "store"),
                Spans.count(locks, "lock"),
                lapsing == 0 ? "" : " (" + lapsing + " to be broken)",
                Spans.count(waiting, "temp"),
                kept);
    }
}
