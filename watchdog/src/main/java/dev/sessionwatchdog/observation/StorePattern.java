package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.FileType;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.RefusedException;
import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Which directories of a root are stores: names from the root down, `*` standing for any part of
/// one name.
public final class StorePattern {

    /// An agent more than this is a finding, not a store that is watched.
    public static final int MAX_STORES = 20_000;

    private final List<String> elements;

    /// One object for all stores of a root, which are remembered for months.
    private final Map<String, Name> names = new HashMap<>();

    private StorePattern(List<String> elements) {
        this.elements = elements;
    }

    /// @param pattern as in `agents/*/sessions`
    public static StorePattern of(String pattern) {
        return new StorePattern(List.of(pattern.split("/")));
    }

    /// The store directories that exist, in the order of their names. What is in the way (a link, a
    /// mount point) is told to `oddities`.
    public List<Place> expand(Root root, List<Oddity> oddities) throws IOException {
        return expand(root, oddities, (_, _) -> {});
    }

    /// The same.
    ///
    /// @param passed is shown every directory on the way whose names the answer depends on, as it
    ///   was before they were looked at
    public List<Place> expand(Root root, List<Oddity> oddities, BiConsumer<Place, Facts> passed)
            throws IOException {
        List<Place> stores = new ArrayList<>();
        try (Directory top = root.open(Place.TOP)) {
            descend(top, 0, stores, oddities, passed);
        }
        stores.sort((a, b) -> a.toString().compareTo(b.toString()));
        return stores;
    }

    private void descend(
            Directory here,
            int depth,
            List<Place> stores,
            List<Oddity> oddities,
            BiConsumer<Place, Facts> passed)
            throws IOException {
        if (depth == elements.size()) {
            stores.add(here.place());
            return;
        }
        Facts before = here.facts();
        List<Name> names = matching(here, elements.get(depth));
        if (depth > 0 || isInTheFirstDirectory(names)) {
            passed.accept(here.place(), before);
        }
        for (Name name : names) {
            if (stores.size() == MAX_STORES) {
                tooMany(here.place(), oddities);
                return;
            }
            try (Directory below = here.open(name)) {
                descend(below, depth + 1, stores, oddities, passed);
            } catch (RefusedException refused) {
                if (!refused.kind().equals("not a directory")) {
                    oddities.add(new Oddity(here.place().child(name), refused.kind()));
                }
            } catch (NoSuchFileException goneBetweenListingAndNow) {
                // Nothing to look at.
            } catch (IOException unreadable) {
                oddities.add(Oddity.unreadable(here.place().child(name), unreadable));
            }
        }
    }

    /// The root's own directory changes with every file that the gateway replaces there. Where its
    /// first name is known and there, the directory of that name tells more.
    private boolean isInTheFirstDirectory(List<Name> names) {
        return elements.size() < 3 || elements.getFirst().indexOf('*') >= 0 || names.isEmpty();
    }

    /// Said once, however many there are and wherever they lie.
    private static void tooMany(Place place, List<Oddity> oddities) {
        String what = "more than " + MAX_STORES + " stores";
        if (oddities.stream().noneMatch(oddity -> oddity.what().equals(what))) {
            oddities.add(new Oddity(place, what));
        }
    }

    private List<Name> matching(Directory here, String element) throws IOException {
        if (element.indexOf('*') < 0) {
            Name name = names.computeIfAbsent(element, Name::new);
            return here.look(name).isPresent() ? List.of(name) : List.of();
        }
        Pattern glob = glob(element);
        List<Name> names = new ArrayList<>();
        here.list((name, type) -> {
            if (glob.matcher(name.value()).matches() && mayBeDirectory(type)) {
                names.add(name);
            }
            return true;
        });
        names.sort(null);
        return names;
    }

    /// A link is let through, so that it is refused aloud.
    private static boolean mayBeDirectory(Optional<FileType> type) {
        return type.isEmpty() || type.get() == FileType.DIRECTORY || type.get() == FileType.SYMLINK;
    }

    private static Pattern glob(String element) {
        return Pattern.compile(
                List.of(element.split("\\*", -1)).stream()
                        .map(Pattern::quote)
                        .collect(Collectors.joining("[^/]*")));
    }
}
