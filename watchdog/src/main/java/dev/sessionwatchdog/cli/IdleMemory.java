package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.host.GrownHeap;
import dev.sessionwatchdog.store.time.Moment;
import dev.sessionwatchdog.store.time.Time;
import dev.sessionwatchdog.sweep.Carried;
import dev.sessionwatchdog.sweep.RootGuard;
import dev.sessionwatchdog.sweep.SweepRecord;
import dev.sessionwatchdog.sweep.Telling;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives back what only the start, or a burst of work, needed in memory (ADR 0020): after the first
/// sweep, and after a sweep that acted, in the turn in which it ends or one that comes anyway.
final class IdleMemory implements Telling {

    private static final Logger LOG = LoggerFactory.getLogger(IdleMemory.class);

    /// While there is work all the time, what it needs is brought in again all the time.
    private static final Duration BETWEEN = Duration.ofMinutes(1);

    private final Telling next;
    private final Time time;
    private final Optional<LongSupplier> pages;
    private Optional<Moment> last = Optional.empty();
    private boolean due;

    /// @param next who is told all that this one is told
    /// @param pages gives back those that may be and tells how many bytes; none in a process that
    ///   is another program's
    IdleMemory(Telling next, Time time, Optional<LongSupplier> pages) {
        this.next = next;
        this.time = time;
        this.pages = pages;
    }

    @Override
    public void swept(RootGuard guard, SweepRecord record) {
        swept(record.tally().applied());
        next.swept(guard, record);
    }

    void swept(int acts) {
        due |= last.isEmpty() || acts > 0;
    }

    @Override
    public List<Carried> standing(RootGuard guard) throws IOException {
        return next.standing(guard);
    }

    @Override
    public Duration turned(Duration wanted) throws IOException {
        Duration soonest = next.turned(wanted);
        if (due && pages.isPresent()) {
            Moment now = time.moment();
            if (last.isEmpty() || now.since(last.get()).compareTo(BETWEEN) >= 0) {
                due = false;
                last = Optional.of(now);
                // The collection itself needs pages of the JVM.
                boolean grown = GrownHeap.shrink();
                long bytes = pages.get().getAsLong();
                LOG.debug("given back: {} bytes of the image; heap collected: {}", bytes, grown);
            }
        }
        return soonest;
    }
}
