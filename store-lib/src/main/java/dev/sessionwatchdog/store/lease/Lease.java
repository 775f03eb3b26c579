package dev.sessionwatchdog.store.lease;

import dev.sessionwatchdog.store.root.Name;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.time.Duration;
import java.util.Optional;

/// The right to write one entry, for as long as it is renewed.
///
/// Once it is lost it stays lost, and no write under it becomes visible any more: the kernel
/// refuses it ([Leases#fencing] says where that does not hold). Beats show only that this handle is
/// in use; what shows that the work goes on is [#commit], [#remove] and [#progress]. Work that is
/// silent for longer than the promised hold declares it by [#expectSilence], or others may break
/// the lease.
///
/// May be used by several threads. Closed by the scope that it came from; a handle that is garbage
/// beats no longer.
public final class Lease implements AutoCloseable {

    private static final Cleaner CLEANER = Cleaner.create();

    private final Name entry;
    private final Holding holding;
    private final EntryWriter writer;
    private final Runnable afterwards;
    private final Cleaner.Cleanable lost;
    private Optional<Release> release = Optional.empty();

    /// How giving it back went.
    ///
    /// @param loss how the lease had been lost before, if it had
    record Release(Optional<Loss> loss) {}

    /// @throws IOException if nobody would renew it; the holding is the caller's to give back then
    Lease(Name entry, Holding holding, Runnable afterwards, Heartbeats heartbeats)
            throws IOException {
        this.entry = entry;
        this.holding = holding;
        this.writer = new EntryWriter(holding, entry);
        this.afterwards = afterwards;
        heartbeats.start(holding);
        this.lost = CLEANER.register(this, () -> heartbeats.stop(holding));
    }

    public Name entry() {
        return entry;
    }

    /// The fencing number: larger than that of every owner before.
    public long fence() {
        return holding.token.generation();
    }

    /// This attempt to own it, by which events and files name it.
    public OwnerId owner() {
        return holding.owner();
    }

    /// How the lease was lost, if it was; asked directly before anything that cannot be fenced.
    public Optional<Loss> loss() {
        return holding.refusal();
    }

    /// Makes this the entry's content, atomically and durably.
    ///
    /// @throws IOException if the new content could not be written; the entry is what it was
    public Commit commit(byte[] content) throws IOException {
        return writer.commit(content);
    }

    /// Like [#commit], but never over an entry, also not over one that a writer without a lease
    /// made at the same moment.
    ///
    /// @throws java.nio.file.FileAlreadyExistsException if there is one; it still is
    public Commit add(byte[] content) throws IOException {
        return writer.add(content);
    }

    /// Like [#commit], but only if what it replaces has this content: what a writer without a lease
    /// put there at the same moment is put back. Readers may see the new content until then.
    ///
    /// @throws java.nio.file.FileAlreadyExistsException if something else is there; it still is
    public Commit exchange(byte[] expected, byte[] content) throws IOException {
        return writer.exchange(expected, content);
    }

    /// Makes the entry absent, atomically and durably, also when it was absent. Its bytes are gone
    /// for good.
    ///
    /// @throws IOException if nothing could be done; the entry is what it was
    public Commit remove() throws IOException {
        return writer.remove();
    }

    /// Says that the work goes on.
    public void progress() {
        holding.progress();
    }

    /// Says that there may be no progress for so long; observers take the longest that was
    /// declared, up to a limit of their own.
    ///
    /// @throws IOException if it could not be said
    public void expectSilence(Duration silence) throws IOException {
        if (silence.toMillis() < 1) {
            throw new IllegalArgumentException("no silence: " + silence);
        }
        holding.declare(silence);
    }

    /// Gives the lease back, when all calls of this handle have returned. Closing twice does no
    /// harm.
    ///
    /// @throws IOException if it could not be given back; it lapses then
    @Override
    public void close() throws IOException {
        release();
    }

    synchronized Release release() throws IOException {
        if (release.isEmpty()) {
            lost.clean();
            release = Optional.of(new Release(Optional.empty()));
            release = Optional.of(new Release(holding.release(writer.left())));
            if (holding.isFree()) {
                afterwards.run();
            }
        }
        return release.get();
    }
}
