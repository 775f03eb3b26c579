package dev.sessionwatchdog.store.root;

import java.util.ArrayList;
import java.util.List;

/// Where something is below a root: names from the root down; no names is the root itself.
public record Place(List<Name> names) {

    public static final Place TOP = new Place(List.of());

    public Place {
        names = List.copyOf(names);
    }

    /// Splits `a/b/c`; the empty text is the root itself.
    ///
    /// @throws IllegalArgumentException if an element is not a legal name
    public static Place of(String slashed) {
        if (slashed.isEmpty()) {
            return TOP;
        }
        List<Name> names = new ArrayList<>();
        for (String element : slashed.split("/", -1)) {
            names.add(new Name(element));
        }
        return new Place(names);
    }

    public Place child(Name name) {
        List<Name> longer = new ArrayList<>(names);
        longer.add(name);
        return new Place(longer);
    }

    public Place child(String name) {
        return child(new Name(name));
    }

    public boolean isTop() {
        return names.isEmpty();
    }

    /// The directory that holds it.
    ///
    /// @throws IllegalStateException for the root itself
    public Place parent() {
        requireBelowTop();
        return new Place(names.subList(0, names.size() - 1));
    }

    /// Its last name.
    ///
    /// @throws IllegalStateException for the root itself
    public Name name() {
        requireBelowTop();
        return names.getLast();
    }

    private void requireBelowTop() {
        if (names.isEmpty()) {
            throw new IllegalStateException("the root itself has no parent and no name");
        }
    }

    @Override
    public String toString() {
        StringBuilder slashed = new StringBuilder(128);
        for (Name name : names) {
            slashed.append(slashed.isEmpty() ? "" : "/").append(name.value());
        }
        return slashed.toString();
    }
}
