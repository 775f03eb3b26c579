package dev.sessionwatchdog.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.observation.ContentHash;
import dev.sessionwatchdog.observation.LockPayload;
import dev.sessionwatchdog.quarantine.InUseDemand;
import dev.sessionwatchdog.quarantine.ItemRecord;
import dev.sessionwatchdog.quarantine.LastLook;
import dev.sessionwatchdog.quarantine.Prepared;
import dev.sessionwatchdog.quarantine.QuarantineDirectory;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.sim.SimulatedDisk;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import java.io.IOException;
import java.time.Instant;

/// One lock in a simulated store, and the ways to break it.
abstract class CaptureScene {

    static final Place LOCK = Place.of("store/s.jsonl.lock");
    static final String PATH = LOCK.toString();
    static final Place HOME = Place.of(".session-watchdog/quarantine");
    static final LastLook NO_OBJECTION = LastLook.NOTHING_MORE;

    final SimulatedDisk disk = new SimulatedDisk(new SimulatedTime());
    final Root root;
    private int items;

    CaptureScene() {
        disk.mkdirs("store");
        disk.file(PATH, "{\"pid\":7}\n\t \t\n");
        root = SimulatedRoot.open(disk);
    }

    final ExaminedLock examined(Root by) throws IOException {
        try (Directory directory = by.open(LOCK.parent());
                Pinned file = directory.pin(LOCK.name())) {
            Facts facts = file.facts();
            ContentHash hash = ContentHash.of(file, facts.size(), LockPayload.MAX_BYTES);
            return new ExaminedLock(LOCK, facts, hash);
        }
    }

    final QuarantineDirectory quarantine(Root by) {
        return new QuarantineDirectory(by, HOME);
    }

    final Prepared prepare(Root by, ExaminedLock lock) throws IOException {
        Facts facts = lock.facts();
        return quarantine(by)
                .prepare(
                        new ItemRecord(
                                "q-%010d".formatted(++items),
                                lock.place(),
                                "lock",
                                "event-1",
                                Instant.EPOCH,
                                Instant.EPOCH,
                                facts.device(),
                                facts.inode(),
                                facts.size(),
                                facts.mtime()));
    }

    final Capture take(Root by, ExaminedLock lock, InUseDemand demand, LastLook last)
            throws IOException {
        try (Prepared item = prepare(by, lock)) {
            return new LockCapture(by).take(lock, item, demand, last);
        }
    }

    final Capture take(InUseDemand demand) throws IOException {
        return take(root, examined(root), demand, NO_OBJECTION);
    }

    final void stays(String text) throws IOException {
        assertThat(disk.text(PATH)).isEqualTo(text);
        assertThat(quarantine(root).list()).isEmpty();
    }

    /// Another party acts once, directly before a call on the lock.
    final void before(String call, Runnable what) {
        disk.before(operation -> {
            if (operation.name().equals(call) && operation.path().equals(PATH)) {
                disk.before(_ -> {});
                what.run();
            }
        });
    }

    final void replace(String text) {
        disk.remove(PATH);
        disk.file(PATH, text);
    }
}
