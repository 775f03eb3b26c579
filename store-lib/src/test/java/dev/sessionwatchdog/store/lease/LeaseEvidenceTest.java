package dev.sessionwatchdog.store.lease;

import static dev.sessionwatchdog.store.lease.SimulatedStore.E;
import static dev.sessionwatchdog.store.lease.SimulatedStore.bytes;
import static dev.sessionwatchdog.store.lease.SimulatedStore.granted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.forensic.ForensicLog;
import dev.sessionwatchdog.store.forensic.ForensicReader;
import dev.sessionwatchdog.store.forensic.ForensicVerifier;
import dev.sessionwatchdog.store.forensic.OpenIntent;
import dev.sessionwatchdog.store.forensic.Origin;
import dev.sessionwatchdog.store.forensic.Rotation;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.sim.SimulatedCrash;
import dev.sessionwatchdog.store.sim.SimulatedDisk;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The forensic log of a breaker that is killed anywhere, and of the one that comes after it.
class LeaseEvidenceTest {

    private static ForensicLog log(SimulatedStore store) throws IOException {
        Origin origin =
                new Origin(
                        "chain",
                        "test",
                        Optional.empty(),
                        "linux",
                        "0",
                        "test",
                        1,
                        OptionalLong.empty(),
                        "enforce",
                        false,
                        Optional.empty(),
                        "ab".repeat(32),
                        1,
                        "daemon",
                        1000,
                        Optional.empty());
        return ForensicLog.open(
                SimulatedRoot.open(store.disk).open(Place.of("log")),
                store.time,
                origin,
                new Rotation(1L << 20, Duration.ofDays(1)),
                new Random(7));
    }

    private static Leases leases(SimulatedStore store, ForensicLog log) throws IOException {
        return Leases.unattended(
                SimulatedRoot.open(store.disk),
                Place.of(SimulatedStore.STORE),
                store.time,
                SimulatedStore.settings(Duration.ofMinutes(1)),
                BreakRecorder.into(log),
                new Random(store.disk.calls()));
    }

    @Test
    void every_intent_of_a_killed_breaker_is_concluded_once_by_the_next() throws Exception {
        int calls = 0;
        int concluded = 0;
        for (int at = 1; calls == 0 || at <= calls; at++) {
            SimulatedStore store = SimulatedStore.empty();
            store.disk.mkdirs("log");
            Lease silent = granted(store.process().claim(E));
            silent.commit(bytes("before"));
            Leases breaker = leases(store, log(store));
            Standing.Lapsed asked =
                    new Standing.Lapsed(
                            Standing.Ground.REQUESTED,
                            Standing.Credit.NONE,
                            ((LeaseLook.Held) breaker.look(E)).sighting());
            if (calls == 0) {
                int before = store.disk.calls();
                breaker.breakLease(E, asked);
                calls = store.disk.calls() - before;
                at = 0;
                continue;
            }
            store.disk.crashAt(at);
            try {
                breaker.breakLease(E, asked);
            } catch (SimulatedCrash killed) {
                assertThat(killed).isNotNull();
            }
            concluded += concludes(store.on(store.disk.killed()), at);
        }
        System.out.println(
                "lease evidence: "
                        + calls
                        + " crash points of a break, "
                        + concluded
                        + " open intents concluded");
        assertThat(concluded).isGreaterThan(10);
    }

    private static int concludes(SimulatedStore store, int at) throws Exception {
        int concluded = 0;
        try (ForensicLog log = log(store)) {
            Leases next = leases(store, log);
            for (OpenIntent open : log.openIntents("nothing.quiet")) {
                assertThat(next.conclude(open)).as("call %d", at).isPresent();
                concluded++;
            }
            assertThat(log.openIntents("nothing.quiet")).as("call %d", at).isEmpty();
            assertThat(store.token()).isNotInstanceOf(Token.Broken.class);
            Lease lease = granted(next.claim(E));
            assertThat(lease.commit(bytes("next"))).isEqualTo(new Commit.Committed(2));
            assertThat(log.openIntents("nothing.quiet")).as("call %d", at).isEmpty();
        }
        assertThat(problems(store.disk)).isEmpty();
        return concluded;
    }

    private static List<?> problems(SimulatedDisk disk) throws IOException {
        return ForensicVerifier.verify(SimulatedRoot.open(disk).open(Place.of("log"))).problems();
    }

    @Test
    void an_event_says_whose_lease_why_and_where_to_what_was_left() throws Exception {
        SimulatedStore store = SimulatedStore.empty();
        store.disk.mkdirs("log");
        Lease silent = granted(store.process().claim(E));
        silent.commit(bytes("before"));
        try (ForensicLog log = log(store)) {
            granted(leases(store, log).claim(E)).close();
        }
        List<String> lines = new ArrayList<>();
        new ForensicReader(SimulatedRoot.open(store.disk).open(Place.of("log")))
                .oldestFirst(line -> lines.add(line.text()));
        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst())
                .contains(
                        "\"action\":\"lease.break\"",
                        "\"phase\":\"intent\"",
                        "\"reason\":\"silent\"",
                        "\"fenced\":true",
                        "\"generation\":\"1\"",
                        "\"lease_owner\":\"" + silent.owner() + "\"",
                        "\"limit_ms\":22500",
                        "\"pid\":" + ProcessHandle.current().pid(),
                        "\"purpose\":\"write " + E + "\"",
                        "sessions.d/.leases/.quarantine/1." + silent.owner())
                .doesNotContain("before");
        assertThat(lines.getLast()).contains("\"phase\":\"done\"", "\"intent\":");
    }

    @Test
    void housekeeping_collects_only_records_of_dead_owners_that_no_token_names() throws Exception {
        SimulatedStore store = SimulatedStore.empty();
        Leases before = store.process();
        Lease held = granted(before.claim(E));
        Lease broken = granted(before.claim(new Name("o.json")));
        store.time.reboot();
        Leases after = store.process();
        Lease living = granted(after.claim(new Name("o.json")));
        assertThat(after.housekeep(1000)).isOne();
        assertThat(records(store))
                .containsExactlyInAnyOrder(held.owner() + ".json", living.owner() + ".json")
                .doesNotContain(broken.owner() + ".json");
        assertThat(after.housekeep(1000)).isZero();
    }

    private static List<String> records(SimulatedStore store) {
        String start = SimulatedStore.STORE + "/.leases/.owners/";
        return store.disk.paths().keySet().stream()
                .filter(path -> path.startsWith(start))
                .map(path -> path.substring(start.length()))
                .toList();
    }
}
