package dev.sessionwatchdog.finding;

import dev.sessionwatchdog.store.lease.Standing;
import java.util.List;

/// The rule `lease.lapsed` (`protocols.md` 3): what store-lib watched of a lease, as checks. The
/// rule itself is the library's, since whoever waits for a lease goes by it too.
public final class LeaseRule {

    public static final String ID = "lease.lapsed";
    public static final int VERSION = 1;

    private LeaseRule() {}

    /// Either is enough.
    public static List<Check> checks(Standing.Credit credit) {
        return List.of(
                Check.of(
                        "lease.silence",
                        Spans.words(credit.silence()),
                        Spans.words(credit.limit()),
                        credit.silence().compareTo(credit.limit()) >= 0),
                Check.of(
                        "lease.progress",
                        "none for " + Spans.words(credit.stall()),
                        Spans.words(credit.holdLimit()),
                        credit.stall().compareTo(credit.holdLimit()) >= 0));
    }
}
