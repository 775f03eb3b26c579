package dev.sessionwatchdog.store.lease;

import dev.sessionwatchdog.store.forensic.Phase;
import dev.sessionwatchdog.store.lease.Standing.Ground;
import dev.sessionwatchdog.store.lease.Standing.Lapsed;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Takes one lease away from its owner, in steps that anybody may repeat or finish (`protocols.md`
/// 4). Its name is the state, and every step goes by that name, so two breakers, one that was
/// killed in the middle and a late one do no harm.
final class LeaseBreak {

    /// More files than any owner leaves; then another pass looks for what came late.
    private static final int MAX_PASSES = 100;

    private final StorePaths store;
    private final BreakRecorder recorder;
    private final Fencing fencing;
    private final Name hash;

    LeaseBreak(StorePaths store, BreakRecorder recorder, Fencing fencing, Name hash) {
        this.store = store;
        this.recorder = recorder;
        this.fencing = fencing;
        this.hash = hash;
    }

    /// Breaks a lapsed lease, if a last look shows it as it was watched.
    ///
    /// @throws IOException if evidence or disk fail; the lease is held, broken or half broken then
    BreakOutcome run(Lapsed lapsed) throws IOException {
        Token.Held held = lapsed.sighting().token();
        BreakEvents events = new BreakEvents(store.places(), fencing, hash, held);
        String intent = recorder.record(events.intent(lapsed, isPaused(held.owner())));
        try {
            prepareQuarantine(held.generation(), held.owner());
            BreakOutcome outcome = takeAway(lapsed, held);
            dropUnused(outcome, held);
            recorder.record(events.outcome(intent, outcome));
            return outcome;
        } catch (IOException failed) {
            throw told(failed, events.failed(intent, failed));
        }
    }

    /// For the record only: whether it matters is for whoever decided.
    private boolean isPaused(OwnerId owner) {
        try {
            return store.observer().paused(owner);
        } catch (IOException unseen) {
            return false;
        }
    }

    /// Takes a lease away without freeing it: nobody is to write this store any more.
    BreakOutcome close(Lapsed lapsed) throws IOException {
        Token.Held held = lapsed.sighting().token();
        BreakEvents events = new BreakEvents(store.places(), fencing, hash, held);
        String intent = recorder.record(events.intent(lapsed, isPaused(held.owner())));
        try {
            prepareQuarantine(held.generation(), held.owner());
            BreakOutcome outcome = takeAwayOnly(lapsed, held);
            if (outcome instanceof BreakOutcome.Broken) {
                moveAside(new Token.Broken(held.generation(), held.owner()));
            }
            dropUnused(outcome, held);
            recorder.record(events.outcome(intent, outcome));
            return outcome;
        } catch (IOException failed) {
            throw told(failed, events.failed(intent, failed));
        }
    }

    /// Finishes a break that another one began.
    BreakOutcome resume(Token.Broken broken) throws IOException {
        Token.Held was = new Token.Held(broken.generation(), broken.owner());
        BreakEvents events = new BreakEvents(store.places(), fencing, hash, was);
        String intent = recorder.record(events.resumption());
        try {
            prepareQuarantine(broken.generation(), broken.owner());
            BreakOutcome outcome = free(broken);
            dropUnused(outcome, was);
            recorder.record(events.outcome(intent, outcome));
            return outcome;
        } catch (IOException failed) {
            throw told(failed, events.failed(intent, failed));
        }
    }

    /// Concludes an intent whose breaker did not live to do so.
    BreakOutcome conclude(String intent, Token.Held held) throws IOException {
        BreakEvents events = new BreakEvents(store.places(), fencing, hash, held);
        return switch (Aftermath.of(token(), held)) {
            case HALF_BROKEN -> {
                prepareQuarantine(held.generation(), held.owner());
                BreakOutcome outcome = free(new Token.Broken(held.generation(), held.owner()));
                dropUnused(outcome, held);
                recorder.record(events.outcome(intent, outcome));
                yield outcome;
            }
            case UNTOUCHED -> {
                BreakOutcome outcome =
                        new BreakOutcome.Overtaken("its breaker ended before it did anything");
                dropUnused(outcome, held);
                recorder.record(events.outcome(intent, outcome));
                yield outcome;
            }
            case CLOSED -> {
                String how = "closed since, by this break or otherwise";
                BreakOutcome outcome = new BreakOutcome.Overtaken(how);
                dropUnused(outcome, held);
                recorder.record(
                        events.concluded(
                                intent, Phase.INDETERMINATE, how, Optional.of("interrupted")));
                yield outcome;
            }
        };
    }

    private Optional<Token> token() throws IOException {
        return switch (store.observer().look(hash)) {
            case LeaseLook.Held held -> Optional.of(held.sighting().token());
            case LeaseLook.Broken broken -> Optional.of(broken.token());
            case LeaseLook.Free free -> Optional.of(free.token());
            case LeaseLook.Absent _, LeaseLook.Unsettled _ -> Optional.empty();
        };
    }

    /// What was made ready for a lease that was not taken. If another breaker takes it just now, it
    /// makes that again.
    private void dropUnused(BreakOutcome outcome, Token.Held held) {
        if (outcome instanceof BreakOutcome.Broken) {
            return;
        }
        try {
            store.paths()
                    .deleteDirectory(store.places().quarantine(held.generation(), held.owner()));
        } catch (IOException notEmpty) {
            return;
        }
    }

    private IOException told(IOException failed, LeaseEvent event) {
        try {
            recorder.record(event);
        } catch (IOException unrecorded) {
            failed.addSuppressed(unrecorded);
        }
        return failed;
    }

    /// Before anything is broken, so that a full disk cannot leave a lease half broken. Again when
    /// one that was overtaken removed it as unused meanwhile.
    private void prepareQuarantine(long generation, OwnerId owner) throws IOException {
        Place item = store.places().quarantine(generation, owner);
        for (int left = MAX_PASSES; ; left--) {
            try (Directory quarantine = store.observer().open(item.parent());
                    Directory made = quarantine.openOrMake(item.name())) {
                made.sync();
                quarantine.sync();
                return;
            } catch (NoSuchFileException removed) {
                if (left == 0) {
                    throw removed;
                }
            }
        }
    }

    private BreakOutcome takeAway(Lapsed lapsed, Token.Held held) throws IOException {
        BreakOutcome outcome = takeAwayOnly(lapsed, held);
        if (outcome instanceof BreakOutcome.Broken) {
            free(new Token.Broken(held.generation(), held.owner()));
        }
        return outcome;
    }

    private BreakOutcome takeAwayOnly(Lapsed lapsed, Token.Held held) throws IOException {
        Optional<String> changed = lastLook(lapsed);
        if (changed.isPresent()) {
            return new BreakOutcome.Overtaken(changed.get());
        }
        Token.Broken broken = new Token.Broken(held.generation(), held.owner());
        try {
            rename(held, broken);
        } catch (NoSuchFileException gone) {
            return new BreakOutcome.Overtaken("given back or broken by another");
        }
        return new BreakOutcome.Broken(held.generation());
    }

    private Optional<String> lastLook(Lapsed lapsed) throws IOException {
        if (lapsed.ground() == Ground.REQUESTED) {
            return Optional.empty();
        }
        if (!(store.observer().look(hash) instanceof LeaseLook.Held held)
                || !held.sighting().token().equals(lapsed.sighting().token())) {
            return Optional.of("given back or broken by another");
        }
        boolean alive =
                lapsed.ground() == Ground.PROGRESS_STALLED
                        ? held.sighting().progressedSince(lapsed.sighting())
                        : !held.sighting().silentSince(lapsed.sighting());
        return alive ? Optional.of("a sign of life") : Optional.empty();
    }

    /// Everything of the owner goes to the quarantine, then the token is free under its next name.
    private BreakOutcome free(Token.Broken broken) throws IOException {
        moveAside(broken);
        boolean ours = true;
        try {
            rename(broken, new Token.Free(broken.generation()));
        } catch (NoSuchFileException finished) {
            ours = false;
        }
        try (Directory lease = store.observer().open(store.places().lease(hash));
                Directory leases = store.observer().open(store.places().leases())) {
            lease.sync();
            leases.sync();
        }
        return ours
                ? new BreakOutcome.Broken(broken.generation())
                : new BreakOutcome.Overtaken("finished by another breaker");
    }

    private void rename(Token from, Token to) throws IOException {
        store.paths().rename(store.places().token(hash, from), store.places().token(hash, to));
    }

    /// A rename of the old owner that had found the directory before it lost its name must find
    /// nothing in it; so what stands there is moved, and looked for again until nothing is left.
    private void moveAside(Token.Broken broken) throws IOException {
        for (int pass = 0; pass < MAX_PASSES; pass++) {
            List<Name> found = found(broken);
            if (found.isEmpty()) {
                return;
            }
            if (pass > 0) {
                // One that was overtaken may have removed it as unused.
                prepareQuarantine(broken.generation(), broken.owner());
            }
            for (Name name : found) {
                moveAside(broken, name);
            }
        }
        throw new IOException(
                store.places().token(hash, broken) + ": its files come faster than they are moved");
    }

    /// By its path through the token's name, never by a handle: a slow breaker must not take the
    /// next owner's files.
    private void moveAside(Token.Broken broken, Name name) throws IOException {
        Place from = store.places().token(hash, broken).child(name);
        Place item = store.places().quarantine(broken.generation(), broken.owner());
        Place to = item.child(name);
        for (int copy = 1; ; copy++) {
            try {
                store.paths().rename(from, to);
                return;
            } catch (NoSuchFileException moved) {
                return;
            } catch (FileAlreadyExistsException taken) {
                if (copy == MAX_PASSES) {
                    throw taken;
                }
                to = item.child(name + "~" + copy);
            }
        }
    }

    private List<Name> found(Token.Broken broken) throws IOException {
        List<Name> found = new ArrayList<>();
        try (Directory token = store.observer().open(store.places().token(hash, broken))) {
            token.list((name, _) -> {
                if (LeaseFiles.isOf(broken.owner(), name)) {
                    found.add(name);
                }
                return true;
            });
        } catch (NoSuchFileException finished) {
            return List.of();
        }
        return found;
    }
}
