package dev.sessionwatchdog.store.lease;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.time.Moment;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/// Claims a free token for one owner.
final class TokenClaim {

    private final StorePaths store;
    private final LeaseTerms terms;
    private final Name hash;
    private final OwnerRecord record;
    private boolean recorded;

    TokenClaim(StorePaths store, LeaseTerms terms, Name hash, OwnerRecord record) {
        this.store = store;
        this.terms = terms;
        this.hash = hash;
        this.record = record;
    }

    private OwnerId owner() {
        return record.owner();
    }

    /// Empty if somebody else was faster, or broke it at once.
    ///
    /// @throws IOException if it cannot be proven that the number is durable: it is not shown to
    ///   anybody, and the lease is not ours
    Optional<Holding> of(Token.Free free) throws IOException {
        writeRecord();
        Moment before = store.time().moment();
        Token.Held mine = new Token.Held(free.generation() + 1, owner());
        try {
            store.paths().rename(token(free), token(mine));
        } catch (NoSuchFileException faster) {
            return Optional.empty();
        }
        Holding holding = new Holding(store, hash, mine, terms, before);
        boolean whole = false;
        try {
            sync();
            holding.make(LeaseFiles.beat(owner()));
            whole = true;
            return Optional.of(holding);
        } catch (NoSuchFileException broken) {
            return Optional.empty();
        } finally {
            if (!whole && !giveUp(mine)) {
                // Whoever finds the token has to find out whose it is.
                recorded = false;
            }
        }
    }

    /// A number that was claimed is not used again, whether anybody saw it or not.
    ///
    /// @return whether the token is ours no more
    private boolean giveUp(Token.Held mine) {
        try {
            store.paths().rename(token(mine), token(new Token.Free(mine.generation())));
            return true;
        } catch (NoSuchFileException broken) {
            return true;
        } catch (IOException lapses) {
            return false;
        }
    }

    private Place token(Token token) {
        return store.places().token(hash, token);
    }

    /// The second sync is for the lease itself: whoever made it may not have come to that yet.
    private void sync() throws IOException {
        try (Directory lease = store.observer().open(store.places().lease(hash));
                Directory leases = store.observer().open(store.places().leases())) {
            lease.sync();
            leases.sync();
        }
    }

    /// Durable before anything can be read of its owner.
    private void writeRecord() throws IOException {
        if (recorded) {
            return;
        }
        try (Directory owners = store.observer().open(store.places().owner(owner()).parent())) {
            owners.create(LeasePlaces.ownerRecord(owner()), record.json());
            owners.sync();
            recorded = true;
        }
    }

    /// Nobody looks for an owner who holds nothing; what stays is housekeeping's.
    void dropRecord() {
        if (!recorded) {
            return;
        }
        try {
            store.paths().delete(store.places().owner(owner()));
            recorded = false;
        } catch (IOException stays) {
            return;
        }
    }

    /// Makes the lease with its first token, unless somebody else does.
    void create() throws IOException {
        Place unborn = store.places().unborn(owner());
        Place token = unborn.child(new Token.Free(0).name());
        store.paths().makeDirectory(unborn);
        boolean born = false;
        try {
            store.paths().makeDirectory(token);
            try (Directory made = store.observer().open(unborn)) {
                made.sync();
            }
            store.paths().rename(unborn, store.places().lease(hash));
            born = true;
        } catch (FileAlreadyExistsException another) {
            born = false;
        } finally {
            if (!born) {
                Leftovers.clear(store.paths(), unborn);
            }
        }
        try (Directory leases = store.observer().open(store.places().leases())) {
            leases.sync();
        }
    }
}
