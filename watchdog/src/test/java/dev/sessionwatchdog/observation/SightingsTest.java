package dev.sessionwatchdog.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.observation.Sightings.Sighting;
import dev.sessionwatchdog.store.root.Identity;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Since when something has been seen as it is.
class SightingsTest {

    private static final Place STORE = Place.of("agents/main/sessions");
    private static final Place OTHER_STORE = Place.of("agents/ops/sessions");
    private static final Place FILE = STORE.child("x");
    private static final Duration STEP = Duration.ofSeconds(5);
    private static final Instant BORN = new SimulatedTime().moment().wall().minusSeconds(60);

    private final SimulatedTime time = new SimulatedTime();
    private final Attention attention = new Attention(time.moment(), Duration.ZERO);
    private final Sightings sightings = new Sightings(attention);

    private Identity identity(long inode, Instant ctime) {
        return new Identity(1, inode, 3, BORN, ctime);
    }

    private void look() {
        time.advance(STEP);
        attention.look(time.moment());
        sightings.beginLook();
    }

    private Sighting see(Place store, Place place, Identity identity) {
        return sightings.see(store, place, identity, time.moment().wall());
    }

    private Sighting see(Identity identity) {
        return see(STORE, FILE, identity);
    }

    @Test
    void what_stays_is_seen_more_often_and_for_longer() {
        look();
        assertThat(see(identity(1, BORN))).isEqualTo(new Sighting(1, Duration.ZERO));
        look();
        assertThat(see(identity(1, BORN))).isEqualTo(new Sighting(2, STEP));
        look();
        assertThat(see(identity(1, BORN))).isEqualTo(new Sighting(3, STEP.multipliedBy(2)));
    }

    @Test
    void being_seen_twice_in_one_look_counts_once() {
        look();
        see(identity(1, BORN));
        assertThat(see(identity(1, BORN))).isEqualTo(new Sighting(1, Duration.ZERO));
    }

    @Test
    void what_changed_starts_anew() {
        look();
        see(identity(1, BORN));
        look();
        assertThat(see(identity(2, BORN)).looks()).isEqualTo(1);
        look();
        assertThat(see(identity(2, BORN.plusSeconds(1))).looks()).isEqualTo(1);
    }

    static Stream<Named<Identity>> others() {
        return Stream.of(
                Named.of("device", new Identity(2, 1, 3, BORN, BORN)),
                Named.of("inode", new Identity(1, 2, 3, BORN, BORN)),
                Named.of("larger", new Identity(1, 1, 4, BORN, BORN)),
                Named.of("smaller", new Identity(1, 1, 2, BORN, BORN)),
                Named.of("written later", new Identity(1, 1, 3, BORN.plusNanos(1), BORN)),
                Named.of("dated back", new Identity(1, 1, 3, BORN.minusNanos(1), BORN)),
                Named.of("changed later", new Identity(1, 1, 3, BORN, BORN.plusNanos(1))));
    }

    @ParameterizedTest
    @MethodSource("others")
    void another_file_of_the_same_name_is_watched_anew_and_so_is_the_first_if_it_comes_back(
            Identity other) {
        Identity first = identity(1, BORN);
        for (Identity now : List.of(first, other, first)) {
            for (int looks = 1; looks <= 3; looks++) {
                look();
                assertThat(see(now)).isEqualTo(new Sighting(looks, STEP.multipliedBy(looks - 1L)));
                sightings.endLook(_ -> true);
                assertThat(sightings.size()).isEqualTo(1);
            }
        }
    }

    @Test
    void a_file_that_takes_the_place_of_another_is_another_whatever_its_inode() {
        for (long inode = 2; inode < 1_000; inode++) {
            for (long now : new long[] {1, inode}) {
                look();
                assertThat(see(identity(now, BORN)).looks()).as("inode %d", now).isEqualTo(1);
                sightings.endLook(_ -> true);
            }
        }
    }

    @Test
    void a_change_time_later_than_the_first_sighting_starts_anew_each_time() {
        Instant future = time.moment().wall().plus(Duration.ofDays(1));
        for (int i = 0; i < 3; i++) {
            look();
            assertThat(see(identity(1, future))).isEqualTo(new Sighting(1, Duration.ZERO));
        }
    }

    @Test
    void what_was_away_at_a_look_at_its_store_starts_anew() {
        look();
        see(identity(1, BORN));
        sightings.endLook(_ -> true);
        look();
        sightings.endLook(Predicate.isEqual(STORE));
        assertThat(sightings.size()).isZero();
        look();
        assertThat(see(identity(1, BORN)).looks()).isEqualTo(1);
    }

    @Test
    void a_look_at_other_stores_forgets_nothing_here() {
        look();
        see(identity(1, BORN));
        sightings.endLook(_ -> true);
        look();
        see(OTHER_STORE, OTHER_STORE.child("y"), identity(2, BORN));
        sightings.endLook(Predicate.isEqual(OTHER_STORE));
        look();
        assertThat(see(identity(1, BORN))).isEqualTo(new Sighting(2, STEP.multipliedBy(2)));
        assertThat(sightings.size()).isEqualTo(2);
    }

    @Test
    void after_a_gap_everything_starts_anew() {
        look();
        see(identity(1, BORN));
        time.advance(Duration.ofHours(1));
        look();
        assertThat(see(identity(1, BORN))).isEqualTo(new Sighting(1, Duration.ZERO));
    }

    @Test
    void a_backlog_is_watched_at_once_and_each_of_its_files_for_itself() {
        int many = 50_000;
        for (int round = 1; round <= 3; round++) {
            look();
            for (int i = 0; i < many; i++) {
                // One in seven is another file each time.
                Instant ctime = i % 7 == 0 ? BORN.plusNanos(round) : BORN;
                Sighting seen = see(STORE, STORE.child("t" + i), identity(i, ctime));
                assertThat(seen.looks()).as("file %d", i).isEqualTo(i % 7 == 0 ? 1 : round);
            }
            sightings.endLook(_ -> true);
            assertThat(sightings.size()).isEqualTo(many);
        }
        look();
        see(STORE, STORE.child("t1"), identity(1, BORN));
        sightings.endLook(_ -> true);
        assertThat(sightings.size()).isEqualTo(1);
        look();
        assertThat(see(STORE, STORE.child("t1"), identity(1, BORN)).looks()).isEqualTo(5);
        assertThat(see(STORE, STORE.child("t2"), identity(2, BORN)).looks()).isEqualTo(1);
    }

    @Test
    void what_finds_no_room_waits_and_what_was_there_before_does_not() {
        for (int round = 1; round <= 2; round++) {
            look();
            for (int i = 0; i < SightingTable.MOST + 10; i++) {
                int looks = see(STORE, STORE.child("t" + i), identity(i, BORN)).looks();
                assertThat(looks).isEqualTo(i < SightingTable.MOST ? round : 1);
            }
            sightings.endLook(_ -> true);
        }
        assertThat(sightings.hasRoomForMore()).isFalse();
    }
}
