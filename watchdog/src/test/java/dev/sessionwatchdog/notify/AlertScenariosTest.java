package dev.sessionwatchdog.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.incident.LoggedEvent;
import dev.sessionwatchdog.sim.Configs;
import dev.sessionwatchdog.sim.SimulatedOwner;
import dev.sessionwatchdog.sim.World;
import dev.sessionwatchdog.store.forensic.ForensicReader;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import dev.sessionwatchdog.store.time.Moment;
import dev.sessionwatchdog.sweep.Carried;
import dev.sessionwatchdog.sweep.RootGuard;
import dev.sessionwatchdog.sweep.SweepRecord;
import dev.sessionwatchdog.sweep.Telling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What people are told of a real daemon's events, in the simulated world.
class AlertScenariosTest {

    private static final String LOCK = "5e5b0789-dc10-435b-8f07-bc76d1055a2c.jsonl.lock";
    private static final String TRANSCRIPT = "5e5b0789-dc10-435b-8f07-bc76d1055a2c.jsonl";

    private final World world = World.seeded(1).toldTo(this::listener);
    private final List<String> told = new ArrayList<>();

    /// A hook that takes everything at once; what it took is in the log.
    private Telling listener(World.Daemon daemon) {
        Decisions decisions =
                new Decisions(
                        new Config.Notification(
                                Config.Severity.WARN, 5, Duration.ofMinutes(10), List.of("/hook")),
                        world.time().moment().monotonicNanos());
        Moment now = world.time().moment();
        try (SimulatedRoot state = SimulatedRoot.open(world.disk(), World.EVENTS);
                Directory directory = state.open(Place.TOP)) {
            new Past(new ForensicReader(directory)).recall(decisions, now);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        daemon.log()
                .onLine(line ->
                        LoggedEvent.parse(line)
                                .ifPresent(event ->
                                        decisions.take(
                                                event, world.time().moment().monotonicNanos())));
        return new Telling() {
            @Override
            public void swept(RootGuard guard, SweepRecord record) {}

            @Override
            public List<Carried> standing(RootGuard guard) {
                return Notifier.carried(decisions);
            }

            @Override
            public Duration turned(Duration next) throws IOException {
                long nanos = world.time().moment().monotonicNanos();
                for (Optional<Notification> one = decisions.next(nanos);
                        one.isPresent();
                        one = decisions.next(nanos)) {
                    told.add(one.get().kind().word() + " " + one.get().event().action());
                    decisions.sent(nanos);
                    daemon.log().append(Notifier.done(one.get()));
                    daemon.log().commit();
                }
                return decisions
                        .untilNext(nanos)
                        .map(Duration::ofNanos)
                        .filter(it -> it.compareTo(next) < 0)
                        .orElse(next);
            }
        };
    }

    private SimulatedOwner leak() {
        world.index().session(TRANSCRIPT, "{}\n", Duration.ofMinutes(1));
        SimulatedOwner owner = world.gateway(4711, Duration.ofHours(1));
        owner.take(LOCK, owner.undeclared());
        return owner;
    }

    @Test
    void s96_a_lock_that_is_suspect_for_ten_hours_is_one_alert_reminders_and_one_resolve()
            throws Exception {
        world.configured(Configs.reportingLocks());
        SimulatedOwner owner = leak();
        world.live(Duration.ofHours(10));
        owner.release(LOCK);
        world.live(Duration.ofHours(3));

        assertThat(told)
                .containsExactly(
                        "alert lock.suspect",
                        "alert lock.break",
                        "reminder lock.break",
                        "reminder lock.break",
                        "resolve lock.suspect");
    }

    @Test
    void a_leaked_lock_that_is_broken_is_one_alert_and_one_resolve() throws Exception {
        leak();
        world.live(Duration.ofHours(3));

        assertThat(world.events("lock.break", "done")).hasSize(1);
        assertThat(told).containsExactly("alert lock.suspect", "resolve lock.break");
    }

    @Test
    void a_restart_tells_nothing_twice_and_still_says_that_it_is_over() throws Exception {
        world.configured(Configs.reportingLocks());
        SimulatedOwner owner = leak();
        world.live(Duration.ofHours(1)).kill().start().live(Duration.ofHours(1));
        assertThat(told).containsExactly("alert lock.suspect", "alert lock.break");
        owner.release(LOCK);
        world.live(Duration.ofHours(3));

        assertThat(told)
                .containsExactly("alert lock.suspect", "alert lock.break", "resolve lock.suspect");
    }

    @Test
    void what_ended_while_nobody_watched_is_said_to_be_over_by_the_next_daemon() throws Exception {
        world.configured(Configs.reportingLocks());
        SimulatedOwner owner = leak();
        world.live(Duration.ofHours(1)).kill();
        owner.release(LOCK);
        world.start().live(Duration.ofMinutes(10));

        assertThat(told)
                .containsExactly("alert lock.suspect", "alert lock.break", "resolve lock.suspect");
    }

    @Test
    void a_damaged_index_is_told_and_so_is_that_it_is_whole_again_also_over_a_restart()
            throws Exception {
        world.session("sessions.json", "{\"torn", Duration.ofHours(2));
        world.session(
                "sessions.json.4be19c52-3f0e-4c57-9a57-5a0d3f4f9a10.tmp",
                "{}",
                Duration.ofHours(30));
        world.live(Duration.ofHours(1));
        assertThat(told).containsExactly("alert store.corrupt");
        world.kill().start().live(Duration.ofMinutes(30));
        assertThat(told).containsExactly("alert store.corrupt");
        world.kill();
        world.index();
        world.start().live(Duration.ofHours(1));

        assertThat(told).containsExactly("alert store.corrupt", "resolve store.corrupt");
    }

    @Test
    void sight_that_is_lost_and_comes_back_is_an_alert_and_a_resolve_also_over_a_restart()
            throws Exception {
        world.index();
        world.processes().blind();
        world.live(Duration.ofHours(1)).kill();
        world.processes().sees();
        world.start().live(Duration.ofHours(1));

        assertThat(told).containsExactly("alert visibility.lost", "resolve visibility.restored");
    }
}
