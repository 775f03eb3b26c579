package dev.sessionwatchdog.store.root;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// By opening each directory again.
final class WalkedTimes implements DirectoryTimes {

    private record Known(Place place, Facts before) {}

    private final Root root;
    private final List<Known> known = new ArrayList<>();

    WalkedTimes(Root root) {
        this.root = root;
    }

    @Override
    public int add(Place place, Facts before) {
        known.add(new Known(place, before));
        return known.size() - 1;
    }

    @Override
    public boolean stands(int number) {
        Known it = known.get(number);
        try (Directory directory = root.open(it.place)) {
            Facts now = directory.facts();
            return now.sameFile(it.before)
                    && now.mtime().equals(it.before.mtime())
                    && now.ctime().equals(it.before.ctime());
        } catch (IOException changed) {
            return false;
        }
    }

    @Override
    public void close() {
        known.clear();
    }
}
