package dev.sessionwatchdog.race;

import java.util.Locale;

/// What the referee counted in many rounds.
final class Race {

    final String name;

    /// Rounds, and in how many the stale lock was broken.
    int rounds;

    int broken;

    /// Rounds in which another lock was captured and put back.
    int putBack;

    /// Two that believed to hold at one time.
    int doubles;

    /// Holders whose lock was gone from its name while they held it.
    int robbed;

    /// Locks that stand though nobody holds them, and that the breaker, run again, does not free.
    int leaked;

    /// Something else than the examined lock was taken and not put back.
    int wrong;

    /// Locks that were abandoned by a capture by mistake, and taken at once or by the next run.
    int healed;

    /// Holders that happened to look for their lock at release just while it stood elsewhere.
    int lookedInTheGap;

    /// Rounds in which the stale owner, or a contender, removed what it had not compared: the gap
    /// between comparing and removing is theirs, and no breaker can close it. Mostly that is the
    /// empty file that stands there for a moment.
    int lateUnlinks;

    /// In how many of these somebody lost a lock by it.
    int robbedByLateUnlinks;

    long gapNanos;
    long longestGapNanos;

    Race(String name) {
        this.name = name;
    }

    void gap(long nanos) {
        gapNanos += nanos;
        longestGapNanos = Math.max(longestGapNanos, nanos);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "LockRaceIT: %s: %d rounds, %d broken, %d captured another and put it back"
                        + " (away for %.0f us on average, %d us at most), %d healed, %d looked in"
                        + " the gap; double holders %d, robbed %d, leaked %d, wrong inode %d;"
                        + " owners' own late unlinks %d, of which %d hit a lock",
                name,
                rounds,
                broken,
                putBack,
                putBack == 0 ? 0.0 : gapNanos / 1e3 / putBack,
                longestGapNanos / 1000,
                healed,
                lookedInTheGap,
                doubles,
                robbed,
                leaked,
                wrong,
                lateUnlinks,
                robbedByLateUnlinks);
    }
}
