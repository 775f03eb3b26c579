package dev.sessionwatchdog.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Every word that a label may have. What is not in here becomes [#OTHER]: so no path, session key,
/// agent, process or text from outside becomes a label, and the number of series has an end.
final class Vocabulary {

    static final String OTHER = "other";

    /// Of events; the journal's catalog has the same.
    static final Set<String> ACTIONS =
            Set.of(
                    "agent.failed",
                    "break.ineffective",
                    "clock.gap",
                    "clock.resume",
                    "clock.step",
                    "config.reload",
                    "daemon.pause",
                    "daemon.resume",
                    "daemon.start",
                    "daemon.stop",
                    "events.expire",
                    "events.reserve",
                    "lease.break",
                    "lock.break",
                    "lock.suspect",
                    "notify.send",
                    "quarantine.purge",
                    "quarantine.restore",
                    "root.replaced",
                    "root.report_only",
                    "session.takeover",
                    "store.backup",
                    "store.conflict",
                    "store.corrupt",
                    "store.migrate",
                    "store.rollback",
                    "store.upgrading",
                    "sweep.summary",
                    "tmp.reap",
                    "visibility.lost",
                    "visibility.restored",
                    "watch.overflow");

    static final Set<String> PHASES =
            Set.of("observed", "intent", "done", "overtaken", "refused", "failed", "indeterminate");

    static final Set<String> LEVELS = Set.of("debug", "info", "warn", "error");

    static final Set<String> RULES =
            Set.of(
                    "tmp.orphan",
                    "lock.dead-owner",
                    "lock.lapsed",
                    "lease.lapsed",
                    "store.legacy",
                    "session.takeover");

    private static final Set<String> REASONS =
            Set.of(
                    "another-owner",
                    "awaiting-restart-recovery",
                    "backlog",
                    "blind",
                    "clock-skew",
                    "dead-owner",
                    "dead-owner-previous-boot",
                    "dead-owner-zombie",
                    "era-mixed",
                    "era-sqlite",
                    "era-unknown",
                    "era-upgrading",
                    "foreign-guard",
                    "index-damaged",
                    "index-missing",
                    "index-not-proven-good",
                    "just-resumed",
                    "layout-not-supported-by-gateway",
                    "leaked-by-live-owner",
                    "lease-lapsed-but-progressing",
                    "lease-running-out",
                    "live-owner-duplicate-gateway",
                    "live-owner-lease-lapsed",
                    "may-be-the-only-copy",
                    "missing-owner",
                    "mtime-in-the-future",
                    "namespace-unknown",
                    "not-proven-closed",
                    "not-yet",
                    "odd-kind",
                    "open-handle",
                    "owner-paused",
                    "owner-unknown",
                    "put-back-abandoned",
                    "recycled-pid",
                    "recycled-unproven",
                    "renewing-without-progress",
                    "restored-by-a-person",
                    "session-ended",
                    "shared-file-system",
                    "synced-folder",
                    "target-missing",
                    "target-unclear",
                    "unknown-read-error",
                    "unreadable",
                    "unstable-identity",
                    "writer-alive",
                    "writer-unknown");

    /// Reasons that say more than one word, by how they begin; the longest that fits.
    private static final Map<String, String> BEGINNINGS =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("mode: observe", "observing"),
                            Map.entry("paused until ", "paused"),
                            Map.entry("tmp.action: report", "report-only"),
                            Map.entry("locks.owner.dead: report", "report-only"),
                            Map.entry("locks.owner.live: report", "report-only"),
                            Map.entry("symlink", "symlink"),
                            Map.entry("directory", "odd-kind"),
                            Map.entry("device", "odd-kind"),
                            Map.entry("hard-linked", "hard-linked"),
                            Map.entry("hard link", "hard-linked"),
                            Map.entry("mount point", "mount-point"),
                            Map.entry("other device", "mount-point"),
                            Map.entry("foreign owner", "foreign-owner"),
                            Map.entry("replaced while", "replaced"),
                            Map.entry("not readable", "unknown-read-error"),
                            Map.entry("store inside a synced folder", "synced-folder")));

    private Vocabulary() {}

    static String of(Set<String> words, String text) {
        return words.contains(text) ? text : OTHER;
    }

    static String reason(String text) {
        if (REASONS.contains(text)) {
            return text;
        }
        for (Map.Entry<String, String> known : BEGINNINGS.entrySet()) {
            if (text.startsWith(known.getKey())) {
                return known.getValue();
            }
        }
        return OTHER;
    }

    /// Every word that [#reason] may answer.
    static List<String> reasons() {
        List<String> words = new ArrayList<>(REASONS);
        words.addAll(BEGINNINGS.values());
        words.add(OTHER);
        return words;
    }
}
