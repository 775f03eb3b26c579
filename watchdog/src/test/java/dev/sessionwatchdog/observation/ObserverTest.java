package dev.sessionwatchdog.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.store.migration.ManifestSeal;
import dev.sessionwatchdog.store.root.FileType;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.RefusedException;
import dev.sessionwatchdog.store.sim.SimulatedDisk;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What is seen of one store; no file is opened for it.
class ObserverTest {

    private static final Place STORE = Place.of("agents/main/sessions");
    private static final String UUID = "a7a17c4a-688b-41a1-b4f1-a4e2d099365b";
    private static final String TEMP = "sessions.json." + UUID + ".tmp";
    private static final String HASH = "ab" + "0".repeat(62);

    private static final String SEALED =
            new String(
                    ManifestSeal.seal("{\"id\":1".getBytes(StandardCharsets.UTF_8)),
                    StandardCharsets.UTF_8);

    private final SimulatedTime time = new SimulatedTime();
    private final SimulatedDisk disk = new SimulatedDisk(time);
    private final HealthProbe health = new HealthProbe(1 << 20);

    ObserverTest() {
        disk.mkdirs(STORE.toString());
    }

    private static String in(String name) {
        return STORE + "/" + name;
    }

    private Observer observer(boolean readsDirectories) {
        Attention attention = new Attention(time.moment(), Attention.SETTLING);
        return new Observer(
                SimulatedRoot.open(disk), health, new Sightings(attention), readsDirectories);
    }

    private StoreObservation observe() throws Exception {
        Observer observer = observer(false);
        observer.beginLook();
        return observer.observe(STORE, time.moment().wall());
    }

    @Test
    void temps_are_found_in_each_kind_of_directory_in_which_they_belong_and_nowhere_else()
            throws Exception {
        String prompt = HASH + ".txt.4711." + UUID + ".tmp";
        disk.file(in(TEMP), "{}");
        disk.file(in("notes.tmp"), "x");
        disk.mkdirs(in("skills-prompts/sha256/ab"));
        disk.mkdirs(in("skills-prompts/sha256/abc"));
        disk.file(in("skills-prompts/sha256/ab/" + prompt), "x");
        disk.file(in("skills-prompts/sha256/abc/" + prompt), "x");
        disk.file(in("skills-prompts/sha256/" + prompt), "x");
        disk.file(in("skills-prompts/sha256/ff"), "no directory");
        disk.mkdirs(in("cold"));
        disk.file(in("cold/" + UUID + ".tmp"), "x");
        disk.mkdirs(in("other"));
        disk.file(in("other/" + TEMP), "x");
        StoreObservation seen = observe();
        assertThat(seen.temps())
                .extracting(temp -> temp.place().toString())
                .containsExactlyInAnyOrder(
                        in(TEMP),
                        in("skills-prompts/sha256/ab/" + prompt),
                        in("cold/" + UUID + ".tmp"));
        assertThat(seen.oddities()).isEmpty();
    }

    @Test
    void everything_that_is_called_like_a_temp_is_shown_as_what_it_is() throws Exception {
        disk.file(in("sessions.json"), "{}");
        disk.fifo(in("sessions.json.1." + UUID + ".tmp"));
        disk.symlink(in("sessions.json.2." + UUID + ".tmp"), "sessions.json");
        disk.mkdirs(in("sessions.json.3." + UUID + ".tmp"));
        disk.link(in("sessions.json"), in("sessions.json.4." + UUID + ".tmp"));
        disk.file(in("sessions.json.5." + UUID + ".tmp"), "x");
        disk.setUid(in("sessions.json.5." + UUID + ".tmp"), 4242);
        disk.device(in("sessions.json.6." + UUID + ".tmp"));
        Set<String> opened = new TreeSet<>();
        disk.before(call -> {
            if (call.name().equals("pin") || call.name().equals("read")) {
                opened.add(call.path());
            }
        });
        assertThat(observe().temps())
                .extracting(
                        temp -> temp.temp().pid().orElse(0),
                        temp -> temp.facts().type(),
                        temp -> temp.facts().links(),
                        temp -> temp.facts().uid() == 4242)
                .containsExactlyInAnyOrder(
                        tuple(1L, FileType.OTHER, 1, false),
                        tuple(2L, FileType.SYMLINK, 1, false),
                        tuple(3L, FileType.DIRECTORY, 2, false),
                        tuple(4L, FileType.REGULAR, 2, false),
                        tuple(5L, FileType.REGULAR, 1, true),
                        tuple(6L, FileType.OTHER, 1, false));
        assertThat(opened).isEmpty();
    }

    @Test
    void linked_and_mounted_directories_in_a_store_are_said_and_not_entered() throws Exception {
        disk.mkdirs("elsewhere");
        disk.file("elsewhere/" + UUID + ".tmp", "x");
        disk.symlink(in("cold"), "../../../elsewhere");
        disk.mkdirs(in("skills-prompts"));
        disk.mountPoint(in("skills-prompts/sha256"), true);
        StoreObservation seen = observe();
        assertThat(seen.temps()).isEmpty();
        assertThat(seen.oddities())
                .containsExactlyInAnyOrder(
                        new Oddity(STORE.child("cold"), "symlink"),
                        new Oddity(Place.of(in("skills-prompts/sha256")), "other device"));
    }

    @Test
    void a_store_that_is_a_link_a_mount_point_or_gone_is_not_looked_at() throws Exception {
        Observer observer = observer(false);
        observer.beginLook();
        disk.symlink("agents/linked", "main");
        assertThatThrownBy(() -> observer.observe(Place.of("agents/linked"), time.moment().wall()))
                .isInstanceOf(RefusedException.class);
        disk.mountPoint("agents/mounted", false);
        assertThatThrownBy(() -> observer.observe(Place.of("agents/mounted"), time.moment().wall()))
                .isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> observer.observe(Place.of("agents/gone"), time.moment().wall()))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void the_era_is_told_from_names_and_one_manifest() throws Exception {
        assertThat(observe().era()).isEqualTo(Era.UNKNOWN);
        disk.mkdirs(in("sessions.d"));
        assertThat(observe().era()).isEqualTo(Era.UNKNOWN);
        Observer told = observer(true);
        told.beginLook();
        assertThat(told.observe(STORE, time.moment().wall()).era()).isEqualTo(Era.DIRECTORY);
        disk.file(in("sessions.d/.manifest.json"), "{");
        assertThat(observe().era()).isEqualTo(Era.UNKNOWN);
        disk.file(in("sessions.d/.manifest.json"), "{\"id\":1}");
        assertThat(observe().era()).isEqualTo(Era.UNKNOWN);
        disk.file(in("sessions.d/.manifest.json"), SEALED);
        assertThat(observe().era()).isEqualTo(Era.DIRECTORY);
        disk.file(in("sessions.json"), "");
        assertThat(observe().era()).isEqualTo(Era.MIXED);
        disk.remove(in("sessions.d"));
        assertThat(observe().era()).isEqualTo(Era.SINGLE_FILE);
        disk.mkdirs("agents/main/agent");
        disk.file("agents/main/agent/openclaw-agent.sqlite", "x");
        assertThat(observe().era()).isEqualTo(Era.SINGLE_FILE);
        disk.mkdirs("session-sqlite-migration-runs");
        assertThat(observe().era()).isEqualTo(Era.UPGRADING);
        disk.remove(in("sessions.json"));
        assertThat(observe().era()).isEqualTo(Era.SQLITE);
        disk.file(in("a.jsonl"), "x");
        assertThat(observe().era()).isEqualTo(Era.UPGRADING);
        disk.rename(in("a.jsonl"), in("a.trajectory.jsonl"));
        assertThat(observe().era()).isEqualTo(Era.SQLITE);
    }

    @Test
    void temps_beyond_the_bound_are_counted_and_not_taken_up() throws Exception {
        int beyond = 40;
        for (int i = 0; i < Observer.MAX_TEMPS + beyond; i++) {
            disk.file(in("sessions.json.%08x-688b-41a1-b4f1-a4e2d099365b.tmp".formatted(i)), "");
        }
        disk.mkdirs("agents/ops/sessions");
        disk.file("agents/ops/sessions/" + TEMP, "");
        Observer observer = observer(false);
        observer.beginLook();
        StoreObservation first = observer.observe(STORE, time.moment().wall());
        assertThat(first.temps()).hasSize(Observer.MAX_TEMPS);
        assertThat(first.beyondBound()).isEqualTo(beyond);
        Place other = Place.of("agents/ops/sessions");
        assertThat(observer.observe(other, time.moment().wall()).beyondBound()).isEqualTo(1);
        observer.endLook(_ -> true);
        observer.beginLook();
        assertThat(observer.observe(other, time.moment().wall()).temps())
                .as("watched although it was beyond the bound")
                .singleElement()
                .satisfies(temp -> assertThat(temp.sighting().looks()).isEqualTo(2));
    }

    @Test
    void a_synced_folder_is_odd() throws Exception {
        disk.mkdirs(in(".tmp.driveupload"));
        assertThat(observe().oddities())
                .containsExactly(
                        new Oddity(
                                STORE.child(".tmp.driveupload"), "store inside a synced folder"));
    }
}
