package dev.sessionwatchdog.action;

import dev.sessionwatchdog.observation.ContentHash;
import dev.sessionwatchdog.observation.LockObserver;
import dev.sessionwatchdog.observation.LockPayload;
import dev.sessionwatchdog.quarantine.InUseDemand;
import dev.sessionwatchdog.quarantine.LastLook;
import dev.sessionwatchdog.quarantine.Prepared;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.RefusedException;
import dev.sessionwatchdog.store.root.Removal;
import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/// Takes a lock from its name: capture, verify, put back (`protocols.md` 5, Break 1-4).
///
/// What is captured is never changed and stays in quarantine. Something else that was captured by
/// mistake is put back at once. Nothing is announced or concluded here; whoever calls has made the
/// intent durable and writes the outcome.
///
/// Until it is proven what was captured an empty file of ours stands at the name, which gateways
/// take for a lock that is just being written. Where that cannot be had (`degraded: true`) the name
/// is free for some microseconds.
///
/// Not promised: what an owner does who comes back later (`fenced: false`).
public final class LockCapture {

    /// The action in the forensic log.
    public static final String BREAK = "lock.break";

    private final Root root;

    public LockCapture(Root root) {
        this.root = root;
    }

    /// Takes the examined lock, and no other, into the item.
    ///
    /// @param demand [InUseDemand#CLOSED] where the verdict says that nobody has it open, else
    ///   [InUseDemand#NOT_ASKED]
    /// @param last asked directly before the move, when it is proven that it is the examined lock
    public Capture take(ExaminedLock lock, Prepared item, InUseDemand demand, LastLook last) {
        try (Directory directory = root.open(lock.place().parent());
                Pinned file = directory.pin(lock.place().name())) {
            Facts facts = file.facts();
            Optional<String> untouchable = untouchable(facts);
            if (untouchable.isPresent()) {
                return new Capture.Refused(untouchable.get());
            }
            WholeLook look = new WholeLook(lock, last);
            Removal removal = item.displace(directory, file, demand, look);
            return look.guard
                    .<Capture>map(Capture.Guarded::new)
                    .orElseGet(() -> capture(removal, facts));
        } catch (NoSuchFileException gone) {
            return new Capture.Overtaken("it is gone");
        } catch (RefusedException refused) {
            return new Capture.Refused(refused.kind());
        } catch (IOException failure) {
            return new Capture.Failed(failure);
        }
    }

    private static Capture capture(Removal removal, Facts facts) {
        return switch (removal) {
            case Removal.Done done -> new Capture.Broken(facts, done.proven());
            case Removal.Overtaken overtaken -> new Capture.Overtaken(overtaken.found());
            case Removal.PutBack back -> new Capture.PutBack(back.found());
            case Removal.Indeterminate unclear -> new Capture.Stranded(unclear.found());
        };
    }

    /// Why it is no lock of a gateway that we may touch, whatever is in it.
    Optional<String> untouchable(Facts facts) {
        if (facts.links() != 1) {
            return Optional.of("hard link");
        }
        if (facts.uid() != root.uid()) {
            return Optional.of("another user's");
        }
        return facts.size() > LockPayload.MAX_BYTES
                ? Optional.of("larger than " + LockPayload.MAX_BYTES + " bytes")
                : Optional.empty();
    }

    /// What has to hold directly before the move: the same file with the same bytes, nobody else
    /// reclaiming it, and what the caller asks.
    private static final class WholeLook implements LastLook {

        private final ExaminedLock lock;
        private final LastLook last;
        private Optional<Facts> guard = Optional.empty();

        private WholeLook(ExaminedLock lock, LastLook last) {
            this.lock = lock;
            this.last = last;
        }

        @Override
        public Optional<String> objection(Directory from, Pinned file) throws IOException {
            if (!file.facts().identity().equals(lock.facts().identity())) {
                return Optional.of("it is not the lock that was examined");
            }
            if (!ContentHash.of(file, lock.facts().size(), LockPayload.MAX_BYTES)
                    .equals(lock.hash())) {
                return Optional.of("its bytes are not those that were examined");
            }
            Optional<Name> name = LockObserver.guardOf(file.name());
            guard = name.isPresent() ? from.look(name.get()) : Optional.empty();
            return guard.isPresent()
                    ? Optional.of("another party is reclaiming it")
                    : last.objection(from, file);
        }
    }
}
