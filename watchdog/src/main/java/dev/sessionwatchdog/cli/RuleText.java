package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.config.Effective;
import dev.sessionwatchdog.finding.LeaseRule;
import dev.sessionwatchdog.finding.LegacyRule;
import dev.sessionwatchdog.finding.LockRule;
import dev.sessionwatchdog.finding.TempRule;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a rule asks, in words, and which settings it goes by.
///
/// @param settings beginnings of their paths
record RuleText(String id, List<String> asks, List<String> settings) {

    private static final List<String> ANY_LOCK =
            List.of(
                    "a regular file of ours with one link, at most 64 KiB, directly in a store of"
                            + " the file eras, and no other party's .reclaim beside it",
                    "as many looks as locks.confirm agree, locks.confirm_gap apart, the lock and"
                            + " what it guards unchanged, no gap and no clock step in between",
                    "once more at the act: the same file, the same bytes, the same owner; otherwise"
                            + " it is put back at once");

    private static final List<RuleText> ALL =
            List.of(
                    new RuleText(
                            LockRule.DEAD_OWNER_ID,
                            with(
                                    "its owner is gone: no process has its id, or another one has"
                                            + " (a different start time)",
                                    "nobody has it open, as far as the kernel can tell",
                                    "no gateway needs it as crash evidence for its restart"
                                            + " recovery"),
                            List.of("mode", "locks.")),
                    new RuleText(
                            LockRule.LAPSED_ID,
                            with(
                                    "its owner lives, and its right has lapsed in watched time:"
                                            + " a heartbeat that stopped, the declared time and"
                                            + " the grace, or locks.undeclared_max_age",
                                    "or the grace alone: nobody has it open though its owner"
                                            + " lives (a leak), or its session has ended",
                                    "what it guards has not changed for that long: whoever works"
                                            + " is left alone"),
                            List.of("mode", "locks.")),
                    new RuleText(
                            TempRule.ID,
                            List.of(
                                    "a temporary name that the gateway writes, a regular file of"
                                            + " ours with one link, in a store of the file eras",
                                    "older than tmp.older_than and watched unchanged for"
                                            + " tmp.confirm_gap",
                                    "its writer is gone and nobody has it open",
                                    "the index beside it is whole",
                                    "deleted when a whole, newer target supersedes it, otherwise"
                                            + " moved to quarantine"),
                            List.of("mode", "tmp.")),
                    new RuleText(
                            LeaseRule.ID,
                            List.of(
                                    "a lease of store-lib that is held, in a store that is not of"
                                            + " the database era",
                                    "its owner was silent for its term times leases.tolerance, in"
                                            + " watched time and over leases.min_samples looks; or"
                                            + " beats without progress for longer than it promised;"
                                            + " or its process is proven to be gone",
                                    "once more at the act: the same owner, no sign of life",
                                    "what the owner had begun goes to the quarantine beside the"
                                            + " lease; the kernel refuses its late commits"),
                            List.of("mode", "leases.")),
                    new RuleText(
                            LegacyRule.ID,
                            List.of(
                                    "a store of one sessions.json, also with a sessions.d beside it",
                                    "the gateway is known to read sessions.d: roots[].gateway_reads:"
                                            + " directory, or a directory store of the same root"
                                            + " that was written to after it was migrated",
                                    "no gateway runs, or may run unseen, on the root; one that the"
                                            + " configuration says reads directories may",
                                    "a private file of ours with one link, at most"
                                            + " migrate.max_store_size, one whole JSON object",
                                    "unchanged over two looks, tmp.confirm_gap apart, and nobody"
                                            + " has taken the store back by hand",
                                    "asked again before each step: gateways, the gateway's own"
                                            + " migration, a stop"),
                            List.of("mode", "migrate.", "roots[].gateway_reads")));

    private static List<String> with(String... asks) {
        return Stream.concat(Stream.of(asks), ANY_LOCK.stream()).toList();
    }

    static Optional<RuleText> of(String id) {
        return ALL.stream().filter(rule -> rule.id.equals(id)).findFirst();
    }

    boolean goesBy(Effective setting) {
        return settings.stream()
                .anyMatch(path ->
                        setting.path().equals(path)
                                || (path.endsWith(".") && setting.path().startsWith(path)));
    }
}
