package dev.sessionwatchdog.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Removal;
import dev.sessionwatchdog.store.sim.SimulatedCrash;
import dev.sessionwatchdog.store.sim.SimulatedDisk;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Moving aside, listing, putting back and deleting for good.
class QuarantineDirectoryTest {

    private static final Place HOME = Place.of(".session-watchdog/quarantine");
    private static final Place FROM = Place.of("store/a.tmp");
    private static final String ID = "q-0000000001";

    private final SimulatedTime time = new SimulatedTime();
    private SimulatedDisk disk = new SimulatedDisk(time);

    QuarantineDirectoryTest() {
        disk.mkdirs("store");
        disk.file(FROM.toString(), "content");
    }

    private QuarantineDirectory quarantine() {
        return new QuarantineDirectory(SimulatedRoot.open(disk), HOME);
    }

    private Removal take(String id, Place what, boolean mustBeClosed) throws IOException {
        try (SimulatedRoot root = SimulatedRoot.open(disk);
                Directory directory = root.open(what.parent());
                Pinned file = directory.pin(what.name());
                Prepared item =
                        new QuarantineDirectory(root, HOME)
                                .prepare(record(id, what, file.facts()))) {
            return item.take(
                    directory,
                    file,
                    mustBeClosed ? InUseDemand.CLOSED : InUseDemand.CLOSED_IF_KNOWN,
                    LastLook.NOTHING_MORE);
        }
    }

    private ItemRecord record(String id, Place from, Facts facts) {
        Instant now = time.moment().wall();
        return new ItemRecord(
                id,
                from,
                "tmp.orphan",
                "event-1",
                now,
                now.plus(Duration.ofDays(14)),
                facts.device(),
                facts.inode(),
                facts.size(),
                facts.mtime());
    }

    private String content(String id) {
        return HOME + "/" + id + "/content";
    }

    @Test
    void what_is_taken_is_listed_and_found_with_all_that_is_known() throws Exception {
        assertThat(take(ID, FROM, true)).isEqualTo(new Removal.Done(true));
        assertThat(disk.exists(FROM.toString())).isFalse();
        assertThat(disk.text(content(ID))).isEqualTo("content");
        List<Item> items = quarantine().list();
        assertThat(items)
                .singleElement()
                .satisfies(item -> {
                    assertThat(item.id()).isEqualTo(ID);
                    assertThat(item.content())
                            .hasValueSatisfying(facts -> assertThat(facts.size()).isEqualTo(7));
                    assertThat(item.record())
                            .hasValueSatisfying(record -> {
                                assertThat(record.from()).isEqualTo(FROM);
                                assertThat(record.inode()).isEqualTo(item.content().get().inode());
                                assertThat(record.expires())
                                        .isEqualTo(record.at().plus(Duration.ofDays(14)));
                            });
                });
        assertThat(quarantine().find(ID)).contains(items.getFirst());
    }

    @Test
    void an_empty_or_missing_quarantine_has_nothing() throws Exception {
        assertThat(quarantine().list()).isEmpty();
        assertThat(quarantine().find(ID)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "q-/..", "record.json", "q-\0", "../q-0000000001", "x"})
    void what_is_no_identifier_finds_nothing(String id) throws Exception {
        take(ID, FROM, true);
        assertThat(quarantine().find(id)).isEmpty();
    }

    @Test
    void what_somebody_has_open_stays_and_leaves_no_item() throws Exception {
        disk.openBy(FROM.toString());
        for (boolean mustBeClosed : new boolean[] {true, false}) {
            assertThat(take(ID, FROM, mustBeClosed)).isInstanceOf(Removal.Overtaken.class);
            assertThat(disk.text(FROM.toString())).isEqualTo("content");
            assertThat(quarantine().list()).isEmpty();
        }
        disk.closeBy(FROM.toString());
        assertThat(take(ID, FROM, false)).isInstanceOf(Removal.Done.class);
    }

    @Test
    void what_was_replaced_before_the_move_stays_and_leaves_no_item() throws Exception {
        disk.file("store/other", "new");
        disk.before(call -> {
            if (call.name().equals("claim")) {
                disk.before(_ -> {});
                disk.rename("store/other", FROM.toString());
            }
        });
        assertThat(take(ID, FROM, true)).isInstanceOf(Removal.Overtaken.class);
        assertThat(disk.text(FROM.toString())).isEqualTo("new");
        assertThat(quarantine().list()).isEmpty();
    }

    @Test
    void an_identifier_that_is_taken_moves_nothing_and_harms_nothing() throws Exception {
        take(ID, FROM, true);
        disk.file("store/b.tmp", "second");
        assertThatThrownBy(() -> take(ID, Place.of("store/b.tmp"), true))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(disk.text("store/b.tmp")).isEqualTo("second");
        assertThat(disk.text(content(ID))).isEqualTo("content");
        assertThat(quarantine().find(ID).orElseThrow().record()).isPresent();
    }

    @Test
    void what_is_restored_is_the_same_file_where_it_was() throws Exception {
        take(ID, FROM, true);
        assertThat(quarantine().find(ID).orElseThrow().restored()).isFalse();
        assertThat(quarantine().restore(ID, FROM)).isEqualTo(new Removal.Done(true));
        assertThat(disk.text(FROM.toString())).isEqualTo("content");
        assertThat(quarantine().find(ID).orElseThrow().content()).isEmpty();
        assertThat(quarantine().find(ID).orElseThrow().restored()).isTrue();
        quarantine().forget(ID);
        assertThat(quarantine().list()).isEmpty();
    }

    @Test
    void a_restore_never_replaces_anything() throws Exception {
        take(ID, FROM, true);
        disk.file(FROM.toString(), "newer");
        assertThatThrownBy(() -> quarantine().restore(ID, FROM))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(disk.text(FROM.toString())).isEqualTo("newer");
        assertThat(disk.text(content(ID))).isEqualTo("content");
        assertThat(quarantine().restore(ID, Place.of("store/b.tmp")))
                .isEqualTo(new Removal.Done(true));
        assertThat(disk.text("store/b.tmp")).isEqualTo("content");
    }

    @Test
    void a_restore_into_a_directory_that_is_gone_leaves_the_item() throws Exception {
        take(ID, FROM, true);
        assertThatThrownBy(() -> quarantine().restore(ID, Place.of("gone/a.tmp")))
                .isInstanceOf(NoSuchFileException.class);
        assertThat(disk.text(content(ID))).isEqualTo("content");
    }

    @Test
    void a_purge_deletes_for_good_and_twice_is_told() throws Exception {
        take(ID, FROM, true);
        assertThat(quarantine().purge(ID)).isEqualTo(new Removal.Done(true));
        assertThat(quarantine().list()).isEmpty();
        assertThat(disk.paths()).doesNotContainValue("content");
        assertThatThrownBy(() -> quarantine().purge(ID)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void forgetting_an_item_with_content_takes_nothing_from_it() throws Exception {
        take(ID, FROM, true);
        assertThatThrownBy(() -> quarantine().forget(ID)).isInstanceOf(IOException.class);
        assertThat(quarantine().find(ID).orElseThrow().record()).isPresent();
        assertThat(disk.text(content(ID))).isEqualTo("content");
    }

    @Test
    void odd_things_in_the_quarantine_are_listed_as_items_without_anything() throws Exception {
        take(ID, FROM, true);
        disk.file(HOME + "/q-file", "x");
        disk.symlink(HOME + "/q-link", "/");
        disk.mkdirs(HOME + "/q-empty");
        disk.mkdirs(HOME + "/q-torn");
        disk.file(HOME + "/q-torn/record.json", "{\"id\":");
        disk.file(HOME + "/q-torn/content", "y");
        disk.mkdirs(HOME + "/q-huge");
        disk.file(HOME + "/q-huge/record.json", "{\"id\":\"" + "x".repeat(1 << 20) + "\"}");
        disk.mkdirs(HOME + "/elsewhere");
        assertThat(quarantine().list())
                .extracting(item ->
                        item.id()
                                + " "
                                + item.record().isPresent()
                                + " "
                                + item.content().isPresent())
                .containsExactly(
                        ID + " true true",
                        "q-empty false false",
                        "q-file false false",
                        "q-huge false false",
                        "q-link false false",
                        "q-torn false true");
    }

    @Test
    void many_items_with_and_without_a_record_are_put_in_one_order() throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < 400; i++) {
            String id = QuarantineDirectory.newId(random);
            if (i % 3 == 0) {
                disk.mkdirs(HOME + "/" + id);
            } else {
                disk.file("store/x" + i, "x");
                take(id, Place.of("store/x" + i), true);
                time.stepWall(Duration.ofMinutes(random.nextInt(-500, 500)));
            }
        }
        List<Item> items = quarantine().list();
        assertThat(items).hasSize(400);
        List<Instant> times =
                items.stream().flatMap(it -> it.record().stream()).map(ItemRecord::at).toList();
        assertThat(times).isSorted();
        assertThat(items.subList(times.size(), 400)).allMatch(item -> item.record().isEmpty());
    }

    @Test
    void identifiers_are_fresh_and_legal() {
        Random random = new Random(1);
        assertThat(Stream.generate(() -> QuarantineDirectory.newId(random)).limit(10_000))
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("q-[0-9a-hjkmnp-z]{10}"));
    }

    private interface Step {
        void run() throws IOException;
    }

    /// Runs the step, which does not survive the given call, and says whether it got that far.
    private boolean diesAt(int call, Step step) throws IOException {
        disk.crashAt(call);
        try {
            step.run();
            return false;
        } catch (SimulatedCrash died) {
            return true;
        }
    }

    private void fresh(Step before) throws IOException {
        disk = new SimulatedDisk(time);
        disk.mkdirs("store");
        disk.file(FROM.toString(), "content");
        before.run();
    }

    private void contentIsSomewhere(boolean powerLost, int call) {
        SimulatedDisk after = powerLost ? disk.crash(new Random(call)) : disk.killed();
        long copies =
                Stream.of(FROM.toString(), content(ID))
                        .filter(after::exists)
                        .filter(path -> after.text(path).equals("content"))
                        .count();
        assertThat(copies).as("call %s, power lost: %s", call, powerLost).isPositive();
        if (after.exists(content(ID))) {
            assertThat(after.exists(HOME + "/" + ID + "/record.json"))
                    .as("its record, call %s, power lost: %s", call, powerLost)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_crash_at_any_call_of_taking_leaves_the_content_in_place_or_in_the_item(boolean power)
            throws Exception {
        int call = 0;
        do {
            call++;
            fresh(() -> {});
        } while (diesAt(call, () -> take(ID, FROM, true)) && survives(power, call));
        assertThat(call).isGreaterThan(15);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_crash_at_any_call_of_restoring_leaves_the_content_in_the_item_or_in_place(boolean power)
            throws Exception {
        int call = 0;
        do {
            call++;
            fresh(() -> take(ID, FROM, true));
        } while (diesAt(
                        call,
                        () -> {
                            quarantine().restore(ID, FROM);
                            quarantine().forget(ID);
                        })
                && survives(power, call));
        assertThat(call).isGreaterThan(10);
    }

    private boolean survives(boolean power, int call) {
        contentIsSomewhere(power, call);
        return true;
    }
}
