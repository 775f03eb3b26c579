package dev.sessionwatchdog.doctor;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.finding.Spans;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.RefusedException;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.root.Space;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/// Whether there is room for what the settings want to keep, and whether quarantine can be entered
/// by a rename.
final class RoomChecks {

    /// Below this the log's own reserve and a journal of a file system are what is left.
    private static final long VERY_LITTLE = 64L << 20;

    private static final int FEW_FILES_PERCENT = 5;

    private final Circumstances circumstances;
    private final GuardedTree tree;

    RoomChecks(Circumstances circumstances, GuardedTree tree) {
        this.circumstances = circumstances;
        this.tree = tree;
    }

    List<Result> look() throws IOException {
        if (!tree.opens()) {
            return List.of();
        }
        List<Result> results = new ArrayList<>();
        try (Root root = tree.open()) {
            Space space = root.space();
            results.add(bytes(space));
            results.add(files(space));
            results.add(quarantine(root));
        }
        return results;
    }

    Result bytes(Space space) {
        Config.Quarantine settings = circumstances.config().quarantine();
        long percent = space.totalBytes() == 0 ? 100 : 100 * space.freeBytes() / space.totalBytes();
        String free =
                Spans.bytes(space.freeBytes())
                        + " ("
                        + percent
                        + " %) are free where "
                        + tree.name()
                        + " lies";
        if (space.freeBytes() < VERY_LITTLE) {
            return Result.Finding.error(
                    "room.bytes",
                    Harm.UNSAFE,
                    free,
                    "the gateway may cut off what it writes; the watchdog goes on from a reserve of"
                            + " 1 MiB for its log",
                    "session-watchdog quarantine purge --older-than 1d",
                    "du -xh --max-depth=2 " + ShellWord.of(tree.real()) + " | sort -h | tail");
        }
        if (percent < settings.diskPressure().freeBelowPercent()) {
            return Result.Finding.warning(
                    "room.bytes",
                    Harm.UNSAFE,
                    free + ", less than quarantine.disk_pressure.free_below",
                    "what is moved aside is kept for "
                            + Spans.words(settings.diskPressure().keepMin())
                            + " only, instead of "
                            + Spans.words(settings.keep()),
                    "du -xh --max-depth=2 " + ShellWord.of(tree.real()) + " | sort -h | tail",
                    "session-watchdog quarantine list");
        }
        return new Result.Ok("room.bytes", free);
    }

    Result files(Space space) {
        if (space.totalFiles() == 0) {
            return new Result.Ok(
                    "room.files", "the file system has no fixed number of files, or tells none");
        }
        long percent = 100 * space.freeFiles() / space.totalFiles();
        return percent < FEW_FILES_PERCENT
                ? Result.Finding.error(
                        "room.files",
                        Harm.UNSAFE,
                        "only " + percent + " % of the file system's inodes are free",
                        "no file can be made any more, by the gateway neither, whatever room is left",
                        "df -i " + ShellWord.of(tree.real()),
                        "du --inodes -x --max-depth=3 "
                                + ShellWord.of(tree.real())
                                + " | sort -n | tail")
                : new Result.Ok("room.files", percent + " % of the inodes are free");
    }

    /// A rename into another mount fails, so that nothing could be moved aside.
    private Result quarantine(Root root) throws IOException {
        Place place = Place.of(circumstances.config().quarantine().dir());
        long device;
        try (Directory top = root.open(Place.TOP)) {
            device = top.facts().device();
        }
        Place at = Place.TOP;
        for (var name : place.names()) {
            at = at.child(name);
            try (Directory directory = root.open(at)) {
                Facts facts = directory.facts();
                if (facts.device() != device) {
                    return otherMount(place);
                }
            } catch (NoSuchFileException notYet) {
                return new Result.Ok(
                        "room.quarantine", "quarantine will be made beside the stores");
            } catch (RefusedException refused) {
                return otherMount(place);
            }
        }
        return new Result.Ok("room.quarantine", "quarantine lies on the mount of the stores");
    }

    private Result otherMount(Place place) {
        String path = ShellWord.of(tree.real().resolve(place.toString()));
        return Result.Finding.error(
                "room.quarantine",
                Harm.IDLE,
                "quarantine (" + place + ") is a mount point or a link",
                "moving aside is a rename, which ends at a mount: nothing is quarantined, and no"
                        + " lock is broken",
                "findmnt --target " + path,
                "sudo umount " + path);
    }
}
