package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.observation.Attention;
import dev.sessionwatchdog.observation.HealthProbe;
import dev.sessionwatchdog.observation.Observer;
import dev.sessionwatchdog.observation.Sightings;
import dev.sessionwatchdog.observation.StoreObservation;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.sim.SimulatedDisk;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which stores have to be looked at again, by what was remembered of their directories.
class QuietStoresTest {

    private static final Place AGENTS = Place.of("agents");
    private static final Place STORE = Place.of("agents/main/sessions");
    private static final Duration STEP = Duration.ofSeconds(5);
    private static final long EPOCH = 0;
    private static final Optional<Set<Place>> EVERYTHING = Optional.empty();
    private static final Optional<Set<Place>> NOTHING = Optional.of(Set.of());
    private static final Optional<Set<Place>> THE_STORE = Optional.of(Set.of(STORE));

    private final SimulatedTime time = new SimulatedTime();
    private final SimulatedDisk disk = new SimulatedDisk(time);
    private final Attention attention = new Attention(time.moment(), Duration.ZERO);
    private final Root root = root();
    private final Observer observer =
            new Observer(root, new HealthProbe(1 << 20), new Sightings(attention), false);
    private final QuietStores quiet = new QuietStores(root, observer);

    private Root root() {
        disk.mkdirs(STORE.toString());
        disk.file(STORE + "/sessions.json", "{\"agent:main:main\":{\"sessionId\":\"a\"}}");
        return SimulatedRoot.open(disk);
    }

    private StoreObservation observe() throws IOException {
        time.advance(STEP);
        attention.look(time.moment());
        observer.beginLook();
        StoreObservation seen = observer.observe(STORE, time.moment().wall());
        observer.endLook(_ -> true);
        return seen;
    }

    private void list() throws IOException {
        quiet.begin();
        try (Directory agents = root.open(AGENTS)) {
            quiet.passed(AGENTS, agents.facts(), time.moment().wall());
        }
        look();
        quiet.settle(time.moment(), EPOCH);
    }

    private void look() throws IOException {
        observer.beginLook();
        StoreObservation seen = observer.observe(STORE, time.moment().wall());
        quiet.observed(seen, _ -> false, time.moment().wall());
    }

    private Optional<Set<Place>> toLookAt() throws IOException {
        return quiet.toLookAt(time.moment(), EPOCH);
    }

    private void passAGrain() {
        time.advance(QuietStores.GRAIN);
    }

    private void passAMoment() {
        time.advance(Duration.ofNanos(1));
    }

    @Test
    void before_everything_was_listed_everything_has_to_be() throws IOException {
        assertThat(toLookAt()).isEqualTo(EVERYTHING);
    }

    @Test
    void a_store_that_was_not_looked_at_when_it_had_changed_is_not_forgotten() throws IOException {
        time.advance(Duration.ofHours(1));
        list();
        assertThat(toLookAt()).isEqualTo(NOTHING);
        disk.file(STORE + "/a.jsonl", "{}");
        assertThat(toLookAt()).isEqualTo(THE_STORE);
        assertThat(toLookAt()).isEqualTo(THE_STORE);
        time.advance(Duration.ofMinutes(1));
        look();
        assertThat(toLookAt()).isEqualTo(NOTHING);
    }

    @Test
    void a_store_that_was_looked_at_again_is_quiet_again() throws IOException {
        time.advance(Duration.ofHours(1));
        list();
        disk.file(STORE + "/a.jsonl", "{}");
        assertThat(toLookAt()).isEqualTo(THE_STORE);
        passAGrain();
        look();
        assertThat(toLookAt()).as("within the grain").isEqualTo(THE_STORE);
        passAMoment();
        look();
        assertThat(toLookAt()).isEqualTo(NOTHING);
    }

    @Test
    void a_store_that_could_not_be_looked_at_is_looked_at_next_time() throws IOException {
        time.advance(Duration.ofHours(1));
        list();
        quiet.notObserved(STORE);
        assertThat(toLookAt()).isEqualTo(THE_STORE);
    }

    @Test
    void while_a_directory_on_the_way_is_within_the_grain_everything_is_listed()
            throws IOException {
        time.advance(Duration.ofHours(1));
        disk.mkdirs(AGENTS + "/other");
        passAGrain();
        list();
        assertThat(toLookAt()).isEqualTo(EVERYTHING);
        passAMoment();
        list();
        assertThat(toLookAt()).isEqualTo(NOTHING);
    }

    @Test
    void a_directory_that_was_dated_back_is_within_the_grain_all_the_same() throws IOException {
        time.advance(Duration.ofHours(1));
        disk.setMtime(STORE.toString(), time.moment().wall().minus(Duration.ofDays(1)));
        list();
        assertThat(toLookAt()).isEqualTo(THE_STORE);
    }

    private static boolean waits(StoreObservation seen) {
        return QuietStores.waits(seen);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "agents/main/sessions/sessions.json.a7a17c4a-688b-41a1-b4f1-a4e2d099365b.tmp",
                "agents/main/sessions/5f0c7a52-dc10-435b-8f07-bc76d1055a2c.jsonl.lock",
                "agents/main/sessions/sessions.json.lock",
                "agents/main/sessions/sessions.d/",
                "agents/main/session-sqlite-import-archive/"
            })
    void what_stands_in_a_store_wants_a_look_in_every_sweep(String path) throws IOException {
        assertThat(waits(observe())).isFalse();
        if (path.endsWith("/")) {
            disk.mkdirs(path.substring(0, path.length() - 1));
        } else {
            disk.file(path, "{}");
        }
        assertThat(waits(observe())).isTrue();
    }

    @Test
    void what_was_not_taken_up_wants_a_look_in_every_sweep() throws IOException {
        StoreObservation seen = observe();
        StoreObservation more =
                new StoreObservation(
                        seen.store(),
                        seen.era(),
                        seen.index(),
                        seen.entries(),
                        seen.sealed(),
                        seen.importBegun(),
                        seen.temps(),
                        seen.locks(),
                        seen.oddities(),
                        1,
                        seen.basis());
        assertThat(waits(more)).isTrue();
    }
}
