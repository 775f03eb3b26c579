package dev.sessionwatchdog.action;

import dev.sessionwatchdog.observation.ContentHash;
import dev.sessionwatchdog.observation.LockPayload;
import dev.sessionwatchdog.quarantine.InUseDemand;
import dev.sessionwatchdog.quarantine.LastLook;
import dev.sessionwatchdog.quarantine.Prepared;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.InUse;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.RefusedException;
import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Optional;

/// Looks after a name at which a lock was put back (`protocols.md` 5, Break 5).
///
/// While that lock stood elsewhere its owner may have released it and found nothing, so it would
/// stand there for ever. What nobody has open, in no namespace of this kernel, is taken too, in the
/// same way and each announced for itself. What somebody has open stays.
public final class LockHealing {

    /// Locks that are looked at one after the other; the next sweep goes on.
    public static final int ROUNDS = 8;

    private final Root root;
    private final LockCapture capture;

    public LockHealing(Root root) {
        this.root = root;
        this.capture = new LockCapture(root);
    }

    /// What whoever heals does about each further lock.
    public interface Caller {

        /// Whether writers of locks with these bytes keep them open as long as they hold them. If
        /// not, the kernel is not asked, and the lock stays.
        boolean keptOpen(byte[] raw);

        /// Announces that this lock, which nobody has open, is to be taken too: the intent is
        /// durable when this returns.
        ///
        /// @return the item that it goes to; the healing closes it
        /// @throws IOException if it cannot be announced; then it is not taken
        Prepared announce(ExaminedLock lock) throws IOException;

        /// Tells how that ended.
        void conclude(ExaminedLock lock, Capture capture) throws IOException;
    }

    /// What stands at the name, and whether it is nobody's.
    private sealed interface Found {
        record Abandoned(ExaminedLock lock) implements Found {}

        record Settled(Healed healed) implements Found {}

        static Found standing(String why) {
            return new Settled(new Healed.Standing(why));
        }
    }

    /// @throws IOException if something could not be announced or concluded
    public Healed heal(Place place, Caller caller) throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            switch (find(place, caller)) {
                case Found.Settled(Healed healed) -> {
                    return healed;
                }
                case Found.Abandoned(ExaminedLock lock) -> {
                    Optional<Healed> healed = settled(take(lock, caller));
                    if (healed.isPresent()) {
                        return healed.get();
                    }
                }
            }
        }
        return new Healed.Standing("it changed " + ROUNDS + " times while it was looked at");
    }

    private Found find(Place place, Caller caller) {
        try (Directory directory = root.open(place.parent());
                Pinned file = directory.pin(place.name())) {
            Facts facts = file.facts();
            Optional<String> untouchable = capture.untouchable(facts);
            if (untouchable.isPresent()) {
                return Found.standing(untouchable.get());
            }
            if (!caller.keptOpen(read(file))) {
                return Found.standing("its writer does not keep it open");
            }
            ContentHash hash = ContentHash.of(file, facts.size(), LockPayload.MAX_BYTES);
            InUse use = file.claim();
            file.release();
            return switch (use) {
                case InUse.Nobody _ -> new Found.Abandoned(new ExaminedLock(place, facts, hash));
                case InUse.Somebody _ -> Found.standing("somebody has it open");
                case InUse.Unknown unknown -> Found.standing(unknown.reason());
            };
        } catch (NoSuchFileException gone) {
            return new Found.Settled(new Healed.Free(false));
        } catch (RefusedException refused) {
            return Found.standing(refused.kind());
        } catch (IOException failure) {
            return Found.standing(failure.toString());
        }
    }

    private static byte[] read(Pinned file) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(LockPayload.MAX_BYTES);
        int read;
        do {
            read = file.read(buffer, buffer.position());
        } while (read > 0 && buffer.hasRemaining());
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private Capture take(ExaminedLock lock, Caller caller) throws IOException {
        Capture taken;
        try (Prepared item = caller.announce(lock)) {
            taken = capture.take(lock, item, InUseDemand.CLOSED, LastLook.NOTHING_MORE);
        }
        caller.conclude(lock, taken);
        return taken;
    }

    /// Empty when it has to be looked at again.
    private static Optional<Healed> settled(Capture taken) {
        return switch (taken) {
            case Capture.Broken _ -> Optional.of(new Healed.Free(true));
            case Capture.Overtaken _, Capture.PutBack _ -> Optional.empty();
            case Capture.Guarded _ -> standing("another party is reclaiming it");
            case Capture.Refused refused -> standing(refused.kind());
            case Capture.Failed failed -> standing(failed.failure().toString());
            case Capture.Stranded stranded -> standing(stranded.what());
        };
    }

    private static Optional<Healed> standing(String why) {
        return Optional.of(new Healed.Standing(why));
    }
}
