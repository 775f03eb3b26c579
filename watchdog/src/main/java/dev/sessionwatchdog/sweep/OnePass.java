package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.decision.Permission;
import dev.sessionwatchdog.finding.Spans;
import dev.sessionwatchdog.store.time.Time;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// One pass over a root by hand: takes the looks that the rules need, waits the gap between them,
/// and goes on until nothing more is due.
public final class OnePass {

    /// What `protocols.md` 6.3 asks for between the two looks of a single pass.
    public static final Duration GAP = Duration.ofSeconds(2);

    /// Looks that are only taken because something is still in doubt.
    private static final int MOST_WAITS = 4;

    /// A bound, far above what a tree of a million orphans needs.
    private static final int MOST_SWEEPS = 10_000;

    private final Time time;
    private final Consumer<String> talk;
    private final BooleanSupplier stopping;

    /// @param stopping asked between two looks
    public OnePass(Time time, Consumer<String> talk, BooleanSupplier stopping) {
        this.time = time;
        this.talk = talk;
        this.stopping = stopping;
    }

    /// The configuration of a single pass: the same, with the shorter gap between looks.
    public static Config adapted(Config config) {
        return config.withTmp(config.tmp().withConfirmGap(GAP));
    }

    /// Sweeps until nothing more is due.
    ///
    /// @return the record of each sweep
    public List<SweepRecord> run(RootGuard guard, Permission permission)
            throws IOException, InterruptedException {
        List<SweepRecord> records = new ArrayList<>();
        int waits = 0;
        int lockWaits = 0;
        int storeWaits = 0;
        while (records.size() < MOST_SWEEPS) {
            SweepRecord record = guard.sweep(permission);
            records.add(record);
            Optional<Duration> confirmLocks = record.locks().confirmIn();
            Duration rest = record.left() > 0 ? record.rest() : Duration.ZERO;
            guard.sweeping().promise(longer(confirmLocks.orElse(GAP), rest), record.took());
            if (record.tally().left() > 0 || stopping.getAsBoolean()) {
                return records;
            }
            Duration settling = guard.sweeping().stillSettling();
            if (settling.isPositive() && record.unconfirmed() + record.legacy().waiting() > 0) {
                talk.accept(
                        "the machine was booted, resumed or had its clock set a short while ago: "
                                + Spans.count(record.unconfirmed(), "temp")
                                + " and "
                                + Spans.count(record.legacy().waiting(), "legacy store")
                                + " can only be confirmed after "
                                + Spans.words(settling)
                                + " of watching; run the daemon, or this again later");
                return records;
            }
            boolean applied = record.tally().applied() > 0;
            if (rest.isPositive() || (applied && (record.left() > 0 || record.goesOn()))) {
                talk.accept(record.left() + " more are due");
                await(rest);
            } else if ((record.unconfirmed() > 0 || record.undecided()) && waits < MOST_WAITS) {
                waits++;
                talk.accept(
                        Spans.count(record.unconfirmed(), "temp")
                                + " old enough; looking again in "
                                + Spans.words(GAP));
                time.await(GAP.plusMillis(50));
            } else if (confirmLocks.isPresent() && lockWaits < MOST_WAITS) {
                lockWaits++;
                talk.accept(
                        Spans.count(record.locks().confirming(), "lock")
                                + " to be broken if another look agrees; looking again in "
                                + Spans.words(confirmLocks.get()));
                time.await(confirmLocks.get().plusMillis(50));
            } else if (record.legacy().waiting() > 0 && storeWaits < MOST_WAITS) {
                storeWaits++;
                talk.accept(
                        Spans.count(record.legacy().waiting(), "legacy store")
                                + " to be migrated if it stands still; looking again in "
                                + Spans.words(GAP));
                time.await(GAP.plusMillis(50));
            } else {
                return records;
            }
        }
        return records;
    }

    /// Ends early when we are to stop.
    private void await(Duration duration) throws InterruptedException {
        Duration left = duration;
        while (left.isPositive() && !stopping.getAsBoolean()) {
            Duration step = left.compareTo(GAP) < 0 ? left : GAP;
            time.await(step);
            left = left.minus(step);
        }
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
