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

/// Gives back what only a sweep needed in memory (ADR 0020), a little after it; and once more, when
/// the compilers are surely done, after the first one and after each one that acted or left much
/// behind in the heap.
final class IdleMemory implements Telling {

    private static final Logger LOG = LoggerFactory.getLogger(IdleMemory.class);

    /// What a sweep has called often is compiled behind it: until then the compilers need memory.
    static final Duration COMPILED = Duration.ofSeconds(15);

    /// ... and on a busy machine until then. More often nothing is given back: while there is work
    /// all the time, what it needs is brought in again all the time.
    static final Duration BETWEEN = Duration.ofMinutes(1);

    private final Telling next;
    private final Time time;
    private final GrownHeap heap;
    private final Optional<LongSupplier> pages;
    private Optional<Moment> last = Optional.empty();
    private Optional<Moment> since = Optional.empty();
    private boolean again;

    /// @param next who is told all that this one is told
    /// @param heap is left alone where there are no pages
    /// @param pages gives back those that may be and tells how many bytes; none in a process that
    ///   is another program's
    IdleMemory(Telling next, Time time, GrownHeap heap, Optional<LongSupplier> pages) {
        this.next = next;
        this.time = time;
        this.heap = heap;
        this.pages = pages;
    }

    @Override
    public void swept(RootGuard guard, SweepRecord record) {
        swept(record.tally().applied());
        next.swept(guard, record);
    }

    void swept(int acts) {
        if (pages.isPresent()) {
            again |= last.isEmpty() || acts > 0 || heap.hasGrown();
            since = since.or(() -> Optional.of(time.moment()));
        }
    }

    @Override
    public List<Carried> standing(RootGuard guard) throws IOException {
        return next.standing(guard);
    }

    @Override
    public Duration turned(Duration wanted) throws IOException {
        Duration soonest = next.turned(wanted);
        if (since.isEmpty()) {
            return soonest;
        }
        Moment now = time.moment();
        Duration left = left(since.get(), now);
        if (left.isPositive()) {
            return shorter(soonest, left);
        }
        giveBack(now);
        since = again ? Optional.of(now) : Optional.empty();
        Duration until = again ? shorter(soonest, BETWEEN) : soonest;
        again = false;
        return until;
    }

    private Duration left(Moment since, Moment now) {
        Duration left = COMPILED.minus(now.since(since));
        Duration rest = last.map(it -> BETWEEN.minus(now.since(it))).orElse(left);
        return left.compareTo(rest) < 0 ? rest : left;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private void giveBack(Moment now) {
        last = Optional.of(now);
        boolean grown = heap.shrink();
        heap.trim();
        // Last: the collection itself needs pages of the JVM.
        long bytes = pages.map(LongSupplier::getAsLong).orElse(0L);
        LOG.debug("given back: {} bytes of the image; heap collected: {}", bytes, grown);
    }
}
