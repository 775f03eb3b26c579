package dev.sessionwatchdog.store.lease;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.FileType;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Paths;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.RefusedException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// Writes the one entry of a held lease, by renames whose one side is the token's name.
///
/// Both ways start at a file or directory of ours inside the token directory. A breaker moves that
/// away, so a rename that had found the directory before it lost its name finds nothing in it.
final class EntryWriter {

    private static final int MAX_TRIES = 8;

    private final Holding holding;
    private final Name entry;
    private final AtomicLong sequence = new AtomicLong();
    private final Set<Name> left = ConcurrentHashMap.newKeySet();

    EntryWriter(Holding holding, Name entry) {
        this.holding = holding;
        this.entry = entry;
    }

    private Paths paths() {
        return holding.store.paths();
    }

    private Place entryPlace() {
        return holding.store.places().entry(entry);
    }

    Commit commit(byte[] content) throws IOException {
        return commit(content, this::replace, left::remove);
    }

    /// @throws FileAlreadyExistsException if there is an entry; it still is
    Commit add(byte[] content) throws IOException {
        return unlessTaken(() -> commit(content, this::put, left::remove));
    }

    /// @throws FileAlreadyExistsException if something else than expected is there; it still is
    Commit exchange(byte[] expected, byte[] content) throws IOException {
        EntryExchange exchange = new EntryExchange(holding, entryPlace());
        return unlessTaken(
                () -> commit(content, temp -> exchange.run(temp, expected), this::forget));
    }

    /// Puts what lies there into the entry's place.
    private interface Placing {
        void place(Name temp) throws IOException;
    }

    private Commit unlessTaken(Holding.Gated<Commit> write) throws IOException {
        try {
            return write.run();
        } catch (Unchanged unchanged) {
            if (unchanged.getCause() instanceof FileAlreadyExistsException taken) {
                throw taken;
            }
            throw unchanged;
        }
    }

    /// @param afterwards what becomes of the name under which it was written
    private Commit commit(byte[] content, Placing placing, Consumer<Name> afterwards)
            throws IOException {
        return holding.gated(() -> {
            Optional<Loss> refusal = holding.refusal();
            return refusal.isPresent()
                    ? new Commit.Lost(refusal.get())
                    : commitNow(content, placing, afterwards);
        });
    }

    private Commit commitNow(byte[] content, Placing placing, Consumer<Name> afterwards)
            throws IOException {
        Name temp = LeaseFiles.temp(holding.owner(), sequence.incrementAndGet());
        left.add(temp);
        try {
            paths().create(holding.inside(temp), content);
            Commit commit = publish(() -> placing.place(temp));
            if (commit instanceof Commit.Committed) {
                afterwards.accept(temp);
            }
            return commit;
        } catch (NoSuchFileException gone) {
            return new Commit.Lost(holding.taken());
        } catch (IOException failed) {
            forget(temp);
            throw failed;
        }
    }

    /// A directory at the entry's name stands for an entry that was removed (`doc/format.md`);
    /// whoever removed it may take it away at the same moment.
    private void replace(Name temp) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                paths().replace(holding.inside(temp), entryPlace());
                return;
            } catch (RefusedException directory) {
                if (tries == MAX_TRIES) {
                    throw new Unchanged(directory);
                }
                dropEmptyDirectory(directory);
            }
        }
    }

    /// Never over anything but such a directory.
    private void put(Name temp) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                paths().rename(holding.inside(temp), entryPlace());
                return;
            } catch (FileAlreadyExistsException taken) {
                if (tries == MAX_TRIES || !isDirectory(entryPlace())) {
                    throw new Unchanged(taken);
                }
                dropEmptyDirectory(taken);
            }
        }
    }

    /// @throws Unchanged if it is not empty, so that it is none of ours
    private void dropEmptyDirectory(IOException why) throws Unchanged {
        try {
            paths().deleteDirectory(entryPlace());
        } catch (IOException notEmpty) {
            why.addSuppressed(notEmpty);
            throw new Unchanged(why);
        }
    }

    private boolean isDirectory(Place place) throws IOException {
        return paths().look(place).filter(it -> it.type() == FileType.DIRECTORY).isPresent();
    }

    Commit remove() throws IOException {
        return holding.gated(() -> {
            Optional<Loss> refusal = holding.refusal();
            return refusal.isPresent() ? new Commit.Lost(refusal.get()) : removeNow();
        });
    }

    private Commit removeNow() throws IOException {
        Name gone = LeaseFiles.gone(holding.owner(), sequence.incrementAndGet());
        Place aside = holding.inside(gone);
        left.add(gone);
        try {
            paths().makeDirectory(aside);
            Commit commit = publish(() -> takeAway(aside));
            tidy(gone);
            return commit;
        } catch (NoSuchFileException lost) {
            return new Commit.Lost(holding.taken());
        } catch (IOException failed) {
            forget(gone);
            throw failed;
        }
    }

    /// What stays behind after this stands for nothing: an empty directory at the entry's name is
    /// no entry, and what lies under the token's name is dropped when the lease is given back.
    private void tidy(Name gone) {
        try {
            paths().deleteDirectory(entryPlace());
            holding.drop(gone);
            left.remove(gone);
        } catch (IOException untidy) {
            return;
        }
    }

    private void takeAway(Place aside) throws IOException {
        if (isDirectory(entryPlace())) {
            dropEmptyDirectory(new RefusedException(entryPlace(), "directory"));
        }
        try {
            paths().exchange(aside, entryPlace());
        } catch (UnsupportedOperationException impossible) {
            takeAwayUnfenced(aside);
        } catch (NoSuchFileException either) {
            // A token's name is never used again: if it stands now, it stood then, and the entry
            // was what was missing.
            if (!isDirectory(aside)) {
                throw either;
            }
        }
    }

    private void takeAwayUnfenced(Place aside) throws IOException {
        paths().deleteDirectory(aside);
        if (paths().look(entryPlace()).isPresent()) {
            paths().replace(entryPlace(), aside);
        }
    }

    /// The one step that others can see.
    private interface Step {
        void run() throws IOException;
    }

    /// Nothing was changed.
    static final class Unchanged extends IOException {
        private static final long serialVersionUID = 1L;

        Unchanged(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /// Takes the visible step and makes it durable on both its sides. The directories are opened
    /// before, only for their syncs, so that nothing but the step and the syncs can fail after it.
    private Commit publish(Step step) throws IOException {
        try (Directory token =
                        holding.store
                                .observer()
                                .open(holding.store.places().token(holding.hash, holding.token));
                Directory top = holding.store.observer().open(holding.store.places().top())) {
            try {
                step.run();
            } catch (NoSuchFileException | Unchanged without) {
                throw without;
            } catch (IOException failed) {
                return doubt("the rename answered " + failed);
            }
            try {
                top.sync();
                token.sync();
            } catch (IOException failed) {
                return doubt("the sync answered " + failed);
            }
        }
        holding.progress();
        return new Commit.Committed(holding.token.generation());
    }

    private Commit doubt(String what) {
        holding.lose(Loss.Cause.DOUBTFUL, what);
        return new Commit.Indeterminate(what);
    }

    private void forget(Name temp) {
        try {
            holding.drop(temp);
            left.remove(temp);
        } catch (IOException unforgotten) {
            return;
        }
    }

    /// Names of ours that may still be in the token directory.
    Set<Name> left() {
        return Set.copyOf(left);
    }
}
