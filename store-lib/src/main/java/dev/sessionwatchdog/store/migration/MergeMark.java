package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.RefusedException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/// That a merge was begun and may not have come to its end: what it wrote may not be durable, and
/// no later sync of that would prove that it is. In `migrate/<id>/`.
final class MergeMark {

    private static final Name NAME = new Name("merging");

    private final StoreSite site;

    MergeMark(StoreSite site) {
        this.site = site;
    }

    boolean isThere() throws IOException {
        for (String id : Remains.ids(site, site.stagings())) {
            if (isMarked(id)) {
                return true;
            }
        }
        return false;
    }

    private boolean isMarked(String id) throws IOException {
        try (Directory around = site.root().open(site.stagings().child(id))) {
            return around.look(NAME).isPresent();
        } catch (NoSuchFileException | RefusedException none) {
            return false;
        }
    }

    /// Durably, beside nothing else: a migration's own staging may have to take back what a lost
    /// commit leaves.
    void set() throws IOException {
        try (Directory around = site.make(site.stagings(), site.freshId())) {
            around.replace(NAME, new byte[0]);
        }
    }

    /// All of them: a merge that came to its end has written anew what was in doubt.
    void clear() throws IOException {
        for (String id : Remains.ids(site, site.stagings())) {
            if (isMarked(id)) {
                Remains.deleteStaging(site, id);
            }
        }
    }
}
