package dev.sessionwatchdog.hunt;

import java.io.IOException;

/// Lives one life after the other, each from its own seed, until one goes wrong.
public final class Hunt {

    private static final long REPORT_EVERY = 1_000_000;

    private final long firstSeed;
    private final Lie lie;
    private final Tally tally = new Tally();

    private Hunt(long firstSeed, Lie lie) {
        this.firstSeed = firstSeed;
        this.lie = lie;
    }

    public static Hunt from(long firstSeed, Lie lie) {
        return new Hunt(firstSeed, lie);
    }

    /// Whether one life is replayed by `-Dseed=`.
    public static boolean isReplay() {
        return Long.getLong("seed") != null;
    }

    /// @param sweeps full ones, and rounds of looks at locks
    /// @throws Violation with the seed of the life that went wrong
    public Tally until(long sweeps) throws IOException, InterruptedException {
        long told = REPORT_EVERY;
        if (isReplay()) {
            tally.add(new Life(Long.getLong("seed", firstSeed), lie).live());
            return tally;
        }
        for (long seed = firstSeed; tally.turns < sweeps; seed++) {
            tally.add(new Life(seed, lie).live());
            if (tally.turns >= told) {
                System.out.println(tally.turns + " sweeps, last seed " + seed);
                told += REPORT_EVERY;
            }
        }
        return tally;
    }

    public Tally soFar() {
        return tally;
    }
}
