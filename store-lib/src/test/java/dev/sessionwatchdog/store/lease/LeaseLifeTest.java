package dev.sessionwatchdog.store.lease;

import static dev.sessionwatchdog.store.lease.SimulatedStore.E;
import static dev.sessionwatchdog.store.lease.SimulatedStore.bytes;
import static dev.sessionwatchdog.store.lease.SimulatedStore.granted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionwatchdog.store.forensic.Phase;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.RefusedException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeaseLifeTest {

    private final SimulatedStore store = SimulatedStore.empty();

    private Commit write(Leases leases, String content) throws Exception {
        LeaseResult<Commit> result = leases.with(E, lease -> lease.commit(bytes(content)));
        assertThat(result).isInstanceOf(LeaseResult.Held.class);
        return ((LeaseResult.Held<Commit>) result).value();
    }

    @Test
    void work_commits_under_numbers_that_only_grow() throws Exception {
        Leases leases = store.process();
        assertThat(leases.fencing()).isEqualTo(new Fencing.Fenced());
        for (int round = 1; round <= 5; round++) {
            assertThat(write(leases, "round " + round)).isEqualTo(new Commit.Committed(round));
            assertThat(store.entry()).isEqualTo("round " + round);
            assertThat(store.token()).isEqualTo(new Token.Free(round));
        }
        assertThat(leases.holdsNothing()).as("its beats end with the scope").isTrue();
        assertThat(store.disk.paths().keySet())
                .as("nothing of an owner stays")
                .filteredOn(path -> !path.endsWith(".free") && !path.endsWith(E.value()))
                .containsExactlyInAnyOrder(
                        "sessions.d",
                        "sessions.d/.leases",
                        "sessions.d/.leases/.owners",
                        "sessions.d/.leases/.quarantine",
                        SimulatedStore.LEASE);
    }

    @Test
    void a_lease_is_given_back_when_the_work_throws() throws Exception {
        Leases leases = store.process();
        assertThatThrownBy(() ->
                        leases.with(
                                E,
                                _ -> {
                                    throw new IllegalStateException("the work's own");
                                }))
                .hasMessage("the work's own");
        assertThat(store.token()).isEqualTo(new Token.Free(1));
        assertThat(write(leases, "next")).isEqualTo(new Commit.Committed(2));
    }

    @Test
    void another_process_waits_and_is_told_who_holds_it() throws Exception {
        Leases one = store.process();
        Leases other = store.process(Duration.ofSeconds(2));
        try (Lease lease = granted(one.claim(E))) {
            store.time.onAwait(one::beatDue);
            Claim claim = other.claim(E);
            assertThat(claim).isInstanceOf(Claim.Busy.class);
            Holder holder = ((Claim.Busy) claim).holder();
            assertThat(holder.token()).contains(store.token());
            assertThat(holder.record().orElseThrow().process().pid())
                    .isEqualTo(ProcessHandle.current().pid());
            assertThat(lease.loss()).isEmpty();
        }
        assertThat(granted(other.claim(E)).fence()).isEqualTo(2);
    }

    @Test
    void another_entry_is_never_waited_for() throws Exception {
        Leases leases = store.process(Duration.ZERO);
        try (Lease one = granted(leases.claim(E));
                Lease other = granted(leases.claim(new Name("other.json")))) {
            assertThat(one.commit(bytes("1"))).isEqualTo(new Commit.Committed(1));
            assertThat(other.commit(bytes("2"))).isEqualTo(new Commit.Committed(1));
        }
    }

    @Test
    void a_removed_entry_is_absent_and_can_be_written_again() throws Exception {
        Leases leases = store.process();
        write(leases, "content");
        assertThat(leases.with(E, Lease::remove))
                .isInstanceOfSatisfying(
                        LeaseResult.Held.class,
                        held -> assertThat(held.value()).isEqualTo(new Commit.Committed(2)));
        assertThat(store.hasEntry()).isFalse();
        assertThat(leases.with(E, Lease::remove)).as("absent").isInstanceOf(LeaseResult.Held.class);
        write(leases, "again");
        assertThat(store.entry()).isEqualTo("again");
        assertThat(store.disk.paths().keySet()).noneMatch(path -> path.contains(".gone"));
    }

    @Test
    void a_directory_that_stands_for_a_removed_entry_gives_way_to_a_new_one() throws Exception {
        Leases leases = store.process();
        store.disk.mkdirs(SimulatedStore.STORE + "/" + E);
        write(leases, "content");
        assertThat(store.entry()).isEqualTo("content");
    }

    @Test
    void a_late_removal_may_take_such_a_directory_away_at_the_same_moment() throws Exception {
        Leases leases = store.process();
        String entry = SimulatedStore.STORE + "/" + E;
        store.disk.mkdirs(entry);
        store.disk.before(call -> {
            if (call.name().equals("rmdir") && call.path().equals(entry)) {
                store.disk.remove(entry);
            }
        });
        write(leases, "content");
        assertThat(store.entry()).isEqualTo("content");
    }

    @Test
    void several_tokens_or_none_are_looked_at_again_and_never_claimed() throws Exception {
        Leases leases = store.process(Duration.ofSeconds(1));
        write(leases, "content");
        store.disk.mkdirs(SimulatedStore.LEASE + "/9.free");
        assertThat(leases.claim(E)).isInstanceOf(Claim.Busy.class);
        store.disk.remove(SimulatedStore.LEASE + "/9.free");
        store.disk.rename(SimulatedStore.LEASE + "/1.free", "elsewhere");
        assertThat(leases.claim(E)).isInstanceOf(Claim.Busy.class);
        assertThat(store.tokens()).as("nobody makes a token in an existing lease").isEmpty();
        store.disk.rename("elsewhere", SimulatedStore.LEASE + "/1.free");
        write(leases, "again");
    }

    @Test
    void a_link_in_place_of_the_leases_is_refused() {
        store.disk.mkdirs(SimulatedStore.STORE);
        store.disk.mkdirs("elsewhere");
        store.disk.symlink(SimulatedStore.STORE + "/.leases", "../elsewhere");
        assertThatThrownBy(store::process).isInstanceOf(RefusedException.class);
    }

    @Test
    void a_lease_that_came_with_an_image_layer_is_refused_with_its_reason() throws Exception {
        Leases leases = store.process();
        write(leases, "content");
        store.disk.before(call -> {
            if (call.name().equals("rename") && call.path().endsWith("1.free")) {
                throw new FileSystemException(call.path(), null, "EXDEV");
            }
        });
        assertThatThrownBy(() -> leases.claim(E)).hasMessageContaining("EXDEV");
    }

    @Test
    void a_directory_of_somebody_else_is_never_replaced() throws Exception {
        Leases leases = store.process();
        store.disk.mkdirs(SimulatedStore.STORE + "/" + E + "/theirs");
        assertThatThrownBy(() -> leases.with(E, Lease::remove)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> leases.with(E, lease -> lease.commit(bytes("content"))))
                .isInstanceOf(IOException.class);
        assertThat(store.disk.exists(SimulatedStore.STORE + "/" + E + "/theirs")).isTrue();
        assertThat(store.token()).isEqualTo(new Token.Free(2));
    }

    @Test
    void a_silent_owner_is_broken_and_learns_it_before_any_effect() throws Exception {
        Leases paused = store.process();
        Leases next = store.process();
        Lease lost = granted(paused.claim(E));
        assertThat(lost.commit(bytes("before"))).isEqualTo(new Commit.Committed(1));
        Lease lease = granted(next.claim(E));
        assertThat(lease.fence()).isEqualTo(2);
        assertThat(lost.commit(bytes("late"))).isInstanceOf(Commit.Lost.class);
        assertThat(lost.remove()).isInstanceOf(Commit.Lost.class);
        assertThat(store.entry()).isEqualTo("before");
        assertThat(lease.commit(bytes("after"))).isEqualTo(new Commit.Committed(2));
        assertThat(lost.loss()).isPresent();
        lost.close();
        assertThat(store.token()).isInstanceOf(Token.Held.class);
        lease.close();
        assertThat(store.events.of(Phase.INTENT))
                .singleElement()
                .satisfies(event -> assertThat(event.reason()).contains("silent"));
        assertThat(store.events.of(Phase.DONE)).hasSize(1);
    }
}
