package dev.sessionwatchdog.finding;

import dev.sessionwatchdog.finding.LegacyFinding.Kept;
import dev.sessionwatchdog.finding.LegacyFinding.Migratable;
import dev.sessionwatchdog.finding.LegacyFinding.Reason;
import dev.sessionwatchdog.finding.LegacyFinding.Waiting;
import dev.sessionwatchdog.observation.Health;
import dev.sessionwatchdog.observation.LegacySeen;
import dev.sessionwatchdog.observation.ReaderEvidence;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.FileType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The rule `store.legacy` (`protocols.md` 7): a store of one file is migrated only where the
/// gateway is known to read the result, none is at work on the old one, and the file is whole and
/// stands still. What is not known counts against it (S13).
///
/// @param confirm how long the index has to have been watched unchanged
/// @param uid whose files are ours
/// @param maxBytes a larger index is left alone
public record LegacyRule(Duration confirm, int uid, long maxBytes) {

    public static final String ID = "store.legacy";
    public static final int VERSION = 1;

    private static final int LOOKS = 2;
    private static final int WRITABLE_BY_OTHERS = 022;

    /// Judges a store of the eras single-file or mixed, as far as that goes without having read its
    /// index; empty when the index has to be read.
    public Optional<LegacyFinding> atFirstSight(LegacySeen seen) {
        List<Check> checks = new ArrayList<>();
        return objection(seen, checks);
    }

    /// Judges it, its index having been read.
    public LegacyFinding judge(LegacySeen seen) {
        List<Check> checks = new ArrayList<>();
        Optional<LegacyFinding> objection = objection(seen, checks);
        if (objection.isPresent()) {
            return objection.get();
        }
        Health health = seen.health().orElse(new Health.CannotTell("the index was not read"));
        checks.add(Check.of("index.health", health.words(), health instanceof Health.Good));
        switch (health) {
            case Health.Good _ -> {}
            case Health.Missing _ -> {
                return kept(seen, Reason.UNCLEAR, "it is gone", checks);
            }
            case Health.Damaged damaged -> {
                boolean empty = damaged.facts().size() == 0;
                return kept(
                        seen,
                        empty ? Reason.SKIPPED_EMPTY : Reason.SKIPPED_INVALID,
                        damaged.words(),
                        checks);
            }
            case Health.SeenDamagedOnce _ -> {
                return new Waiting(seen, checks);
            }
            case Health.CannotTell unclear -> {
                return kept(seen, Reason.UNCLEAR, unclear.words(), checks);
            }
        }
        var sighting = seen.index().sighting();
        boolean quiet = sighting.looks() >= LOOKS && sighting.watched().compareTo(confirm) >= 0;
        checks.add(
                Check.of(
                        "index.quiet",
                        Spans.count(sighting.looks(), "look")
                                + ", unchanged for "
                                + Spans.words(sighting.watched()),
                        Spans.count(LOOKS, "look") + ", " + Spans.words(confirm),
                        quiet));
        return quiet ? new Migratable(seen, checks) : new Waiting(seen, checks);
    }

    private Optional<LegacyFinding> objection(LegacySeen seen, List<Check> checks) {
        ReaderEvidence reader = seen.reader();
        checks.add(Check.of("store.era", seen.era().word(), true));
        checks.add(Check.of("gateway.reads", reader.words(), "directory", reader.known()));
        if (!reader.known()) {
            return Optional.of(unread(seen, checks));
        }
        if (seen.entries()) {
            boolean known = seen.sealed() || reader instanceof ReaderEvidence.Configured;
            checks.add(
                    Check.of(
                            "store.directory",
                            seen.sealed() ? "it has a valid manifest" : "it has no valid manifest",
                            known));
            if (!known) {
                return keep(
                        seen,
                        Reason.FOREIGN_DIRECTORY,
                        "it is foreign or damaged, and is not overwritten; the single file holds"
                                + " the truth",
                        checks);
            }
        }
        if (seen.rolledBack()) {
            checks.add(Check.of("store.rolled_back", "by hand", false));
            return keep(
                    seen,
                    Reason.ROLLED_BACK,
                    "to migrate it again: session-watchdog migrate run",
                    checks);
        }
        return running(seen, checks).or(() -> refused(seen, checks));
    }

    private static LegacyFinding unread(LegacySeen seen, List<Check> checks) {
        if (seen.sealed()) {
            return kept(
                    seen,
                    Reason.SINGLE_FILE_BESIDE_DIRECTORY,
                    "the store was migrated, and a gateway has made a single file again: it does"
                            + " not read sessions.d. Nothing is touched; set gateway_reads, or take"
                            + " the store back: session-watchdog migrate rollback",
                    checks);
        }
        return seen.reader() instanceof ReaderEvidence.SingleFile
                ? kept(seen, Reason.CONFIGURED_SINGLE_FILE, "it is to stay as it is", checks)
                : kept(
                        seen,
                        Reason.NO_READER,
                        "no published gateway does: it would start empty. If yours does, say"
                                + " roots[].gateway_reads: directory",
                        checks);
    }

    /// A gateway that reads directories does not write the single file back; another's presence
    /// vetoes. Which kind runs is known only where the configuration says it.
    private static Optional<LegacyFinding> running(LegacySeen seen, List<Check> checks) {
        boolean readsDirectories = seen.reader() instanceof ReaderEvidence.Configured;
        String found =
                seen.gateways().isEmpty()
                        ? "none"
                        : Spans.count(seen.gateways().size(), "gateway")
                                + " running"
                                + (readsDirectories ? ", which reads directories" : "");
        checks.add(
                Check.of(
                        "gateway.running",
                        found,
                        "none, or one that reads directories",
                        readsDirectories || seen.gateways().isEmpty()));
        if (readsDirectories) {
            return Optional.empty();
        }
        if (!seen.gateways().isEmpty()) {
            return keep(
                    seen,
                    Reason.GATEWAY_RUNS,
                    "pid "
                            + seen.gateways().getFirst().pid()
                            + ", of which nothing shows what it reads; it would write the single"
                            + " file back",
                    checks);
        }
        seen.unseenGateways().ifPresent(why -> checks.add(Check.unclear("gateway.unseen", why)));
        return seen.unseenGateways().map(why -> kept(seen, Reason.GATEWAY_UNSEEN, why, checks));
    }

    private Optional<LegacyFinding> refused(LegacySeen seen, List<Check> checks) {
        Facts facts = seen.index().facts();
        Optional<String> odd = odd(facts);
        checks.add(Check.of("index.kind", odd.orElse("a private file of ours"), odd.isEmpty()));
        if (odd.isPresent()) {
            return keep(seen, Reason.NOT_OURS, odd.get(), checks);
        }
        checks.add(
                Check.of(
                        "index.size",
                        Spans.bytes(facts.size()),
                        Spans.bytes(maxBytes),
                        facts.size() <= maxBytes));
        return facts.size() <= maxBytes
                ? Optional.empty()
                : keep(seen, Reason.TOO_LARGE, Spans.bytes(facts.size()), checks);
    }

    private Optional<String> odd(Facts facts) {
        if (facts.type() != FileType.REGULAR) {
            return Optional.of("not a regular file");
        }
        if (facts.links() != 1) {
            return Optional.of("hard-linked");
        }
        if (facts.uid() != uid) {
            return Optional.of("another user's");
        }
        return (facts.mode() & WRITABLE_BY_OTHERS) == 0
                ? Optional.empty()
                : Optional.of("writable by others");
    }

    private static Optional<LegacyFinding> keep(
            LegacySeen seen, Reason reason, String words, List<Check> checks) {
        return Optional.of(kept(seen, reason, words, checks));
    }

    private static LegacyFinding kept(
            LegacySeen seen, Reason reason, String words, List<Check> checks) {
        return new Kept(seen, reason, words, checks);
    }
}
