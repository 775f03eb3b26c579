package dev.sessionwatchdog.race;

import dev.sessionwatchdog.action.Capture;
import dev.sessionwatchdog.action.ExaminedLock;
import dev.sessionwatchdog.action.LockCapture;
import dev.sessionwatchdog.action.LockHealing;
import dev.sessionwatchdog.quarantine.InUseDemand;
import dev.sessionwatchdog.quarantine.ItemRecord;
import dev.sessionwatchdog.quarantine.LastLook;
import dev.sessionwatchdog.quarantine.Prepared;
import dev.sessionwatchdog.quarantine.QuarantineDirectory;
import dev.sessionwatchdog.store.root.DisturbedRoot;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The code that is shipped, with a pause between its last look and its rename.
final class CapturingBreaker implements Breaker, LockHealing.Caller {

    private static final Place HOME = Place.of(".session-watchdog/quarantine");

    /// So long a rename takes, generously.
    private static final long LAST_RENAME = 200_000;

    private final Path top;
    private final Place place;
    private final long pause;
    private final Root root;
    private final QuarantineDirectory quarantine;
    private final LockHealing healing;
    private final List<Attempt.Freed> freed = new ArrayList<>();
    private Optional<ExaminedLock> examined = Optional.empty();
    private Optional<Prepared> prepared = Optional.empty();
    private String id = "";
    private int items;
    private long renamedAt;
    private long backAt;

    /// What stood elsewhere for a moment, in nanoseconds up to the way back.
    long lastGap;

    CapturingBreaker(Path top, Place place, long pause) throws IOException {
        this.top = top;
        this.place = place;
        this.pause = pause;
        this.root = DisturbedRoot.proven(top, (_, as) -> disturb(as));
        this.quarantine = new QuarantineDirectory(root, HOME);
        this.healing = new LockHealing(root);
    }

    private void disturb(String as) {
        if (as.equals("content")) {
            Contestant.await(System.nanoTime() + pause);
            renamedAt = System.nanoTime();
        } else {
            backAt = System.nanoTime();
        }
    }

    @Override
    public void prepare(ExaminedLock lock) throws IOException {
        examined = Optional.of(lock);
        prepared = Optional.of(item(lock));
    }

    private Prepared item(ExaminedLock lock) throws IOException {
        Facts facts = lock.facts();
        id = "q-%010d".formatted(++items);
        return quarantine.prepare(
                new ItemRecord(
                        id,
                        lock.place(),
                        "race",
                        "event-" + items,
                        Instant.EPOCH,
                        Instant.EPOCH,
                        facts.device(),
                        facts.inode(),
                        facts.size(),
                        facts.mtime()));
    }

    @Override
    public Attempt go(InUseDemand demand) throws IOException {
        ExaminedLock lock = examined.orElseThrow();
        Capture capture;
        long end;
        try (Prepared item = prepared.orElseThrow()) {
            capture = new LockCapture(root).take(lock, item, demand, LastLook.NOTHING_MORE);
            end = System.nanoTime();
        }
        return switch (capture) {
            case Capture.Broken(Facts facts, boolean proven) -> {
                boolean same = facts.sameFile(captured()) && proven;
                yield attempt(
                        same ? Attempt.What.CAPTURED : Attempt.What.CAPTURED_ANOTHER, List.of());
            }
            case Capture.PutBack _ -> {
                lastGap = backAt - renamedAt;
                Attempt.Gap gap = new Attempt.Gap(renamedAt, end);
                healing.heal(place, this);
                yield attempt(Attempt.What.NOTHING, List.of(gap));
            }
            case Capture.Stranded _ -> stranded(lock);
            case Capture.Overtaken _, Capture.Guarded _, Capture.Refused _ ->
                    attempt(Attempt.What.NOTHING, List.of());
            case Capture.Failed(IOException failure) -> {
                // Somebody else's lease or a directory that went; neither is in this race.
                throw failure;
            }
        };
    }

    /// The disk tells what is in quarantine now, whatever the breaker said.
    private Attempt stranded(ExaminedLock lock) throws IOException {
        boolean same = captured().sameFile(lock.facts());
        healing.heal(place, this);
        return attempt(
                same ? Attempt.What.CAPTURED : Attempt.What.CAPTURED_ANOTHER,
                List.of(new Attempt.Gap(renamedAt, backAt + LAST_RENAME)));
    }

    private Facts captured() throws IOException {
        return quarantine.find(id).orElseThrow().content().orElseThrow();
    }

    private Attempt attempt(Attempt.What what, List<Attempt.Gap> gaps) {
        Attempt attempt = new Attempt(what, gaps, List.copyOf(freed));
        freed.clear();
        return attempt;
    }

    @Override
    public Attempt again() throws IOException {
        healing.heal(place, this);
        return attempt(Attempt.What.NOTHING, List.of());
    }

    @Override
    public boolean keptOpen(byte[] raw) {
        return true;
    }

    @Override
    public Prepared announce(ExaminedLock lock) throws IOException {
        return item(lock);
    }

    @Override
    public void conclude(ExaminedLock lock, Capture capture) {
        if (capture instanceof Capture.Broken) {
            try {
                String raw = Files.readString(top.resolve(quarantine.contentOf(id).toString()));
                freed.add(new Attempt.Freed(raw, renamedAt));
            } catch (IOException unreadable) {
                throw new IllegalStateException(unreadable);
            }
        }
    }

    @Override
    public void close() throws IOException {
        root.close();
    }
}
