package dev.sessionwatchdog.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.observation.Sightings.Sighting;
import dev.sessionwatchdog.store.root.Identity;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// Since when something has been seen as it is.
class SightingsTest {

    private static final Place STORE = Place.of("agents/main/sessions");
    private static final Place OTHER_STORE = Place.of("agents/ops/sessions");
    private static final Place FILE = STORE.child("x");
    private static final Duration STEP = Duration.ofSeconds(5);

    private final SimulatedTime time = new SimulatedTime();
    private final Attention attention = new Attention(time.moment(), Duration.ZERO);
    private final Sightings sightings = new Sightings(attention);
    private final Instant born = time.moment().wall().minusSeconds(60);

    private Identity identity(long inode, Instant ctime) {
        return new Identity(1, inode, 3, born, ctime);
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
        assertThat(see(identity(1, born))).isEqualTo(new Sighting(1, Duration.ZERO));
        look();
        assertThat(see(identity(1, born))).isEqualTo(new Sighting(2, STEP));
        look();
        assertThat(see(identity(1, born))).isEqualTo(new Sighting(3, STEP.multipliedBy(2)));
    }

    @Test
    void being_seen_twice_in_one_look_counts_once() {
        look();
        see(identity(1, born));
        assertThat(see(identity(1, born))).isEqualTo(new Sighting(1, Duration.ZERO));
    }

    @Test
    void what_changed_starts_anew() {
        look();
        see(identity(1, born));
        look();
        assertThat(see(identity(2, born)).looks()).isEqualTo(1);
        look();
        assertThat(see(identity(2, born.plusSeconds(1))).looks()).isEqualTo(1);
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
        see(identity(1, born));
        sightings.endLook(_ -> true);
        look();
        sightings.endLook(Predicate.isEqual(STORE));
        assertThat(sightings.size()).isZero();
        look();
        assertThat(see(identity(1, born)).looks()).isEqualTo(1);
    }

    @Test
    void a_look_at_other_stores_forgets_nothing_here() {
        look();
        see(identity(1, born));
        sightings.endLook(_ -> true);
        look();
        see(OTHER_STORE, OTHER_STORE.child("y"), identity(2, born));
        sightings.endLook(Predicate.isEqual(OTHER_STORE));
        look();
        assertThat(see(identity(1, born))).isEqualTo(new Sighting(2, STEP.multipliedBy(2)));
        assertThat(sightings.size()).isEqualTo(2);
    }

    @Test
    void after_a_gap_everything_starts_anew() {
        look();
        see(identity(1, born));
        time.advance(Duration.ofHours(1));
        look();
        assertThat(see(identity(1, born))).isEqualTo(new Sighting(1, Duration.ZERO));
    }

    @Test
    void a_backlog_is_watched_at_once_and_each_of_its_files_for_itself() {
        int many = 50_000;
        for (int round = 1; round <= 3; round++) {
            look();
            for (int i = 0; i < many; i++) {
                // One in seven is another file each time.
                Instant ctime = i % 7 == 0 ? born.plusNanos(round) : born;
                Sighting seen = see(STORE, STORE.child("t" + i), identity(i, ctime));
                assertThat(seen.looks()).as("file %d", i).isEqualTo(i % 7 == 0 ? 1 : round);
            }
            sightings.endLook(_ -> true);
            assertThat(sightings.size()).isEqualTo(many);
        }
        look();
        see(STORE, STORE.child("t1"), identity(1, born));
        sightings.endLook(_ -> true);
        assertThat(sightings.size()).isEqualTo(1);
        look();
        assertThat(see(STORE, STORE.child("t1"), identity(1, born)).looks()).isEqualTo(5);
        assertThat(see(STORE, STORE.child("t2"), identity(2, born)).looks()).isEqualTo(1);
    }

    @Test
    void what_finds_no_room_waits_and_what_was_there_before_does_not() {
        for (int round = 1; round <= 2; round++) {
            look();
            for (int i = 0; i < SightingTable.MOST + 10; i++) {
                int looks = see(STORE, STORE.child("t" + i), identity(i, born)).looks();
                assertThat(looks).isEqualTo(i < SightingTable.MOST ? round : 1);
            }
            sightings.endLook(_ -> true);
        }
        assertThat(sightings.hasRoomForMore()).isFalse();
    }
}
