package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.observation.TempFamily;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;

/// Why a path is judged by no rule, in words.
final class PathCatalogue {

    private static final String LOCKS =
            "lock.dead-owner and lock.lapsed judge <id>.jsonl.lock, <id>-topic-<n>.jsonl.lock and"
                    + " sessions.json.lock, directly in a store";
    private static final String TEMPS =
            "tmp.orphan judges the gateway's own temporary names only, directly in a store";

    private PathCatalogue() {}

    /// @param stores the pattern of the configuration
    static String why(Place place, boolean inStore, String stores) {
        if (!place.isTop() && place.names().getFirst().equals(ControlFiles.HOME.name())) {
            return "it is session-watchdog's own";
        }
        String name = place.isTop() ? "" : place.name().value();
        if (!inStore) {
            return "it does not lie directly in a store (" + stores + "): no rule looks here";
        }
        if (name.endsWith(".lock.reclaim")) {
            return "a guard: while it stands its lock is left alone; it is reported when it is"
                    + " old, and never removed";
        }
        if (name.contains(".lock")) {
            return "a foreign lock: " + LOCKS;
        }
        if (name.endsWith(".tmp") || isTempElsewhere(place.name())) {
            return "a temporary name that no known gateway writes here: " + TEMPS;
        }
        if (name.equals("sessions.json")) {
            return "the index: read to tell the era and whether it is whole; only a migration moves it, as it is";
        }
        if (name.endsWith(".jsonl")) {
            return "a transcript or trajectory: its changes count as progress, never touched";
        }
        return "its name is in no catalogue: what is not known is not touched";
    }

    private static boolean isTempElsewhere(Name name) {
        for (TempFamily.Home home : TempFamily.Home.values()) {
            if (TempFamily.recognise(name, home).isPresent()) {
                return true;
            }
        }
        return false;
    }
}
