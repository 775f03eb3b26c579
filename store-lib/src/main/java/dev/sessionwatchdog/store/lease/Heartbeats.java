package dev.sessionwatchdog.store.lease;

import dev.sessionwatchdog.store.time.Moment;
import dev.sessionwatchdog.store.time.Time;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;

/// Renews what this process holds, each holding by its own beats: one starts with its scope and
/// stops with it. One thread for all of them, which ends when there is nothing to renew.
final class Heartbeats {

    private final Time time;
    private final Optional<Executor> threads;
    private final Set<Holding> held = new LinkedHashSet<>();
    private boolean running;

    /// @param threads runs what beats, in a thread of its own; empty if the caller beats, by
    ///   [#beatDue]
    Heartbeats(Time time, Optional<Executor> threads) {
        this.time = time;
        this.threads = threads;
    }

    /// A new thread that keeps no process alive.
    static void inThreadOfItsOwn(Runnable beating) {
        Thread.ofPlatform().daemon().name("lease-heartbeats").start(beating);
    }

    /// @throws IOException if nobody would renew it
    synchronized void start(Holding holding) throws IOException {
        held.add(holding);
        if (threads.isPresent() && !running) {
            boolean started = false;
            try {
                threads.get().execute(this::beatUntilNoneIsLeft);
                started = true;
            } catch (OutOfMemoryError | RuntimeException none) {
                // The JVM tells in no other way that the system gives it no further thread.
                throw new IOException("no thread can be started that beats: " + none, none);
            } finally {
                running = started;
                if (!started) {
                    held.remove(holding);
                }
            }
        }
    }

    synchronized void stop(Holding holding) {
        held.remove(holding);
    }

    synchronized boolean isEmpty() {
        return held.isEmpty();
    }

    /// What is held now; nothing is, and the thread ends, when there is none.
    private synchronized List<Holding> current() {
        if (held.isEmpty()) {
            running = false;
        }
        return List.copyOf(held);
    }

    private synchronized boolean isHeld(Holding holding) {
        return held.contains(holding);
    }

    private void beatUntilNoneIsLeft() {
        try {
            for (List<Holding> all = current(); !all.isEmpty(); all = current()) {
                time.await(beatDue(all));
            }
        } catch (InterruptedException interrupted) {
            ended();
        } catch (RuntimeException | Error broken) {
            ended();
            throw broken;
        }
    }

    /// The next holding starts a thread again.
    private synchronized void ended() {
        running = false;
    }

    /// Beats what is due.
    ///
    /// @return how long from now until the next is
    Duration beatDue() {
        return beatDue(current());
    }

    private Duration beatDue(List<Holding> all) {
        Moment now = time.moment();
        Duration next = LeaseTerms.DEFAULT.beat();
        for (Holding holding : all) {
            if (holding.untilBeat(now).compareTo(early(holding)) <= 0 && isHeld(holding)) {
                holding.beat(now);
            }
            Duration until = again(holding, now);
            next = until.compareTo(next) < 0 ? until : next;
        }
        return next;
    }

    /// So much too early a beat goes along with others that are due, which saves wake-ups.
    private static Duration early(Holding holding) {
        return holding.terms.beat().dividedBy(10);
    }

    /// One that could not be renewed is tried again soon, but not at once.
    private static Duration again(Holding holding, Moment now) {
        Duration least = holding.terms.beat().dividedBy(4);
        Duration until = holding.untilBeat(now);
        return until.compareTo(least) > 0 ? until : least;
    }
}
