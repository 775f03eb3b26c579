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
    private Holder holder = new Holder(Optional.empty(), Optional.empty());

    /// Whether it has seen the lease held before: only then is a gap one of its own.
    private boolean watching;

    /// Never longer than the interval of samples, or every wait would be a gap.
    private Duration longestPause = LONGEST_PAUSE;

    private boolean goOn;

    ClaimAttempt(Leases leases, Name hash, TokenClaim claim) {
        this.leases = leases;
        this.store = leases.paths();
        this.hash = hash;
        this.claim = claim;
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
        Moment begun = store.time().moment();
        try {
            return switch (store.observer().look(hash)) {
                case LeaseLook.Free free -> {
                    yield claim.of(free.token());
                }
                case LeaseLook.Held held -> watch(held.sighting(), begun);
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

    private Optional<Holding> watch(LeaseSighting sighting, Moment begun) throws IOException {
        holder = new Holder(Optional.of(sighting.token()), sighting.record());
        Moment seen = store.time().moment();
        WatchedLeases.Look look = leases.watched().look(hash, sighting, begun, seen);
        longestPause = look.sample().compareTo(LONGEST_PAUSE) < 0 ? look.sample() : LONGEST_PAUSE;
        if (look.standing().isPresent()) {
            switch (look.standing().get()) {
                case Standing.Held held when held.gap() && watching -> tellGap();
                case Standing.Held _ -> {}
                case Lapsed lapsed -> {
                    leases.breaking(hash).run(lapsed);
                    goOn = true;
                }
            }
        }
        watching = true;
        return Optional.empty();
    }

    /// Nothing follows from a gap but a longer wait, so whoever waits need not be able to tell it.
    private void tellGap() {
        try {
            leases.tellGap(hash);
        } catch (IOException untold) {
            return;
        }
    }
}
