package dev.sessionwatchdog.store.lease;

import dev.sessionwatchdog.store.lease.Standing.Lapsed;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.time.Moment;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Optional;

/// One caller's way to a lease: claims it when it is free, watches its holder while it is not, and
/// breaks it once it has lapsed.
final class ClaimAttempt {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(250);

    /// How often it goes on at once after a step of its own, before it lets others run.
    private static final int STEPS_AT_ONCE = 8;

    private final Leases leases;
    private final StorePaths store;
    private final Name hash;
    private final TokenClaim claim;
    private final LapseWatch watch;
    private Optional<Moment> sampled = Optional.empty();
    private Holder holder = new Holder(Optional.empty(), Optional.empty());
    private Duration lastCycle = Duration.ZERO;

    /// Never longer than the interval of samples, or every wait would be a gap.
    private Duration longestPause = LONGEST_PAUSE;

    private boolean goOn;

    ClaimAttempt(Leases leases, Name hash, TokenClaim claim) {
        this.leases = leases;
        this.store = leases.paths();
        this.hash = hash;
        this.claim = claim;
        this.watch = new LapseWatch(leases.settings().policy());
    }

    /// @return the holding, or empty when the patience is over
    Optional<Holding> run(Duration patience) throws IOException, InterruptedException {
        Moment begun = store.time().moment();
        Duration pause = FIRST_PAUSE;
        int steps = 0;
        while (true) {
            Optional<Holding> holding = step();
            if (holding.isPresent()) {
                return holding;
            }
            if (goOn && steps++ < STEPS_AT_ONCE) {
                continue;
            }
            Duration left = patience.minus(store.time().moment().since(begun));
            if (!left.isPositive()) {
                return Optional.empty();
            }
            store.time().await(pause.compareTo(left) < 0 ? pause : left);
            Duration longer = pause.multipliedBy(2);
            pause = longer.compareTo(longestPause) < 0 ? longer : longestPause;
        }
    }

    Holder holder() {
        return holder;
    }

    private Optional<Holding> step() throws IOException {
        goOn = false;
        try {
            return switch (store.observer().look(hash)) {
                case LeaseLook.Free free -> claim.of(free.token());
                case LeaseLook.Held held -> watch(held.sighting());
                case LeaseLook.Broken broken -> {
                    holder = new Holder(Optional.of(broken.token()), Optional.empty());
                    leases.breaking(hash).resume(broken.token());
                    goOn = true;
                    yield Optional.empty();
                }
                case LeaseLook.Absent _ -> {
                    claim.create();
                    goOn = true;
                    yield Optional.empty();
                }
                case LeaseLook.Unsettled _ -> Optional.empty();
            };
        } catch (NoSuchFileException vanished) {
            leases.prepare();
            goOn = true;
            return Optional.empty();
        }
    }

    private Optional<Holding> watch(LeaseSighting sighting) throws IOException {
        holder = new Holder(Optional.of(sighting.token()), sighting.record());
        Moment now = store.time().moment();
        Duration sample = sighting.sample(leases.settings().policy(), lastCycle);
        longestPause = sample.compareTo(LONGEST_PAUSE) < 0 ? sample : LONGEST_PAUSE;
        boolean due = sampled.isEmpty() || now.since(sampled.get()).compareTo(sample) >= 0;
        if (!due) {
            return Optional.empty();
        }
        sampled = Optional.of(now);
        switch (watch.look(sighting, now, sample)) {
            case Standing.Held held when held.gap() -> leases.tellGap(hash);
            case Standing.Held _ -> {}
            case Lapsed lapsed -> {
                leases.breaking(hash).run(lapsed);
                goOn = true;
            }
        }
        lastCycle = store.time().moment().since(now);
        return Optional.empty();
    }
}
