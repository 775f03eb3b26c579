package dev.sessionwatchdog.store.lease;

import static dev.sessionwatchdog.store.lease.SimulatedStore.E;
import static dev.sessionwatchdog.store.lease.SimulatedStore.bytes;
import static dev.sessionwatchdog.store.lease.SimulatedStore.granted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.sim.SimulatedCrash;
import dev.sessionwatchdog.store.sim.SimulatedDisk;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// The machine ends at every single call of claim, commit, removal, release and break, and what was
/// not synced is lost in every way that is possible.
class LeaseCrashTest {

    private static final int MOST_PENDING = 14;
    private static final String ABSENT = "(absent)";

    /// What a run had said to its callers before the end came.
    private static final class Said {
        /// The last commit that was answered, and what was tried since.
        final List<String> possible = new ArrayList<>(List.of(ABSENT));

        long fence;

        void trying(String content) {
            possible.add(content);
        }

        void committed(String content) {
            possible.clear();
            possible.add(content);
        }
    }

    /// What the machine was doing, by two processes that had long been there.
    private interface Run {
        void go(Leases one, Leases other, Said said) throws IOException, InterruptedException;
    }

    private static void write(Lease lease, String content, Said said) throws IOException {
        said.fence = Math.max(said.fence, lease.fence());
        said.trying(content);
        Commit commit = content.equals(ABSENT) ? lease.remove() : lease.commit(bytes(content));
        assertThat(commit).isInstanceOf(Commit.Committed.class);
        said.committed(content);
    }

    @Test
    void claim_commit_and_release_survive_every_crash() throws Exception {
        survives(
                "claim, two commits, release, claim, commit",
                (one, other, said) -> {
                    try (Lease first = granted(one.claim(E))) {
                        write(first, "first", said);
                        write(first, "first again", said);
                    }
                    try (Lease second = granted(other.claim(E))) {
                        write(second, "second", said);
                    }
                });
    }

    @Test
    void removal_survives_every_crash() throws Exception {
        survives(
                "commit, removal, release, commit",
                (one, other, said) -> {
                    try (Lease first = granted(one.claim(E))) {
                        write(first, "first", said);
                        write(first, ABSENT, said);
                    }
                    try (Lease second = granted(other.claim(E))) {
                        write(second, "second", said);
                    }
                });
    }

    @Test
    void a_break_survives_every_crash() throws Exception {
        survives(
                "break of a silent owner, commit of the next",
                (one, other, said) -> {
                    Lease silent = granted(one.claim(E));
                    write(silent, "silent", said);
                    silent.expectSilence(Duration.ofMinutes(10));
                    try (Lease next = granted(other.claim(E))) {
                        write(next, "next", said);
                    }
                });
    }

    @Test
    void a_first_start_survives_every_crash() throws Exception {
        Tally tally = new Tally("first start of a store");
        SimulatedStore whole = SimulatedStore.empty();
        whole.process();
        for (int at = 1; at <= whole.disk.calls(); at++) {
            SimulatedStore store = SimulatedStore.empty();
            store.disk.crashAt(at);
            crashes(store::process);
            recovers(store, new Said(), tally, "call " + at);
        }
        tally.print(whole.disk.calls());
    }

    @Test
    void a_lease_that_another_process_is_just_making_is_as_durable() throws Exception {
        SimulatedStore store = SimulatedStore.empty();
        Leases maker = store.process();
        Leases other = store.process();
        store.disk.settle();
        Said said = new Said();
        AtomicBoolean made = new AtomicBoolean();
        store.disk.before(call -> {
            if (call.name().equals("sync-directory")
                    && call.path().equals("sessions.d/.leases")
                    && made.compareAndSet(false, true)) {
                writeByAnother(other, said);
                throw new SimulatedCrash("before the maker's sync");
            }
        });
        crashes(() -> maker.claim(E));
        assertThat(said.fence).isOne();
        Tally tally = new Tally("a lease that is just being made");
        recovers(store, said, tally, "made");
        tally.print(1);
    }

    private static void writeByAnother(Leases other, Said said) throws IOException {
        try {
            write(granted(other.claim(E)), "other", said);
        } catch (InterruptedException unexpected) {
            throw new IOException(unexpected);
        }
    }

    private interface UntilTheCrash {
        void go() throws IOException, InterruptedException;
    }

    private static void crashes(UntilTheCrash run) throws IOException, InterruptedException {
        try {
            run.go();
        } catch (SimulatedCrash end) {
            return;
        }
        throw new AssertionError("it did not crash");
    }

    private static void survives(String name, Run run) throws Exception {
        Tally tally = new Tally(name);
        int calls = 0;
        for (int at = 1; calls == 0 || at <= calls; at++) {
            SimulatedStore store = SimulatedStore.empty();
            Leases one = store.process();
            Leases other = store.process();
            store.disk.settle();
            if (calls == 0) {
                int before = store.disk.calls();
                run.go(one, other, new Said());
                calls = store.disk.calls() - before;
                at = 0;
                continue;
            }
            Said said = new Said();
            store.disk.crashAt(at);
            crashes(() -> run.go(one, other, said));
            recovers(store, said, tally, name + ", call " + at);
        }
        tally.print(calls);
    }

    private static final class Tally {
        private final String name;
        private final Set<Object> recovered = new HashSet<>();
        private long states;
        private long trees;

        Tally(String name) {
            this.name = name;
        }

        void print(int calls) {
            System.out.println(
                    "lease crash: %s: %d crash points, %d losses, %d trees recovered"
                            .formatted(name, calls, states, trees));
            assertThat(states).isGreaterThan(calls);
        }
    }

    /// On every disk that the end of the machine, or of the processes alone, can have left.
    private static void recovers(SimulatedStore store, Said said, Tally tally, String when)
            throws IOException, InterruptedException {
        store.time.reboot();
        List<SimulatedDisk> left = new ArrayList<>();
        List<Object> promised = List.of(said.fence, List.copyOf(said.possible));
        SimulatedDisk killed = store.disk.killed();
        if (tally.recovered.add(List.of(promised, killed.paths()))) {
            left.add(killed);
        }
        store.disk.everyCrash(
                MOST_PENDING,
                disk -> {
                    tally.states++;
                    if (tally.recovered.add(List.of(promised, disk.paths()))) {
                        left.add(disk);
                    }
                });
        tally.trees += left.size();
        for (SimulatedDisk disk : left) {
            recovers(store.on(disk), said, when);
        }
    }

    private static void recovers(SimulatedStore store, Said said, String when)
            throws IOException, InterruptedException {
        SimulatedTime time = store.time;
        String found = entry(store);
        assertThat(found).as(when).isIn(said.possible);
        Leases next = store.process(Duration.ofMinutes(3));
        long begun = time.moment().monotonicNanos();
        try (Lease lease = granted(next.claim(E))) {
            assertThat(lease.fence()).as(when).isGreaterThan(said.fence);
            assertThat(entry(store)).as(when + ": nothing moves meanwhile").isEqualTo(found);
            assertThat(lease.commit(bytes("recovered")))
                    .as(when)
                    .isEqualTo(new Commit.Committed(lease.fence()));
        }
        assertThat(Duration.ofNanos(time.moment().monotonicNanos() - begun))
                .as(when)
                .isLessThan(Duration.ofMinutes(2));
        assertThat(entry(store)).as(when).isEqualTo("recovered");
        assertThat(store.token()).as(when).isInstanceOf(Token.Free.class);
    }

    /// A directory at its name stands for an entry that was removed.
    private static String entry(SimulatedStore store) {
        String path = SimulatedStore.STORE + "/" + E;
        return store.hasEntry() && !"directory".equals(store.disk.paths().get(path))
                ? store.disk.text(path)
                : ABSENT;
    }
}
