package dev.sessionwatchdog.store.lease;

import dev.sessionwatchdog.store.sim.Operation;
import dev.sessionwatchdog.store.sim.SimulatedDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;

/// Runs parties on one simulated disk, each in a thread of its own but only one at a time, and
/// changes from one to another exactly where a plan says, or where one ends.
final class Schedule {

    /// What a party does; it may throw what it likes.
    interface Party {
        void run() throws Exception;
    }

    /// What is looked at before each call of the disk and at the end.
    interface Watcher {
        /// @param last who made the call before, or -1
        void look(int last);
    }

    private final List<Party> parties;
    private final Predicate<Operation> choice;
    private final Map<Integer, Integer> plan;
    private final Watcher watcher;
    private final List<Semaphore> turns = new ArrayList<>();
    private final Semaphore over = new Semaphore(0);
    private final boolean[] ended;
    private final List<Thread> threads = new ArrayList<>();
    private Optional<Throwable> failure = Optional.empty();
    private int choices;
    private int last = -1;

    /// @param choice at which calls another party may come in between
    /// @param plan which party goes on before the n-th of these, the first being 0
    Schedule(
            List<Party> parties,
            Predicate<Operation> choice,
            Map<Integer, Integer> plan,
            Watcher watcher) {
        this.parties = parties;
        this.choice = choice;
        this.plan = plan;
        this.watcher = watcher;
        this.ended = new boolean[parties.size()];
        parties.forEach(_ -> turns.add(new Semaphore(0)));
    }

    /// @return how many choices there were
    int run(SimulatedDisk disk) throws Throwable {
        for (int party = 0; party < parties.size(); party++) {
            int me = party;
            threads.add(Thread.ofPlatform().unstarted(() -> live(me)));
        }
        disk.before(this::before);
        threads.forEach(Thread::start);
        turns.getFirst().release();
        over.acquire();
        for (Thread thread : threads) {
            thread.join();
        }
        disk.before(_ -> {});
        watcher.look(last);
        if (failure.isPresent()) {
            throw failure.get();
        }
        return choices;
    }

    private void live(int me) {
        turns.get(me).acquireUninterruptibly();
        try {
            parties.get(me).run();
        } catch (Throwable thrown) {
            failure = failure.or(() -> Optional.of(thrown));
        }
        ended[me] = true;
        for (int next = 0; next < ended.length; next++) {
            if (!ended[next]) {
                turns.get(next).release();
                return;
            }
        }
        over.release();
    }

    private void before(Operation operation) {
        int me = threads.indexOf(Thread.currentThread());
        watcher.look(last);
        if (choice.test(operation)) {
            int next = plan.getOrDefault(choices++, me);
            if (next != me && !ended[next]) {
                turns.get(next).release();
                turns.get(me).acquireUninterruptibly();
            }
        }
        last = me;
    }
}
