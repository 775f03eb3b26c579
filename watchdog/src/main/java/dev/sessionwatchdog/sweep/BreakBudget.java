package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.quarantine.Item;
import dev.sessionwatchdog.quarantine.ItemRecord;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.time.Moment;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// How many locks may still be broken: so many a sweep, so many an hour, and few of one session, so
/// that a wrong verdict cannot become a habit. What an earlier daemon broke is counted from the
/// quarantine.
final class BreakBudget {

    /// A session whose lock leaks more often than this is not helped by breaking it.
    static final int PER_SESSION_AN_HOUR = 3;

    private static final Duration HOUR = Duration.ofHours(1);

    private final Config.Locks settings;
    private final Earlier earlier;
    private final Deque<Spent> spent = new ArrayDeque<>();
    private boolean counted;
    private int brokenInAll;

    /// @param earlier asked once, when the first lock is to be broken
    BreakBudget(Config.Locks settings, Earlier earlier) {
        this.settings = settings;
        this.earlier = earlier;
    }

    /// What lies in quarantine.
    @FunctionalInterface
    interface Earlier {
        List<Item> items() throws IOException;
    }

    private void countEarlier(Moment now) throws IOException {
        Instant hourAgo = now.wall().minus(HOUR);
        earlier.items().stream()
                .flatMap(item -> item.record().stream())
                .filter(record -> record.rule().startsWith("lock."))
                .filter(record -> record.at().isAfter(hourAgo) && !record.at().isAfter(now.wall()))
                .forEach(record -> spent.add(before(record, now)));
    }

    private static Spent before(ItemRecord record, Moment now) {
        Duration ago = Duration.between(record.at(), now.wall());
        return new Spent(record.from(), now.monotonicNanos() - ago.toNanos());
    }

    /// Whether one more may go, after so many in this sweep.
    boolean allows(Place lock, int inThisSweep, Moment now) throws IOException {
        if (!counted) {
            countEarlier(now);
            counted = true;
        }
        forget(now);
        return inThisSweep < settings.maxPerSweep()
                && spent.size() + inThisSweep < settings.maxPerHour()
                && spent.stream().filter(past -> past.lock.equals(lock)).count()
                        < PER_SESSION_AN_HOUR;
    }

    /// How many this watchdog has broken since it began.
    int brokenInAll() {
        return brokenInAll;
    }

    void spend(Place lock, Moment now) {
        brokenInAll++;
        spent.add(new Spent(lock, now.monotonicNanos()));
    }

    private void forget(Moment now) {
        long hourAgo = now.monotonicNanos() - HOUR.toNanos();
        spent.removeIf(past -> past.at < hourAgo);
    }

    private record Spent(Place lock, long at) {}
}
