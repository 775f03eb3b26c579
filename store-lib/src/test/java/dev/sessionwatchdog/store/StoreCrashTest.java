package dev.sessionwatchdog.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.key.SessionKey;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.sim.SimulatedCrash;
import dev.sessionwatchdog.store.sim.SimulatedDisk;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Ends the process before every call that a write makes, on a disk that then loses any part of
/// what was not synced, and looks at what is left.
class StoreCrashTest {

    private static final int SEEDS = Boolean.getBoolean("hunt") ? 200 : 5;
    private static final Place SESSIONS = Place.of("s");
    private static final SessionKey A = new SessionKey("a");
    private static final SessionKey B = new SessionKey("b");
    private static final SessionKey LONG = new SessionKey("long".repeat(100));
    private static final Entry OLD = Entry.of("{\"v\":\"old\"}");
    private static final Entry NEW = Entry.of("{\"v\":\"new\"}");

    /// @param key whose entry the write changes
    /// @param before the entry that it finds
    /// @param after the entry that it leaves
    private record Case(
            String name,
            SessionKey key,
            Optional<Entry> before,
            Optional<Entry> after,
            Write write) {}

    private interface Write {
        Update on(SessionStore store) throws Exception;
    }

    private static final List<Case> CASES =
            List.of(
                    new Case("first", A, none(), some(NEW), store -> store.put(A, NEW)),
                    new Case("put", A, some(OLD), some(NEW), store -> store.put(A, NEW)),
                    new Case(
                            "update",
                            A,
                            some(OLD),
                            some(NEW),
                            store -> store.update(A, entry -> entry.map(_ -> NEW))),
                    new Case("remove", A, some(OLD), none(), store -> store.remove(A)),
                    new Case("long", LONG, none(), some(NEW), store -> store.put(LONG, NEW)));

    private static Optional<Entry> some(Entry entry) {
        return Optional.of(entry);
    }

    private static Optional<Entry> none() {
        return Optional.empty();
    }

    private static SessionStore open(SimulatedDisk disk, SimulatedTime time) throws Exception {
        SimulatedStoreWorld world = new SimulatedStoreWorld(disk, time);
        return SessionStore.create(
                world.root(), SESSIONS, StoreSettings.DEFAULT, world.leases(Duration.ofHours(1)));
    }

    private static SimulatedDisk prepared(Case one, SimulatedTime time) throws Exception {
        SimulatedDisk disk = new SimulatedDisk(time);
        disk.mkdirs("s");
        try (SessionStore store = open(disk, time)) {
            store.put(B, OLD);
            if (one.before.isPresent()) {
                store.put(one.key, one.before.get());
            }
        }
        return disk;
    }

    private int states;

    @Test
    void every_session_is_what_it_was_before_or_after_wherever_the_machine_stops()
            throws Exception {
        for (Case one : CASES) {
            int points = 0;
            boolean done = false;
            while (!done) {
                points++;
                SimulatedTime time = new SimulatedTime();
                SimulatedDisk disk = prepared(one, time);
                done = writtenUntil(one, disk, time, points);
                check(one, disk.killed(), time, done, points);
                for (int seed = 0; seed < SEEDS; seed++) {
                    check(one, disk.crash(new Random(seed)), time, done, points);
                }
            }
            System.out.printf("crash in %s: %d points%n", one.name, points - 1);
        }
        System.out.printf("crashed writes: %d states, each whole%n", states);
    }

    private enum Failure {
        /// That call was not made any more.
        NONE,
        /// The entry is what it was.
        THROWN,
        /// Nobody knows.
        INDETERMINATE
    }

    @Test
    void nothing_that_a_failed_write_left_is_relied_on_by_the_next() throws Exception {
        Entry next = Entry.of("{\"v\":\"after\"}");
        for (Case one : CASES) {
            Failure failure = Failure.THROWN;
            for (int point = 1; failure != Failure.NONE; point++) {
                SimulatedTime time = new SimulatedTime();
                SimulatedDisk disk = prepared(one, time);
                failure = failedAt(one, disk, time, point);
                try (SessionStore store = open(disk, time)) {
                    assertThat(store.put(one.key, next)).isInstanceOf(Update.Written.class);
                }
                // After a sync that failed no later one proves anything of the same name.
                Set<Entry> allowed =
                        failure == Failure.INDETERMINATE ? Set.of(next, NEW) : Set.of(next);
                for (int seed = 0; seed < SEEDS; seed++) {
                    SimulatedDisk left = disk.crash(new Random(seed));
                    String where = one.name + ", call " + point + " failed, seed " + seed;
                    Map<SessionKey, Entry> sessions = all(left, time);
                    assertThat(sessions.get(B)).as(where).isEqualTo(OLD);
                    if (failure != Failure.INDETERMINATE || sessions.containsKey(one.key)) {
                        assertThat(sessions.get(one.key)).as(where).isIn(allowed);
                    }
                }
            }
        }
    }

    private static Failure failedAt(Case one, SimulatedDisk disk, SimulatedTime time, int point)
            throws Exception {
        try (SessionStore store = open(disk, time)) {
            int before = disk.calls();
            disk.failAt(point, new IOException("EIO"));
            boolean indeterminate = false;
            try {
                indeterminate = one.write.on(store) instanceof Update.Indeterminate;
            } catch (IOException failed) {
                // That is what its caller sees, and gives up.
            }
            boolean made = disk.calls() - before >= point;
            disk.before(_ -> {});
            return indeterminate ? Failure.INDETERMINATE : made ? Failure.THROWN : Failure.NONE;
        }
    }

    private static Map<SessionKey, Entry> all(SimulatedDisk disk, SimulatedTime time)
            throws Exception {
        Map<SessionKey, Entry> sessions = new HashMap<>();
        try (SessionStore store = open(disk, time)) {
            store.list(listed -> {
                switch (listed) {
                    case Listed.Session(SessionKey key, Entry entry) -> sessions.put(key, entry);
                    case Listed.Odd odd -> throw new AssertionError(odd.toString());
                }
                return true;
            });
        }
        return sessions;
    }

    /// @return whether the write came to its end before that call
    private static boolean writtenUntil(Case one, SimulatedDisk disk, SimulatedTime time, int point)
            throws Exception {
        SessionStore store = open(disk, time);
        disk.crashAt(point);
        try {
            Update update = one.write.on(store);
            assertThat(update).isInstanceOfAny(Update.Written.class, Update.Removed.class);
            return true;
        } catch (SimulatedCrash crash) {
            return false;
        }
    }

    private void check(Case one, SimulatedDisk left, SimulatedTime time, boolean done, int point)
            throws Exception {
        states++;
        String where = one.name + ", before call " + point;
        Map<SessionKey, Entry> sessions = all(left, time);
        try (SessionStore store = open(left, time)) {
            Optional<Entry> there = Optional.ofNullable(sessions.remove(one.key));
            assertThat(sessions).as(where).isEqualTo(Map.of(B, OLD));
            assertThat(there).as(where).isIn(done ? Set.of(one.after) : both(one));
            assertThat(store.read(one.key)).as(where).isEqualTo(there);
            Entry next = Entry.of("{\"v\":\"next\"}");
            assertThat(store.put(one.key, next)).as(where).isInstanceOf(Update.Written.class);
            assertThat(store.read(one.key)).as(where).contains(next);
        }
    }

    private static Set<Optional<Entry>> both(Case one) {
        return Set.of(one.before, one.after);
    }
}
