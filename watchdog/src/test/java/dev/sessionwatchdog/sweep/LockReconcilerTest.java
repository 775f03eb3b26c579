package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.action.Capture;
import dev.sessionwatchdog.action.Event;
import dev.sessionwatchdog.action.ExaminedLock;
import dev.sessionwatchdog.action.FileMember;
import dev.sessionwatchdog.action.LockCapture;
import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.observation.ContentHash;
import dev.sessionwatchdog.observation.LockPayload;
import dev.sessionwatchdog.quarantine.InUseDemand;
import dev.sessionwatchdog.quarantine.ItemRecord;
import dev.sessionwatchdog.quarantine.LastLook;
import dev.sessionwatchdog.quarantine.Prepared;
import dev.sessionwatchdog.quarantine.QuarantineDirectory;
import dev.sessionwatchdog.sim.World;
import dev.sessionwatchdog.store.forensic.ForensicLog;
import dev.sessionwatchdog.store.forensic.Level;
import dev.sessionwatchdog.store.forensic.Phase;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.sim.SimulatedCrash;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// A break that an interruption cut short is concluded by the next start from what is there, and
/// nothing is put back by guess (scenario S18).
class LockReconcilerTest {

    private static final String NAME = "s.jsonl.lock";
    private static final String PATH = World.SESSIONS + "/" + NAME;
    private static final Place LOCK = Place.of("agents/main/sessions/" + NAME);
    private static final Place HOME = Place.of(".session-watchdog/quarantine");
    private static final String ID = "q-0000000001";
    private static final String ITEM = World.ROOT + "/" + HOME + "/" + ID;
    private static final String CONTENT = ITEM + "/content";

    private static World withALock(long seed) throws Exception {
        return World.seeded(seed).index().session(NAME, "examined", Duration.ofHours(1)).start();
    }

    private static ExaminedLock examined(Root root) throws IOException {
        try (Directory directory = root.open(LOCK.parent());
                Pinned file = directory.pin(LOCK.name())) {
            Facts facts = file.facts();
            ContentHash hash = ContentHash.of(file, facts.size(), LockPayload.MAX_BYTES);
            return new ExaminedLock(LOCK, facts, hash);
        }
    }

    private static String announce(World world, Root root, ExaminedLock lock) throws IOException {
        ForensicLog log = world.daemon().log();
        String intent =
                log.append(
                        Event.of(LockCapture.BREAK, Phase.INTENT, Level.INFO, "lock.break intent")
                                .inIncident("inc-1")
                                .member(
                                        FileMember.found(
                                                root,
                                                LOCK,
                                                Era.SINGLE_FILE,
                                                lock.facts(),
                                                Optional.of(lock.hash())))
                                .quarantined(ID, HOME + "/" + ID, "", ""));
        log.commit();
        return intent;
    }

    private static Prepared prepare(Root root, ExaminedLock lock, String intent)
            throws IOException {
        Facts facts = lock.facts();
        return new QuarantineDirectory(root, HOME)
                .prepare(
                        new ItemRecord(
                                ID,
                                LOCK,
                                "lock",
                                intent,
                                Instant.EPOCH,
                                Instant.EPOCH,
                                facts.device(),
                                facts.inode(),
                                facts.size(),
                                facts.mtime()));
    }

    /// A break up to its outcome, which is not written.
    private static Capture breakLock(World world) throws IOException {
        try (Root root = SimulatedRoot.open(world.disk(), World.ROOT)) {
            ExaminedLock lock = examined(root);
            String intent = announce(world, root, lock);
            try (Prepared item = prepare(root, lock, intent)) {
                return new LockCapture(root)
                        .take(lock, item, InUseDemand.CLOSED, LastLook.NOTHING_MORE);
            }
        }
    }

    /// The watchdog dies directly before this call on this path of the disk.
    private static World diesBefore(World world, String call, String path, Runnable meanwhile) {
        world.disk()
                .before(operation -> {
                    if (operation.name().equals("rename") && operation.path().equals(PATH)) {
                        meanwhile.run();
                    }
                    if (operation.name().equals(call) && operation.path().equals(path)) {
                        throw new SimulatedCrash(operation.toString());
                    }
                });
        try {
            breakLock(world);
        } catch (SimulatedCrash | IOException died) {
            assertThat(died).isInstanceOf(SimulatedCrash.class);
        }
        return world.kill();
    }

    private static JsonNode conclusion(World world, String phase) throws IOException {
        world.start();
        assertThat(world.verify().sound()).isTrue();
        assertThat(world.verify().openIntents()).isEmpty();
        List<JsonNode> concluded = world.events(LockCapture.BREAK, phase);
        assertThat(concluded).as(phase).hasSize(1);
        return concluded.getFirst();
    }

    private static String why(JsonNode event) {
        return event.path("event").path("reason").asString("");
    }

    @Test
    void a_capture_that_was_not_concluded_is_done_and_stays_in_quarantine() throws Exception {
        World world = withALock(1);
        breakLock(world);
        world.kill();
        JsonNode event = conclusion(world, "done");
        assertThat(why(event)).endsWith("it is in quarantine as " + ID);
        assertThat(event.path("correlation").path("incident").asString("")).isEqualTo("inc-1");
        assertThat(world.disk().text(CONTENT)).isEqualTo("examined");
        assertThat(world.has(NAME)).isFalse();
    }

    @Test
    void another_lock_that_was_captured_stays_in_quarantine_and_a_person_is_told()
            throws Exception {
        World world = withALock(2);
        diesBefore(
                world,
                "rename",
                CONTENT,
                () -> {
                    world.disk().remove(PATH);
                    world.session("filler", "", Duration.ZERO);
                    world.session(NAME, "successor", Duration.ZERO);
                });
        JsonNode event = conclusion(world, "indeterminate");
        assertThat(event.path("event").path("kind").asString("")).isEqualTo("alert");
        assertThat(why(event)).contains("another lock was captured");
        assertThat(world.disk().text(CONTENT)).isEqualTo("successor");
        assertThat(why(event)).contains("an empty lock stands at its name");
    }

    @Test
    void a_lock_that_was_not_yet_captured_is_untouched_and_its_item_goes() throws Exception {
        World world = diesBefore(withALock(3), "rename", PATH, () -> {});
        assertThat(why(conclusion(world, "overtaken"))).contains("still there");
        assertThat(world.disk().text(PATH)).isEqualTo("examined");
        assertThat(world.disk().exists(ITEM)).isFalse();
    }

    @Test
    void a_lock_that_another_replaced_meanwhile_is_overtaken() throws Exception {
        World world = diesBefore(withALock(4), "rename", PATH, () -> {});
        world.disk().remove(PATH);
        world.session(NAME, "another one", Duration.ZERO);
        assertThat(why(conclusion(world, "overtaken"))).contains("another file");
        assertThat(world.disk().text(PATH)).isEqualTo("another one");
    }

    @Test
    void a_lock_that_is_neither_here_nor_there_was_released_and_its_item_goes() throws Exception {
        World world = diesBefore(withALock(5), "create", CONTENT, () -> {});
        world.disk().remove(PATH);
        JsonNode event = conclusion(world, "indeterminate");
        assertThat(event.path("event").path("kind").asString("")).isNotEqualTo("alert");
        assertThat(why(event)).contains("released or removed meanwhile");
        assertThat(world.disk().exists(ITEM)).isFalse();
    }

    @Test
    void an_empty_file_in_quarantine_is_said_and_kept_when_the_lock_is_gone() throws Exception {
        World world = diesBefore(withALock(7), "rename", PATH, () -> {});
        world.disk().remove(PATH);
        JsonNode event = conclusion(world, "indeterminate");
        assertThat(event.path("event").path("kind").asString("")).isNotEqualTo("alert");
        assertThat(why(event)).contains("released or removed meanwhile", "an empty file");
        assertThat(world.disk().text(CONTENT)).isEmpty();
    }

    @Test
    void a_lock_under_two_names_is_told_to_a_person_and_left() throws Exception {
        World world = withALock(6);
        breakLock(world);
        world.disk().link(CONTENT, PATH);
        world.kill();
        JsonNode event = conclusion(world, "indeterminate");
        assertThat(event.path("event").path("kind").asString("")).isEqualTo("alert");
        assertThat(world.has(NAME)).isTrue();
        assertThat(world.disk().exists(CONTENT)).isTrue();
    }

    @Test
    void a_break_cut_short_anywhere_has_a_true_conclusion_and_loses_nothing() throws Exception {
        for (boolean power : new boolean[] {false, true}) {
            int call = 0;
            boolean died = true;
            while (died) {
                World world = withALock(++call);
                world.disk().crashAt(call);
                died = dies(world);
                World after = power ? world.losePower() : world.kill();
                after.start();
                String when = "call " + call + ", power lost: " + power;
                concludedTruly(after, when);
            }
            assertThat(call).isGreaterThan(15);
        }
    }

    private static boolean dies(World world) throws IOException {
        try {
            breakLock(world);
            return false;
        } catch (SimulatedCrash died) {
            return true;
        }
    }

    private static void concludedTruly(World after, String when) {
        assertThat(after.verify().sound()).as(when).isTrue();
        assertThat(after.verify().openIntents()).as(when).isEmpty();
        assertThat(after.has(NAME) || after.disk().exists(CONTENT)).as(when).isTrue();
        if (!after.events(LockCapture.BREAK, "done").isEmpty()) {
            assertThat(after.disk().text(CONTENT)).as(when).isEqualTo("examined");
            assertThat(after.has(NAME) && !after.disk().text(PATH).isEmpty()).as(when).isFalse();
        }
        if (!after.events(LockCapture.BREAK, "overtaken").isEmpty()) {
            assertThat(after.disk().text(PATH)).as(when).isEqualTo("examined");
            assertThat(after.disk().exists(ITEM)).as(when).isFalse();
        }
    }
}
