package dev.sessionwatchdog.incident;

import java.util.Map;
import java.util.Optional;

/// What an action of the log means to a person, and what is never done with it.
///
/// @param means in one sentence
/// @param leaves what was not done, whatever its outcome
/// @param next what a person can do about it
public record ActionMeaning(String means, String leaves, String next) {

    private static final Map<String, ActionMeaning> KNOWN =
            Map.ofEntries(
                    Map.entry(
                            "tmp.reap",
                            new ActionMeaning(
                                    "A temporary file that nobody will finish is taken away.",
                                    "Transcripts, indexes and databases are not touched; what is"
                                            + " not shown to be superseded is moved aside, not"
                                            + " deleted.",
                                    "session-watchdog explain tmp.orphan")),
                    Map.entry(
                            "lock.break",
                            new ActionMeaning(
                                    "A lock whose owner is gone, or whose right has lapsed, is"
                                            + " moved aside so that the session can be used again.",
                                    "The owner is not signalled, stopped or restarted and its"
                                            + " transcript is not touched; a gateway's lock cannot"
                                            + " be fenced, so an owner that wakes up may still"
                                            + " write.",
                                    "session-watchdog locks")),
                    Map.entry(
                            "lock.suspect",
                            new ActionMeaning(
                                    "A lock is on its way to lapse; this is said once, long before"
                                            + " it would be broken.",
                                    "It is not broken before its time is over.",
                                    "session-watchdog locks; when its owner hangs, restart it")),
                    Map.entry(
                            "break.ineffective",
                            new ActionMeaning(
                                    "Breaking the lock did not help.",
                                    "It is not broken a second time for that reason; the gateway"
                                            + " is not restarted.",
                                    "restart the gateway")),
                    Map.entry(
                            "session.takeover",
                            new ActionMeaning(
                                    "A transcript was written by somebody who did not hold its"
                                            + " lock.",
                                    "The transcript is not repaired.",
                                    "look for a second writer of this session")),
                    Map.entry(
                            "lease.break",
                            new ActionMeaning(
                                    "A lease of a program that writes by store-lib has lapsed and"
                                            + " is taken away; with fenced: true the kernel refuses"
                                            + " what its owner writes later.",
                                    "The owner is not signalled; the session's entry is not"
                                            + " touched.",
                                    "session-watchdog explain lease.lapsed")),
                    Map.entry(
                            "store.migrate",
                            new ActionMeaning(
                                    "A single-file store becomes a directory of one file per"
                                            + " session.",
                                    "The single file stays in force until the directory was proven"
                                            + " against it, and is kept as a backup then.",
                                    "session-watchdog migrate status")),
                    Map.entry(
                            "store.rollback",
                            new ActionMeaning(
                                    "A migrated store goes back to its single file.",
                                    "The directory stays in force until the file was proven against"
                                            + " it, and is kept as a backup then.",
                                    "session-watchdog migrate status")),
                    Map.entry(
                            "store.conflict",
                            new ActionMeaning(
                                    "Another single file was written beside a store that is a"
                                            + " directory.",
                                    "Nothing is chosen silently: what only the file has is added,"
                                            + " what both changed is kept twice, below conflict/,"
                                            + " and the file itself stays as a backup.",
                                    "session-watchdog migrate status; look for a gateway that still"
                                            + " writes sessions.json")),
                    Map.entry(
                            "store.backup",
                            new ActionMeaning(
                                    "What a migration or a roll-back had retired is removed, its"
                                            + " time being over.",
                                    "Only what a sealed record of ours names goes, and only while"
                                            + " another form of the store is in force.",
                                    "migrate.keep_backup says how long")),
                    Map.entry(
                            "events.expire",
                            new ActionMeaning(
                                    "The oldest part of this log is removed, its time or its room"
                                            + " being over.",
                                    "Nothing that something in quarantine or an open act still"
                                            + " needs.",
                                    "events.keep says how much is kept")),
                    Map.entry(
                            "events.reserve",
                            new ActionMeaning(
                                    "The disk of this log is full; what is written goes into room"
                                            + " that was set aside.",
                                    "Nothing is done that could not be written down before.",
                                    "make room on the disk of the log")),
                    Map.entry(
                            "store.corrupt",
                            new ActionMeaning(
                                    "An index is missing, empty or torn.",
                                    "Nothing beside it is reaped until it is whole again, because"
                                            + " its temporary files may be the only copy; it is"
                                            + " not repaired.",
                                    "the labels recovery_source.N name what it may be recovered"
                                            + " from")),
                    Map.entry(
                            "store.upgrading",
                            new ActionMeaning(
                                    "The gateway's own migration of this store is not over.",
                                    "The whole root is read-only for us until it is.",
                                    "openclaw doctor")),
                    Map.entry(
                            "visibility.lost",
                            new ActionMeaning(
                                    "The owners of processes cannot be seen.",
                                    "Nothing is concluded from processes: no lock of a dead owner"
                                            + " is broken.",
                                    "run the daemon as the gateway's user, without PrivateUsers,"
                                            + " PrivatePIDs or ProcSubset")),
                    Map.entry(
                            "notify.send",
                            new ActionMeaning(
                                    "The program of notify.exec was run to tell people of an"
                                            + " alert.",
                                    "The gateway and its own command line are not used for it;"
                                            + " nothing waits for the program.",
                                    "run the program by hand with the event on its standard input;"
                                            + " session-watchdog config check")),
                    Map.entry(
                            "clock.gap",
                            new ActionMeaning(
                                    "The daemon did not look when it meant to.",
                                    "What it had watched before does not count; everything is"
                                            + " watched anew.",
                                    "")),
                    Map.entry(
                            "quarantine.restore",
                            new ActionMeaning(
                                    "Something that was moved aside is put back.",
                                    "It never replaces anything that stands at its name.",
                                    "")),
                    Map.entry(
                            "quarantine.purge",
                            new ActionMeaning(
                                    "Something that was moved aside is deleted for good.",
                                    "Nothing outside of quarantine is touched.",
                                    "")),
                    Map.entry(
                            "agent.failed",
                            new ActionMeaning(
                                    "The watchdog inside another program has failed.",
                                    "The program itself is not ended, and nothing is half done that"
                                            + " the next start does not look at again.",
                                    "session-watchdog status; the program's stderr says whether it"
                                            + " is tried again")),
                    Map.entry(
                            "root.report_only",
                            new ActionMeaning(
                                    "Where this tree lies, what is seen of its files does not prove"
                                            + " what acting on them needs.",
                                    "What would be done is written down, and not done.",
                                    "session-watchdog doctor; move the tree to a local file system"
                                            + " with the gateway stopped")),
                    Map.entry(
                            "root.replaced",
                            new ActionMeaning(
                                    "Another directory stands now where a guarded tree was.",
                                    "Nothing is done in either by this daemon any more.",
                                    "see that the new directory is the right one, then restart"
                                            + " session-watchdog")),
                    Map.entry(
                            "daemon.pause",
                            new ActionMeaning(
                                    "A person asked the daemon to act on nothing for a while.",
                                    "It goes on looking, and writes down what it would do.",
                                    "session-watchdog resume")));

    /// Empty for what is only told: starts, stops, summaries.
    static Optional<ActionMeaning> of(String action) {
        return switch (action) {
            case "visibility.restored" -> Optional.ofNullable(KNOWN.get("visibility.lost"));
            case "clock.step", "clock.resume" -> Optional.ofNullable(KNOWN.get("clock.gap"));
            case "daemon.resume" -> Optional.ofNullable(KNOWN.get("daemon.pause"));
            default -> Optional.ofNullable(KNOWN.get(action));
        };
    }
}
