package dev.sessionwatchdog.decision;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.store.lease.Fencing;
import dev.sessionwatchdog.store.lease.LapsePolicy;
import dev.sessionwatchdog.store.lease.LeaseOverseer.Due;
import dev.sessionwatchdog.store.lease.Standing;
import java.io.IOException;
import java.util.Optional;

/// What is to be done about lapsed leases: rule `lease.lapsed`.
///
/// @param permission whether anything may be done at all now
public record LeasePolicy(Config.Leases settings, Permission permission) {

    /// When a lease counts as lapsed, by the configuration.
    public static LapsePolicy lapse(Config.Leases settings) {
        return new LapsePolicy(
                settings.tolerance() - 1,
                settings.minSamples(),
                LapsePolicy.DEFAULT.longestTerm(),
                LapsePolicy.DEFAULT.longestHold());
    }

    /// Why nothing is done; empty when it is to be done.
    ///
    /// The owner of a fenced lease can do no harm when it goes on. Where nothing fences it may
    /// write over its successor, so there only a lease is broken whose owner is proven to be gone,
    /// whatever the settings say.
    ///
    /// @param fencing asked only when it matters
    public Optional<String> objection(Due due, Asked fencing) throws IOException {
        if (permission instanceof Permission.Withheld withheld) {
            return Optional.of(withheld.reason());
        }
        return switch (due) {
            case Due.Finish _ -> Optional.empty();
            case Due.Break lapsed
                    when lapsed.ownerPaused() && settings.paused() == Config.PausedOwner.WAIT ->
                    Optional.of("owner-paused");
            case Due.Break lapsed when lapsed.standing().ground() == Standing.Ground.OWNER_GONE ->
                    Optional.empty();
            case Due.Break _ ->
                    switch (fencing.ask()) {
                        case Fencing.Fenced _ -> Optional.empty();
                        case Fencing.Unfenced _ ->
                                Optional.of("not fenced here, and its owner may live");
                    };
        };
    }

    /// [LeaseOverseer#fencing].
    @FunctionalInterface
    public interface Asked {
        Fencing ask() throws IOException;
    }
}
