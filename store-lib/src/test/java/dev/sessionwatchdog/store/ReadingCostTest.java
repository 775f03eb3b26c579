package dev.sessionwatchdog.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionwatchdog.store.key.SessionKey;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.RefusedException;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.sim.SimulatedDisk;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What reading touches, counted on the simulated disk, and what it makes of a disturbed one.
class ReadingCostTest {

    private static final int SESSIONS = 650;

    private final SimulatedDisk disk = new SimulatedDisk(new SimulatedTime());
    private final Root root = SimulatedRoot.open(disk);

    @BeforeEach
    void sixHundredAndFiftySessions() {
        for (int i = 0; i < SESSIONS; i++) {
            disk.mkdirs("s/sessions.d");
            disk.file("s/sessions.d/k" + i + ".json", "{\"n\":" + i + "}");
        }
    }

    private SessionStore open() throws IOException {
        OpenedStore opened =
                SessionStore.open(root, Place.of("s"), StoreSettings.DEFAULT, LeaseSource.none());
        return ((OpenedStore.InDirectory) opened).store();
    }

    @Test
    void reading_one_session_touches_one_file() throws IOException {
        Set<String> touched = new TreeSet<>();
        int[] calls = {0};
        try (SessionStore store = open()) {
            disk.before(call -> {
                touched.add(call.name() + " " + call.path());
                calls[0]++;
            });
            assertThat(store.read(new SessionKey("K400"))).map(Entry::text).contains("{\"n\":400}");
        }
        String file = "s/sessions.d/k400.json";
        assertThat(touched)
                .containsExactlyInAnyOrder(
                        "open s/sessions.d", "pin " + file, "facts " + file, "read " + file);
        System.out.printf(
                "reading one of %d sessions: %d calls, files touched: %s%n",
                SESSIONS, calls[0], file);
    }

    @Test
    void a_file_that_is_written_in_place_all_the_time_is_called_changing() throws IOException {
        try (SessionStore store = open()) {
            StringBuilder longer = new StringBuilder("[]");
            disk.before(call -> {
                if (call.name().equals("read")) {
                    disk.file("s/sessions.d/k1.json", longer.append(" ".repeat(9)).toString());
                }
            });
            assertThatThrownBy(() -> store.read(new SessionKey("k1")))
                    .isInstanceOfSatisfying(
                            OddEntryException.class,
                            it -> assertThat(it.oddity().kind()).isEqualTo(Oddity.Kind.CHANGING));
        }
    }

    @Test
    void an_entry_that_is_replaced_while_it_is_read_is_the_one_before() throws IOException {
        try (SessionStore store = open()) {
            boolean[] done = {false};
            disk.before(call -> {
                if (call.name().equals("read") && !done[0]) {
                    done[0] = true;
                    disk.file("s/new", "{\"new\":1}");
                    disk.rename("s/new", "s/sessions.d/k1.json");
                }
            });
            assertThat(store.read(new SessionKey("k1"))).map(Entry::text).contains("{\"n\":1}");
            assertThat(store.read(new SessionKey("k1"))).map(Entry::text).contains("{\"new\":1}");
        }
    }

    @Test
    void an_entry_that_cannot_be_read_stops_no_listing() throws IOException {
        try (SessionStore store = open()) {
            disk.before(call -> {
                if (call.name().equals("read") && call.path().endsWith("/k7.json")) {
                    throw new IOException("EIO");
                }
            });
            Set<String> odd = new TreeSet<>();
            Listing listing =
                    store.list(listed -> {
                        if (listed instanceof Listed.Odd(String name, Oddity oddity)) {
                            odd.add(name + " " + oddity.kind());
                        }
                        return true;
                    });
            assertThat(listing).isEqualTo(new Listing(SESSIONS - 1, 1, 0, Listing.End.WHOLE));
            assertThat(odd).containsExactly("k7.json UNREADABLE");
            assertThatThrownBy(() -> store.read(new SessionKey("k7"))).hasMessage("EIO");
        }
    }

    @Test
    void another_users_entry_is_named_and_another_users_store_refused() throws IOException {
        disk.setUid("s/sessions.d/k3.json", 77);
        try (SessionStore store = open()) {
            assertThatThrownBy(() -> store.read(new SessionKey("k3")))
                    .hasMessageContaining("user 77");
        }
        disk.setMode("s/sessions.d", 0770);
        assertThatThrownBy(this::open)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("writable by others");
        disk.setMode("s/sessions.d", 0700);
        disk.setUid("s/sessions.d", 77);
        assertThatThrownBy(this::open)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("another user's");
    }
}
