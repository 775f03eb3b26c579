package dev.sessionwatchdog.store.lease;

import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/// Tries, where the leases are, whether a renamed directory is a fence: on a file system that we
/// know, with the very calls that owners and breakers use (`protocols.md` 2).
final class FenceTrial {

    private final StorePaths store;
    private final Place trial;

    FenceTrial(StorePaths store, OwnerId trier) {
        this.store = store;
        this.trial = store.places().trial(trier);
    }

    Fencing run() throws IOException {
        Optional<String> doubt = store.paths().doubt();
        if (doubt.isPresent()) {
            return new Fencing.Unfenced(doubt.get());
        }
        store.paths().makeDirectory(trial);
        try {
            return verdict(trial.child("before"), trial.child("after"), trial.child("entry"));
        } catch (UnsupportedOperationException impossible) {
            return new Fencing.Unfenced(String.valueOf(impossible.getMessage()));
        } finally {
            // Whatever stays must not hide the verdict; it is collected like what a crash leaves.
            Leftovers.clear(store.paths(), trial);
        }
    }

    private Fencing verdict(Place before, Place after, Place entry) throws IOException {
        store.paths().makeDirectory(before);
        store.paths().create(before.child("new"), "new".getBytes(StandardCharsets.UTF_8));
        store.paths().makeDirectory(before.child("gone"));
        store.paths().rename(before, after);
        store.paths().replace(after.child("new"), entry);
        store.paths().exchange(after.child("gone"), entry);
        if (!refuses(before, entry)) {
            return new Fencing.Unfenced("a renamed directory is still found by its old name");
        }
        // A trial that somebody collected meanwhile would be refused everything.
        return store.paths().look(after).isPresent()
                ? new Fencing.Fenced()
                : new Fencing.Unfenced("the trial was disturbed");
    }

    private boolean refuses(Place before, Place entry) throws IOException {
        try {
            store.paths().replace(before.child(new Name("gone")), entry);
            return false;
        } catch (NoSuchFileException refused) {
            return true;
        }
    }
}
