package dev.sessionwatchdog.metrics;

import dev.sessionwatchdog.action.QuarantineActs.Holding;
import dev.sessionwatchdog.sim.World;
import dev.sessionwatchdog.sweep.Carried;
import dev.sessionwatchdog.sweep.RootGuard;
import dev.sessionwatchdog.sweep.SweepRecord;
import dev.sessionwatchdog.sweep.Telling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The metrics of a simulated world's daemon.
final class Counted implements Telling {

    private final World world;
    final WatchdogMetrics metrics;

    private Counted(World world) {
        this.world = world;
        metrics = new WatchdogMetrics(world.time().moment().wall());
        metrics.configured("1.2.3", "enforce", Duration.ofMinutes(5));
    }

    static Counted in(World world) {
        Counted counted = new Counted(world);
        world.toldTo(daemon -> {
            daemon.log().onLine(counted.metrics::appended);
            return counted;
        });
        return counted;
    }

    Scrape scrape() throws IOException {
        return Scrape.of(metrics);
    }

    @Override
    public void swept(RootGuard guard, SweepRecord record) {
        try {
            Holding holding = guard.quarantine().holding();
            metrics.swept(
                    guard.root().path(),
                    record,
                    Optional.of(holding),
                    world.time().moment().wall());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public List<Carried> standing(RootGuard guard) {
        return List.of();
    }

    @Override
    public Duration turned(Duration next) {
        return next;
    }
}
