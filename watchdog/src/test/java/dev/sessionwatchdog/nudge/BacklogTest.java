package dev.sessionwatchdog.nudge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sessionwatchdog.store.root.Place;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Hints, folded together.
@Timeout(20)
class BacklogTest {

    private static final Duration LONG = Duration.ofMinutes(10);

    private final Backlog backlog = new Backlog();

    private static Nudge.Changed changed(int agent) {
        return new Nudge.Changed("/root", Place.of("agents/a" + agent + "/sessions"));
    }

    /// Takes in a thread of its own, once that waits.
    private CompletableFuture<Backlog.Work> taking(Duration settle) {
        CompletableFuture<Backlog.Work> work = new CompletableFuture<>();
        Thread thread =
                new Thread(() -> {
                    try {
                        work.complete(backlog.take(settle, LONG));
                    } catch (InterruptedException | RuntimeException failure) {
                        work.completeExceptionally(failure);
                    }
                });
        thread.setDaemon(true);
        thread.start();
        await().until(() ->
                work.isDone()
                        || thread.getState() == Thread.State.WAITING
                        || thread.getState() == Thread.State.TIMED_WAITING);
        return work;
    }

    @Test
    void whoever_waits_wakes_as_often_as_asked_and_takes_nothing_because_of_that()
            throws Exception {
        AtomicInteger wakings = new AtomicInteger();
        CompletableFuture<Backlog.Work> work =
                CompletableFuture.supplyAsync(() -> {
                    try {
                        return backlog.take(
                                Duration.ZERO,
                                Duration.ZERO,
                                LONG,
                                Duration.ofMillis(5),
                                wakings::incrementAndGet);
                    } catch (InterruptedException failure) {
                        throw new IllegalStateException(failure);
                    }
                });
        await().until(() -> wakings.get() > 20);
        assertThat(work).isNotDone();

        backlog.offer(new Nudge.Request());

        assertThat(work.get().request()).isTrue();
        assertThat(work.get().time()).isFalse();
    }

    @Test
    void the_same_hint_many_times_is_one() {
        for (int i = 0; i < 1_000; i++) {
            backlog.offer(changed(1));
            backlog.offer(new Nudge.Time());
            backlog.offer(new Nudge.Request());
            backlog.offer(new Nudge.Lost("overflow"));
        }
        assertThat(backlog.poll())
                .isEqualTo(
                        new Backlog.Work(
                                Set.of(changed(1)),
                                Set.of(),
                                true,
                                Optional.of("overflow"),
                                true,
                                false,
                                -1));
        assertThat(backlog.poll())
                .isEqualTo(
                        new Backlog.Work(
                                Set.of(), Set.of(), false, Optional.empty(), false, false, -1));
    }

    @Test
    void more_stores_than_the_bound_become_a_loss_and_no_longer_list() {
        for (int i = 0; i < Backlog.MAX_STORES; i++) {
            backlog.offer(changed(i));
        }
        backlog.offer(changed(0));
        assertThat(backlog.poll().lost()).isEmpty();
        for (int i = 0; i < 100_000; i++) {
            backlog.offer(changed(i));
        }
        Backlog.Work work = backlog.poll();
        assertThat(work.stores()).hasSize(Backlog.MAX_STORES);
        assertThat(work.lost()).isPresent();
    }

    @Test
    void a_taker_waits_for_the_first_hint_and_then_until_it_has_settled() throws Exception {
        CompletableFuture<Backlog.Work> work = taking(Duration.ofMillis(300));
        assertThat(work).isNotDone();
        long began = System.nanoTime();
        backlog.offer(changed(1));
        backlog.offer(changed(2));
        assertThat(work.get(10, TimeUnit.SECONDS).stores())
                .containsExactlyInAnyOrder(changed(1), changed(2));
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isGreaterThanOrEqualTo(Duration.ofMillis(295));
    }

    @Test
    void a_loss_may_settle_too() throws Exception {
        CompletableFuture<Backlog.Work> work = taking(Duration.ofMillis(50));
        backlog.offer(new Nudge.Lost("overflow"));
        assertThat(work.get(10, TimeUnit.SECONDS).lost()).contains("overflow");
    }

    @Test
    void what_presses_does_not_wait_for_changes_to_settle() throws Exception {
        backlog.offer(changed(1));
        CompletableFuture<Backlog.Work> work = taking(LONG);
        assertThat(work).isNotDone();
        backlog.offer(new Nudge.Request());
        Backlog.Work taken = work.get(10, TimeUnit.SECONDS);
        assertThat(taken.request()).isTrue();
        assertThat(taken.stores()).containsExactly(changed(1));
    }

    private CompletableFuture<Backlog.Work> resting(Duration rest, AtomicInteger wakings) {
        CompletableFuture<Backlog.Work> work = new CompletableFuture<>();
        Thread thread =
                new Thread(() -> {
                    try {
                        work.complete(
                                backlog.take(
                                        Duration.ofMillis(20),
                                        rest,
                                        LONG,
                                        LONG,
                                        wakings::incrementAndGet));
                    } catch (InterruptedException | RuntimeException failure) {
                        work.completeExceptionally(failure);
                    }
                });
        thread.setDaemon(true);
        thread.start();
        await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        return work;
    }

    @Test
    void changes_wait_for_the_end_of_the_rest_and_wake_nobody_meanwhile() throws Exception {
        AtomicInteger wakings = new AtomicInteger();
        long began = System.nanoTime();
        CompletableFuture<Backlog.Work> work = resting(Duration.ofMillis(500), wakings);
        long end = System.nanoTime() + Duration.ofMillis(100).toNanos();
        for (int i = 0; System.nanoTime() < end; i++) {
            backlog.offer(changed(i % 3));
        }
        assertThat(work).isNotDone();
        assertThat(work.get(10, TimeUnit.SECONDS).stores()).hasSize(3);
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isGreaterThanOrEqualTo(Duration.ofMillis(515));
        assertThat(wakings).hasValueLessThan(10);
    }

    @Test
    void what_is_no_change_of_a_store_ends_the_rest_and_leaves_no_change_behind() throws Exception {
        for (Nudge nudge :
                new Nudge[] {
                    new Nudge.LockMade("/root", Place.of("agents/a1/sessions/a.jsonl.lock")),
                    new Nudge.Lost("overflow"),
                    new Nudge.Request(),
                    new Nudge.Time()
                }) {
            CompletableFuture<Backlog.Work> work = resting(LONG, new AtomicInteger());
            backlog.offer(changed(1));
            assertThat(work).isNotDone();
            backlog.offer(nudge);
            assertThat(work.get(10, TimeUnit.SECONDS).stores()).containsExactly(changed(1));
        }
    }

    @Test
    void the_time_comes_also_during_a_rest() throws Exception {
        backlog.offer(changed(1));
        assertThat(backlog.take(Duration.ZERO, LONG, Duration.ofMillis(20), LONG, () -> {}).time())
                .isTrue();
    }

    @Test
    void a_stop_wakes_a_waiting_taker_at_once() throws Exception {
        CompletableFuture<Backlog.Work> work = taking(LONG);
        assertThat(backlog.stopping()).isFalse();
        backlog.offer(new Nudge.Stop(143));
        assertThat(work.get(10, TimeUnit.SECONDS).stop()).isEqualTo(143);
        assertThat(work.get().stops()).isTrue();
    }

    @Test
    void a_stop_wakes_a_taker_that_lets_changes_settle() throws Exception {
        backlog.offer(changed(1));
        CompletableFuture<Backlog.Work> work = taking(LONG);
        backlog.offer(new Nudge.Stop(0));
        assertThat(work.get(10, TimeUnit.SECONDS).stop()).isZero();
    }

    @Test
    void a_stop_is_never_forgotten() throws Exception {
        backlog.offer(new Nudge.Stop(143));
        backlog.poll();
        assertThat(backlog.stopping()).isTrue();
        assertThat(backlog.take(LONG, LONG).stop()).isEqualTo(143);
    }

    @Test
    void each_pressing_hint_wakes_a_taker() throws Exception {
        for (Nudge nudge :
                new Nudge[] {new Nudge.Time(), new Nudge.Request(), new Nudge.Reload()}) {
            CompletableFuture<Backlog.Work> work = taking(LONG);
            backlog.offer(nudge);
            assertThat(work.get(10, TimeUnit.SECONDS).stops()).isFalse();
        }
    }

    @Test
    void a_settling_time_of_nothing_takes_at_once() throws Exception {
        backlog.offer(changed(1));
        assertThat(backlog.take(Duration.ZERO, LONG).stores()).containsExactly(changed(1));
    }

    @Test
    void after_so_long_the_time_has_come_though_nobody_says_so() throws Exception {
        assertThat(backlog.take(Duration.ZERO, Duration.ofMillis(5)).time()).isTrue();
        assertThat(backlog.poll().time()).isFalse();
    }
}
