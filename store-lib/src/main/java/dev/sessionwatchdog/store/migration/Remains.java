package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.FileType;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.RefusedException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Deletes what is ours and of no use any more, with all that is in it; never through a link.
final class Remains {

    /// `sessions.d/.leases/.quarantine/<item>/<file>`, and something above.
    private static final int MOST_DEPTH = 10;

    private static final int AT_ONCE = 1_000;

    private Remains() {}

    /// Deletes the staging of this id, whatever it holds; see [Leftover] for what may be wanted.
    static void deleteStaging(StoreSite site, String id) throws IOException {
        try (Directory stagings = site.root().open(site.stagings())) {
            deleteTree(stagings, new Name(id), 1);
        } catch (NoSuchFileException none) {
            return;
        }
    }

    /// Deletes what this name stands for.
    static void deleteTree(Directory in, Name name, int depth) throws IOException {
        if (depth > MOST_DEPTH) {
            throw new IOException(in.place() + ": deeper than " + MOST_DEPTH + " directories");
        }
        Optional<Facts> facts = in.look(name);
        if (facts.isEmpty()) {
            return;
        }
        if (facts.get().type() != FileType.DIRECTORY) {
            in.delete(name);
            return;
        }
        try (Directory below = in.open(name)) {
            List<Name> some = some(below);
            while (!some.isEmpty()) {
                for (Name each : some) {
                    deleteTree(below, each, depth + 1);
                }
                some = some(below);
            }
        }
        in.deleteDirectory(name);
    }

    private static List<Name> some(Directory directory) throws IOException {
        List<Name> some = new ArrayList<>();
        directory.list((name, _) -> {
            some.add(name);
            return some.size() < AT_ONCE;
        });
        return some;
    }

    /// Ids of this store that have something below `above`, the newest first.
    static List<String> ids(StoreSite site, Place above) throws IOException {
        List<String> ids = new ArrayList<>();
        String tag = site.tag();
        try (Directory directory = site.root().open(above)) {
            directory.list((name, _) -> {
                if (name.value().startsWith(tag)) {
                    ids.add(name.value());
                }
                return true;
            });
        } catch (NoSuchFileException | RefusedException none) {
            return List.of();
        }
        ids.sort(Comparator.reverseOrder());
        return ids;
    }
}
