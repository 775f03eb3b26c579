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
        this.trial = store.places().leases().child(".trial." + trier);
    }

    Fencing run() throws IOException {
        Optional<String> doubt = store.paths().doubt();
        if (doubt.isPresent()) {
            return new Fencing.Unfenced(doubt.get());
        }
        Place before = trial.child("before");
        Place after = trial.child("after");
        Place entry = trial.child("entry");
        store.paths().makeDirectory(trial);
        try {
            store.paths().makeDirectory(before);
            store.paths().create(before.child("new"), "new".getBytes(StandardCharsets.UTF_8));
            store.paths().makeDirectory(before.child("gone"));
            store.paths().rename(before, after);
            store.paths().replace(after.child("new"), entry);
            store.paths().exchange(after.child("gone"), entry);
            return refuses(before, entry)
                    ? new Fencing.Fenced()
                    : new Fencing.Unfenced("a renamed directory is still found by its old name");
        } catch (UnsupportedOperationException impossible) {
            return new Fencing.Unfenced(String.valueOf(impossible.getMessage()));
        } finally {
            store.paths().delete(after.child("gone"));
            store.paths().deleteDirectory(after);
            store.paths().deleteDirectory(entry);
            store.paths().deleteDirectory(trial);
        }
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
