package dev.sessionwatchdog.store.lease;

import dev.sessionwatchdog.store.root.FileType;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Paths;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.time.Moment;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// One lease that we hold: its signs of life, and the memory of its loss.
///
/// Every call that goes through the token's name holds the shared side of the gate; giving the
/// lease back takes the other side, so that nothing of ours is on its way then.
final class Holding {

    /// Written times grow by this at least; only their difference is ever looked at.
    private static final Duration TICK = Duration.ofMillis(1);

    final StorePaths store;
    final Name hash;
    final Token.Held token;
    final LeaseTerms terms;
    private final ReadWriteLock gate = new ReentrantReadWriteLock(true);
    private final Object losing = new Object();
    private final Object progressing = new Object();
    private volatile Optional<Loss> loss = Optional.empty();
    private final List<Name> declared = new ArrayList<>();
    private volatile Moment renewed;
    private Instant written = Instant.EPOCH;
    private boolean progressed;
    private volatile boolean free;

    /// What the last beat failed of.
    private volatile String unrenewed = "";

    /// @param claimed directly before the claim
    Holding(StorePaths store, Name hash, Token.Held token, LeaseTerms terms, Moment claimed) {
        this.store = store;
        this.hash = hash;
        this.token = token;
        this.terms = terms;
        this.renewed = claimed;
    }

    OwnerId owner() {
        return token.owner();
    }

    Place inside(Name name) {
        return store.places().token(hash, token).child(name);
    }

    Optional<Loss> loss() {
        return loss;
    }

    /// The first loss stays.
    Loss lose(Loss.Cause cause, String what) {
        synchronized (losing) {
            Loss first = loss.orElseGet(() -> new Loss(cause, what));
            loss = Optional.of(first);
            return first;
        }
    }

    Loss taken() {
        return lose(Loss.Cause.TAKEN, "the token " + token.name() + " is gone: it was broken");
    }

    /// What is done while the lease cannot be given back.
    interface Gated<T> {
        T run() throws IOException;
    }

    <T> T gated(Gated<T> call) throws IOException {
        gate.readLock().lock();
        try {
            return call.run();
        } finally {
            gate.readLock().unlock();
        }
    }

    /// Whether nothing new may be started, which is asked directly before.
    Optional<Loss> refusal() {
        return refusal(store.time().moment());
    }

    private Optional<Loss> refusal(Moment now) {
        if (loss.isEmpty() && late(now)) {
            lose(
                    Loss.Cause.STOPPED,
                    "no beat for "
                            + terms.renewDeadline().toMillis()
                            + " ms by our own clocks"
                            + unrenewed);
        }
        return loss;
    }

    /// By the clock that counts sleep and by the one that does not.
    private boolean late(Moment now) {
        long elapsed =
                Math.max(
                        now.monotonicNanos() - renewed.monotonicNanos(),
                        now.boottimeNanos() - renewed.boottimeNanos());
        return !now.bootId().equals(renewed.bootId()) || elapsed >= terms.renewDeadline().toNanos();
    }

    /// How long from now until the next beat is due; not positive when it is.
    Duration untilBeat(Moment now) {
        return terms.beat().minus(now.since(renewed));
    }

    /// One renewal. One that fails, however it does, is tried again with the next, until the
    /// deadline: it costs no other holding its beats. Never waits: while the lease is given back
    /// there is nothing to renew.
    ///
    /// @param now taken before, by the caller, who may renew many with one reading of the clocks
    void beat(Moment now) {
        if (!gate.readLock().tryLock()) {
            return;
        }
        try {
            if (refusal(now).isEmpty()) {
                touch(LeaseFiles.beat(owner()), now);
                renewed = now;
                unrenewed = "";
            }
        } catch (IOException | RuntimeException failed) {
            unrenewed = ": " + failed;
        } finally {
            gate.readLock().unlock();
        }
    }

    /// Says that the work goes on. A token that is gone is a loss; another failure only costs this
    /// sign of life.
    void progress() {
        Moment now = store.time().moment();
        gate.readLock().lock();
        try {
            if (refusal(now).isEmpty()) {
                touchProgress(now);
            }
        } catch (IOException unsaid) {
            return;
        } finally {
            gate.readLock().unlock();
        }
    }

    /// Excludes no beat: on a slow disk these calls may take long.
    private void touchProgress(Moment now) throws IOException {
        synchronized (progressing) {
            if (!progressed) {
                make(LeaseFiles.progress(owner()));
                progressed = true;
            }
            touch(LeaseFiles.progress(owner()), now);
        }
    }

    /// Makes an empty file of ours in the token directory, if it is not there.
    void make(Name name) throws IOException {
        try {
            paths().createEmpty(inside(name));
        } catch (FileAlreadyExistsException again) {
            return;
        } catch (NoSuchFileException gone) {
            taken();
            throw gone;
        }
    }

    private void touch(Name name, Moment now) throws IOException {
        try {
            paths().touch(inside(name), nextTime(now.wall()));
        } catch (NoSuchFileException gone) {
            taken();
            throw gone;
        }
    }

    /// Strictly increasing, whatever the wall clock does.
    private synchronized Instant nextTime(Instant wall) {
        Instant least = written.plus(TICK);
        written = wall.isAfter(least) ? wall : least;
        return written;
    }

    /// Declares that there may be no progress for so long.
    void declare(Duration silence) throws IOException {
        Name name = LeaseFiles.hold(owner(), silence);
        gated(() -> {
            if (refusal().isEmpty()) {
                synchronized (declared) {
                    declared.add(name);
                }
                make(name);
            }
            return true;
        });
    }

    /// Gives the lease back once nothing of ours is on its way any more, leaving no file of ours.
    ///
    /// @param left further files of ours in the token directory
    /// @return how it had been lost before, if it had
    Optional<Loss> release(Set<Name> left) throws IOException {
        gate.writeLock().lock();
        try {
            Optional<Loss> before = loss;
            boolean ours = before.filter(it -> it.cause() == Loss.Cause.TAKEN).isEmpty();
            if (before.isEmpty()) {
                lose(Loss.Cause.RELEASED, "the lease was given back");
            }
            if (ours && !giveBack(left)) {
                return Optional.of(
                        new Loss(Loss.Cause.TAKEN, "it was broken before it was given back"));
            }
            return before;
        } finally {
            gate.writeLock().unlock();
        }
    }

    /// Whether the token was given back and nobody will ask who its owner was.
    boolean isFree() {
        return free;
    }

    private boolean giveBack(Set<Name> left) throws IOException {
        List<Name> all = new ArrayList<>(left);
        synchronized (declared) {
            all.addAll(declared);
        }
        all.add(LeaseFiles.progress(owner()));
        all.add(LeaseFiles.beat(owner()));
        for (Name name : all) {
            dropQuietly(name);
        }
        try {
            Token next = new Token.Free(token.generation());
            paths().rename(store.places().token(hash, token), store.places().token(hash, next));
            free = true;
            return true;
        } catch (NoSuchFileException broken) {
            return false;
        }
    }

    /// What cannot be deleted stays, and stands for nothing: no call of ours is on its way.
    private void dropQuietly(Name name) {
        try {
            drop(name);
        } catch (IOException stays) {
            return;
        }
    }

    /// Deletes a file or empty directory of ours, if it is there.
    void drop(Name name) throws IOException {
        boolean directory =
                paths().look(inside(name))
                        .filter(it -> it.type() == FileType.DIRECTORY)
                        .isPresent();
        if (directory) {
            paths().deleteDirectory(inside(name));
        } else {
            paths().delete(inside(name));
        }
    }

    private Paths paths() {
        return store.paths();
    }
}
