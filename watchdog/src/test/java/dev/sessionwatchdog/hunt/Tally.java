package dev.sessionwatchdog.hunt;

import java.util.Map;
import java.util.TreeMap;

/// What happened in some lives.
public final class Tally {

    long lives;
    long turns;
    long sweeps;
    long looks;
    long locks;
    final Map<String, Integer> counts = new TreeMap<>();

    void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    void add(Tally other) {
        lives += other.lives;
        turns += other.turns;
        sweeps += other.sweeps;
        looks += other.looks;
        locks += other.locks;
        other.counts.forEach((what, count) -> counts.merge(what, count, Integer::sum));
    }

    /// Full sweeps and rounds of looks at locks only.
    public long turns() {
        return turns;
    }

    public long lives() {
        return lives;
    }

    /// How often something happened.
    public int of(String what) {
        return counts.getOrDefault(what, 0);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(
                "%d lives, %d sweeps (%d full, %d lock rounds), %d looks at %d locks"
                        .formatted(lives, turns, sweeps, turns - sweeps, looks, locks));
        counts.forEach((what, count) -> text.append("\n  %7d  %s".formatted(count, what)));
        return text.toString();
    }
}
