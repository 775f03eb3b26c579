package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.action.Event;
import dev.sessionwatchdog.action.FileMember;
import dev.sessionwatchdog.decision.Permission;
import dev.sessionwatchdog.store.forensic.ForensicLog;
import dev.sessionwatchdog.store.forensic.Level;
import dev.sessionwatchdog.store.forensic.Phase;
import dev.sessionwatchdog.store.forensic.Printable;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.KernelLock;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;
import java.util.Optional;

/// Why a root is only looked at, whatever the configuration permits, found when it is taken: other
/// machines change its files without this kernel's knowledge (S81, S84), or what is asked by name
/// and by descriptor about one file differs, so that no proof holds (S80).
///
/// @param steadyIdentity whether a file is the same by its name and by its descriptor
record Restraint(Optional<Why> why, boolean steadyIdentity) {

    static final Restraint NONE = new Restraint(Optional.empty(), true);

    /// A lie may be a lucky one.
    private static final int PROBES = 4;

    /// @param reason one word for filters
    record Why(String reason, String words, String remedy) {}

    /// Probes the root, and tells what was found.
    ///
    /// @param lock of ours, just taken
    /// @param carrier the program that carries the root's files to other machines, if one does
    static Restraint of(Root root, KernelLock lock, Optional<String> carrier, ForensicLog log)
            throws IOException {
        boolean steady = isSteady(root, lock);
        Optional<Why> why =
                carrier.map(Restraint::carried)
                        .or(() -> root.sharedBy().map(Restraint::shared))
                        .or(() -> steady ? Optional.empty() : Optional.of(unstable()));
        if (why.isPresent()) {
            log.append(event(root, why.get()));
            log.commit();
        }
        return new Restraint(why, steady);
    }

    private static Why carried(String carrier) {
        return new Why(
                "synced-folder",
                "it lies in a folder of "
                        + Printable.of(carrier)
                        + ", which carries its files to"
                        + " other machines",
                "move it out of that folder, or let it be left out, with the gateway stopped");
    }

    private static Why shared(String kind) {
        return new Why(
                "shared-file-system",
                "its file system is "
                        + Printable.of(kind)
                        + ": other machines may change it and"
                        + " hold its files open unseen",
                "let it be guarded on the machine that has the disk, or move it to a local one with the"
                        + " gateway stopped");
    }

    private static Why unstable() {
        return new Why(
                "unstable-identity",
                "its file system tells another identity of one file by name and by descriptor",
                "move it to a local file system with the gateway stopped");
    }

    private static Event event(Root root, Why why) {
        return Event.of(
                        "root.report_only",
                        Phase.OBSERVED,
                        Level.WARN,
                        "root.report_only: nothing is acted on in "
                                + Printable.of(root.path())
                                + ": "
                                + why.words()
                                + "; "
                                + why.remedy())
                .alert()
                .because(why.reason())
                .member(FileMember.where(root, Place.TOP));
    }

    private static boolean isSteady(Root root, KernelLock lock) throws IOException {
        try (Directory home = root.open(ControlFiles.HOME)) {
            Optional<Facts> first = home.look(ControlFiles.LOCK);
            for (int i = 0; i < PROBES; i++) {
                if (!isSteady(first, home.look(ControlFiles.LOCK)) || !lock.stillNamed()) {
                    return false;
                }
            }
            return true;
        }
    }

    private static boolean isSteady(Optional<Facts> first, Optional<Facts> again) {
        return first.isPresent() && again.filter(first.get()::sameFile).isPresent();
    }

    /// What is permitted here, of what was asked for.
    Permission permitted(Permission asked) {
        return switch (asked) {
            case Permission.Withheld withheld -> withheld;
            case Permission.Granted granted ->
                    why.<Permission>map(it -> new Permission.Withheld(it.reason())).orElse(granted);
        };
    }
}
