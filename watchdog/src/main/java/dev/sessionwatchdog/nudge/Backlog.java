package dev.sessionwatchdog.nudge;

import dev.sessionwatchdog.store.time.SystemTime;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Hints that have not been followed yet, folded together: however many arrive, this stays small.
/// Offering never blocks; one thread takes.
public final class Backlog {

    /// Above this many stores it is cheaper to look at everything.
    static final int MAX_STORES = 256;

    /// Above this many locks likewise.
    static final int MAX_LOCKS = 256;

    private final Set<Nudge.Changed> stores = new HashSet<>();
    private final Set<Nudge.LockMade> locks = new HashSet<>();
    private boolean time;
    private Optional<String> lost = Optional.empty();
    private boolean request;
    private boolean reload;
    private int stop = -1;

    public synchronized void offer(Nudge nudge) {
        boolean quiet = changesAtMost();
        boolean nothing = quiet && stores.isEmpty();
        switch (nudge) {
            case Nudge.Changed changed -> {
                if (stores.size() < MAX_STORES) {
                    stores.add(changed);
                } else if (!stores.contains(changed)) {
                    lost = Optional.of("hints from more than " + MAX_STORES + " stores at once");
                }
            }
            case Nudge.LockMade made -> {
                if (locks.size() < MAX_LOCKS) {
                    locks.add(made);
                } else if (!locks.contains(made)) {
                    lost = Optional.of("more than " + MAX_LOCKS + " locks made at once");
                }
            }
            case Nudge.Time _ -> time = true;
            case Nudge.Lost hints -> lost = Optional.of(hints.why());
            case Nudge.Request _ -> request = true;
            case Nudge.Reload _ -> reload = true;
            case Nudge.Stop asked -> stop = asked.exitCode();
        }
        // Whoever lets hints rest or settle is not to wake up for each further one.
        if (nothing || pressing() || (quiet && !changesAtMost())) {
            notifyAll();
        }
    }

    /// Whether this is here already and not yet taken, so that offering it would change nothing.
    synchronized boolean holds(Nudge.Changed hint) {
        return stores.contains(hint);
    }

    /// Whether the watchdog was asked to end; asked between two acts.
    public synchronized boolean stopping() {
        return stop >= 0;
    }

    /// Waits until there is something to do. When that is only hints of changes, waits for as long
    /// as they may take to settle, unless something comes that does not wait. Then takes all of it.
    ///
    /// @param most after so long the time has come, whether or not somebody said so
    public Work take(Duration settle, Duration most) throws InterruptedException {
        return take(settle, Duration.ZERO, most, most, () -> {});
    }

    /// As [#take(Duration, Duration)], waking up now and then although there is nothing to do.
    ///
    /// @param rest for so long from now on nobody is woken by changes in stores alone; what changed
    ///   meanwhile begins to settle then
    /// @param every after so long at the latest
    /// @param awake run at each waking, in this thread
    public synchronized Work take(
            Duration settle, Duration rest, Duration most, Duration every, Runnable awake)
            throws InterruptedException {
        long began = SystemTime.monotonicNanos();
        long due = began + most.toNanos();
        long rested = began + rest.toNanos();
        while (changesAtMost() && (stores.isEmpty() || rested - SystemTime.monotonicNanos() > 0)) {
            long until = stores.isEmpty() || due - rested < 0 ? due : rested;
            wait(Math.min(millisUntil(until), Math.max(1, every.toMillis())));
            time |= due - SystemTime.monotonicNanos() <= 0;
            awake.run();
        }
        long settled = SystemTime.monotonicNanos() + settle.toNanos();
        while (!pressing() && settled - SystemTime.monotonicNanos() > 0) {
            wait(millisUntil(settled));
        }
        return poll();
    }

    /// Never none: a wait of no time would be one without an end.
    private static long millisUntil(long nanos) {
        return Math.max(1, (nanos - SystemTime.monotonicNanos()) / 1_000_000);
    }

    /// Takes what there is, which may be nothing.
    public synchronized Work poll() {
        Work work =
                new Work(Set.copyOf(stores), Set.copyOf(locks), time, lost, request, reload, stop);
        stores.clear();
        locks.clear();
        time = false;
        lost = Optional.empty();
        request = false;
        reload = false;
        return work;
    }

    private boolean changesAtMost() {
        return !pressing() && locks.isEmpty() && lost.isEmpty();
    }

    private boolean pressing() {
        return time || request || reload || stop >= 0;
    }

    /// @param stores where something changed
    /// @param locks that were made
    /// @param time something is due
    /// @param lost why hints were lost, if some were
    /// @param stop the exit code to end with, or -1
    public record Work(
            Set<Nudge.Changed> stores,
            Set<Nudge.LockMade> locks,
            boolean time,
            Optional<String> lost,
            boolean request,
            boolean reload,
            int stop) {

        public boolean stops() {
            return stop >= 0;
        }
    }
}
