package dev.sessionwatchdog.store.lease;

import static dev.sessionwatchdog.store.lease.SimulatedStore.E;
import static dev.sessionwatchdog.store.lease.SimulatedStore.HASH;
import static dev.sessionwatchdog.store.lease.SimulatedStore.bytes;
import static dev.sessionwatchdog.store.lease.SimulatedStore.granted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.lease.Standing.Credit;
import dev.sessionwatchdog.store.lease.Standing.Ground;
import dev.sessionwatchdog.store.lease.Standing.Lapsed;
import dev.sessionwatchdog.store.sim.Operation;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Every order of the calls of an owner, a breaker that writes next, and a helper that writes last,
/// with at most two changes from one to another where it need not be: no write of a generation
/// becomes visible after the generation is closed (S1). The property of `lease.pml`, of the code.
///
/// The parties change before calls that resolve a path, change a name or list.
class LeaseScheduleTest {

    private static final String ABSENT = "(absent)";

    private static final Set<String> NAMES =
            Set.of("resolve", "rename", "create", "mkdir", "rmdir", "unlink", "list");

    private static boolean isChoice(Operation call) {
        return NAMES.contains(call.name());
    }

    /// What the owner does while it is disturbed.
    private interface OwnersAct {
        void run(Scene scene) throws Exception;
    }

    /// How the breaker breaks.
    private interface Breaking {
        void run(Scene scene) throws IOException;
    }

    /// The parties, and what can be seen of them.
    private static final class Scene implements Schedule.Watcher {
        final SimulatedStore store = SimulatedStore.empty();
        final Leases one = store.process(Duration.ZERO);

        /// Every claim is another owner, so one door to the leases serves all three.
        final Leases other = one;

        final Leases third = one;
        final Lease lease = granted(one.claim(E));
        final Lapsed lapsed;
        final long[] fences = {1, 0, 0};
        final Set<String> seen = new HashSet<>();
        private String entry;
        private long closed;

        Scene() throws Exception {
            lease.commit(bytes("before"));
            lapsed =
                    new Lapsed(
                            Ground.REQUESTED,
                            Credit.NONE,
                            ((LeaseLook.Held) other.look(E)).sighting());
            entry = entry();
        }

        private String entry() {
            String path = SimulatedStore.STORE + "/" + E;
            return store.disk.isFile(path) ? store.disk.text(path) : ABSENT;
        }

        @Override
        public void look(int last) {
            String now = entry();
            if (!now.equals(entry)) {
                assertThat(fences[last])
                        .as("%s -> %s by party %d, closed %d", entry, now, last, closed)
                        .isGreaterThan(closed);
                entry = now;
                seen.add(now);
            }
            closed =
                    switch (store.token()) {
                        case Token.Free free -> free.generation();
                        case Token.Held held -> held.generation() - 1;
                        case Token.Broken broken -> broken.generation() - 1;
                    };
        }

        void answered(Commit commit, String content) {
            switch (commit) {
                case Commit.Committed _ -> assertThat(seenOrNow(content)).as(content).isTrue();
                case Commit.Lost _ -> assertThat(seenOrNow(content)).as(content).isFalse();
                case Commit.Indeterminate doubt -> throw new AssertionError(doubt.toString());
            }
        }

        private boolean seenOrNow(String content) {
            return seen.contains(content) || entry().equals(content);
        }

        void claimAndWrite(int party, Leases leases) throws Exception {
            if (leases.claim(E) instanceof Claim.Granted granted) {
                try (Lease next = granted.lease()) {
                    fences[party] = next.fence();
                    String content = "party " + party;
                    answered(next.commit(bytes(content)), content);
                }
            }
        }
    }

    private static int run(OwnersAct act, Breaking breaking, Map<Integer, Integer> plan)
            throws Throwable {
        Scene scene = new Scene();
        List<Schedule.Party> parties =
                List.of(
                        () -> act.run(scene),
                        () -> {
                            breaking.run(scene);
                            scene.claimAndWrite(1, scene.other);
                        },
                        () -> scene.claimAndWrite(2, scene.third));
        int choices =
                new Schedule(parties, LeaseScheduleTest::isChoice, plan, scene)
                        .run(scene.store.disk);
        assertThat(scene.store.events.outcomes().values())
                .allSatisfy(outcomes -> assertThat(outcomes).hasSize(1));
        assertThat(scene.store.tokens()).hasSize(1);
        return choices;
    }

    /// @return how many orders there were
    private static int everyOrder(OwnersAct act, Breaking breaking) throws Throwable {
        int orders = 1;
        int choices = run(act, breaking, Map.of());
        for (int first = 0; first < choices; first++) {
            for (int to = 0; to < 3; to++) {
                Map<Integer, Integer> plan = new TreeMap<>(Map.of(first, to));
                int longer = run(act, breaking, plan);
                orders++;
                for (int second = first + 1; second < longer; second++) {
                    for (int back = 0; back < 3; back++) {
                        plan.put(second, back);
                        run(act, breaking, plan);
                        plan.remove(second);
                        orders++;
                    }
                }
            }
        }
        return orders;
    }

    private static void breakIt(Scene scene) throws IOException {
        scene.other.breakLease(E, scene.lapsed);
    }

    private static void commit(Scene scene) throws IOException {
        scene.answered(scene.lease.commit(bytes("party 0")), "party 0");
    }

    @EnabledIfSystemProperty(named = "hunt", matches = "true")
    @Test
    void a_commit_is_fenced_in_every_order() throws Throwable {
        int orders = everyOrder(LeaseScheduleTest::commit, LeaseScheduleTest::breakIt);
        System.out.println("lease schedule: commit: " + orders + " orders, 0 late");
    }

    @Test
    void a_removal_is_fenced_in_every_order() throws Throwable {
        int orders = everyOrder(scene -> scene.lease.remove(), LeaseScheduleTest::breakIt);
        System.out.println("lease schedule: removal: " + orders + " orders, 0 late");
    }

    @Test
    void a_commit_and_giving_back_are_fenced_in_every_order() throws Throwable {
        int orders =
                everyOrder(
                        scene -> {
                            commit(scene);
                            scene.lease.close();
                        },
                        LeaseScheduleTest::breakIt);
        System.out.println("lease schedule: commit and release: " + orders + " orders, 0 late");
    }

    private static int firstLate(OwnersAct act, Breaking breaking) throws Throwable {
        try {
            everyOrder(act, breaking);
        } catch (AssertionError late) {
            assertThat(late).hasMessageContaining("by party 0, closed");
            return 1;
        }
        return 0;
    }

    @Test
    void a_break_that_takes_nothing_out_is_found_to_be_no_fence() throws Throwable {
        Breaking naive =
                scene -> {
                    StorePaths paths = scene.other.paths();
                    Token.Held held = scene.lapsed.sighting().token();
                    paths.paths()
                            .rename(
                                    paths.places().token(HASH, held),
                                    paths.places().token(HASH, new Token.Free(1)));
                };
        assertThat(firstLate(scene -> scene.lease.commit(bytes("party 0")), naive)).isOne();
    }

    @Test
    void a_removal_by_a_plain_rename_is_found_to_be_late() throws Throwable {
        OwnersAct naive =
                scene -> {
                    StorePaths paths = scene.one.paths();
                    try {
                        paths.paths()
                                .replace(
                                        paths.places().entry(E),
                                        paths.places()
                                                .token(HASH, scene.lapsed.sighting().token())
                                                .child("x"));
                    } catch (IOException lost) {
                        assertThat(lost).isNotNull();
                    }
                };
        assertThat(firstLate(naive, LeaseScheduleTest::breakIt)).isOne();
    }
}
