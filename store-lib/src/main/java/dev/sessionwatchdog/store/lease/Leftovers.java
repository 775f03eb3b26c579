package dev.sessionwatchdog.store.lease;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.FileType;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Paths;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.RefusedException;
import dev.sessionwatchdog.store.time.Moment;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Collects what somebody who did not live to finish it left among the leases: `.new.<owner>` and
/// `.trial.<owner>`. Neither is a lease, and nobody waits for either.
///
/// Their makers have written no record, or not yet; so what is collected has stood there unchanged
/// over two looks of one process, longer than making one ever takes. A maker that goes on after all
/// finds its name gone and begins anew: what is collected is renamed first, since half of a lease
/// under a lease's name would be held by nobody for ever.
final class Leftovers {

    /// Making either takes milliseconds.
    static final Duration AGE = Duration.ofMinutes(10);

    /// At one look; the others at the next.
    private static final int MOST = 256;

    private static final Pattern NAME = Pattern.compile("\\.(?:new|trial)\\.([0-9a-f]{16})");

    /// What may stand in either, in the order in which it can be deleted.
    private static final List<String> CONTENTS =
            List.of(
                    "before/new",
                    "before/gone",
                    "before",
                    "after/new",
                    "after/gone",
                    "after",
                    "entry",
                    "0.free");

    private final StorePaths store;
    private final Map<Name, Seen> seen;

    private Leftovers(StorePaths store, Map<Name, Seen> seen) {
        this.store = store;
        this.seen = seen;
    }

    /// What one process has seen of them; a memory of nothing but names and times.
    static final class Memory {

        private final Map<Name, Seen> seen = new HashMap<>();

        /// One look.
        ///
        /// @param collector nobody else's name, for what is taken away
        /// @return how many were deleted
        synchronized int collect(StorePaths store, OwnerId collector) throws IOException {
            return new Leftovers(store, seen).collect(collector);
        }
    }

    private record Seen(Facts facts, Moment at) {

        private boolean isUnchanged(Facts now) {
            return facts.sameFile(now) && facts.mtime().equals(now.mtime());
        }
    }

    private int collect(OwnerId collector) throws IOException {
        Moment now = store.time().moment();
        List<Name> found = found();
        seen.keySet().retainAll(Set.copyOf(found));
        int deleted = 0;
        for (Name name : found) {
            Optional<Facts> facts = store.paths().look(place(name));
            if (facts.isEmpty() || !isOnlyOurs(name, facts.get())) {
                seen.remove(name);
                continue;
            }
            Seen first = seen.getOrDefault(name, new Seen(facts.get(), now));
            if (!first.isUnchanged(facts.get()) || !first.at.bootId().equals(now.bootId())) {
                first = new Seen(facts.get(), now);
            }
            seen.put(name, first);
            if (now.since(first.at).compareTo(AGE) >= 0) {
                deleted += take(name, store.places().trial(collector)) ? 1 : 0;
            }
        }
        return deleted;
    }

    private Place place(Name name) {
        return store.places().leases().child(name);
    }

    private List<Name> found() throws IOException {
        List<Name> found = new ArrayList<>();
        try (Directory leases = store.observer().open(store.places().leases())) {
            leases.list((name, _) -> {
                if (NAME.matcher(name.value()).matches()) {
                    found.add(name);
                }
                return found.size() < MOST;
            });
        }
        return found;
    }

    /// Whether nothing but what we know is in it, and its maker is not on record as one that may
    /// live.
    private boolean isOnlyOurs(Name name, Facts facts) throws IOException {
        Matcher maker = NAME.matcher(name.value());
        if (!maker.matches() || facts.type() != FileType.DIRECTORY) {
            return false;
        }
        return mayBeGone(new OwnerId(maker.group(1))) && isKnown(place(name), "");
    }

    private boolean mayBeGone(OwnerId maker) throws IOException {
        if (store.paths().look(store.places().owner(maker)).isEmpty()) {
            return true;
        }
        try (Directory leases = store.observer().open(store.places().leases())) {
            return store.observer().isGone(leases, maker);
        }
    }

    private boolean isKnown(Place directory, String prefix) throws IOException {
        List<String> names = new ArrayList<>();
        try (Directory opened = store.observer().open(directory)) {
            opened.list((name, type) -> {
                boolean isDirectory = type.filter(it -> it == FileType.DIRECTORY).isPresent();
                names.add(prefix + name.value() + (isDirectory ? "/" : ""));
                return names.size() < CONTENTS.size();
            });
        } catch (NoSuchFileException | RefusedException changed) {
            return false;
        }
        for (String name : names) {
            String plain = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
            boolean deeper = name.endsWith("/") && prefix.isEmpty();
            if (!CONTENTS.contains(plain) || (deeper && !isKnown(directory.child(plain), name))) {
                return false;
            }
        }
        return true;
    }

    private boolean take(Name name, Place aside) throws IOException {
        try {
            store.paths().rename(place(name), aside);
        } catch (NoSuchFileException finished) {
            return false;
        }
        clear(store.paths(), aside);
        return true;
    }

    /// Deletes what can be deleted of one, and says nothing of what cannot: that is found again.
    static void clear(Paths paths, Place unfinished) {
        for (String content : CONTENTS) {
            dropQuietly(paths, Place.of(unfinished + "/" + content));
        }
        dropQuietly(paths, unfinished);
    }

    private static void dropQuietly(Paths paths, Place place) {
        try {
            Optional<Facts> there = paths.look(place);
            if (there.isPresent() && there.get().type() == FileType.DIRECTORY) {
                paths.deleteDirectory(place);
            } else if (there.isPresent()) {
                paths.delete(place);
            }
        } catch (IOException stays) {
            return;
        }
    }
}
