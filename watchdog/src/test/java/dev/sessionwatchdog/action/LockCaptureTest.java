package dev.sessionwatchdog.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.observation.ContentHash;
import dev.sessionwatchdog.observation.LockPayload;
import dev.sessionwatchdog.quarantine.InUseDemand;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Breaking one lock (`protocols.md` 5): only the examined one goes, what was captured by mistake
/// comes back, and nothing is left behind (S5, S6, S7, S10, S15).
class LockCaptureTest extends CaptureScene {

    @Test
    void takes_the_examined_lock_with_every_byte_of_it() throws Exception {
        ExaminedLock lock = examined(root);
        Capture capture = take(root, lock, InUseDemand.CLOSED, NO_OBJECTION);
        assertThat(capture).isEqualTo(new Capture.Broken(lock.facts(), true));
        assertThat(disk.exists(PATH)).isFalse();
        assertThat(disk.text(HOME + "/q-0000000001/content")).isEqualTo("{\"pid\":7}\n\t \t\n");
    }

    @Test
    void a_lock_that_somebody_has_open_stays_where_it_must_be_closed() throws Exception {
        disk.openBy(PATH);
        assertThat(take(InUseDemand.CLOSED))
                .isEqualTo(new Capture.Overtaken("somebody has it open"));
        stays("{\"pid\":7}\n\t \t\n");
        assertThat(take(InUseDemand.NOT_ASKED)).isInstanceOf(Capture.Broken.class);
    }

    @Test
    void the_kernel_is_not_asked_where_it_need_not_be_closed() throws Exception {
        List<String> calls = new ArrayList<>();
        disk.before(operation -> calls.add(operation.name()));
        take(InUseDemand.NOT_ASKED);
        assertThat(calls).contains("rename").doesNotContain("claim");
    }

    @Test
    void nothing_slow_stands_between_the_claim_and_the_rename() throws Exception {
        ExaminedLock lock = examined(root);
        List<String> calls = new ArrayList<>();
        disk.before(operation -> calls.add(operation.name()));
        take(root, lock, InUseDemand.CLOSED, NO_OBJECTION);
        assertThat(calls.subList(calls.indexOf("claim"), calls.indexOf("release")))
                .contains("rename")
                .doesNotContain("sync", "sync-directory", "write", "mkdir");
    }

    @Test
    void where_it_cannot_be_told_who_has_it_open_nothing_is_taken_for_closed() throws Exception {
        Root degraded = SimulatedRoot.degraded(disk, "");
        Capture capture = take(degraded, examined(degraded), InUseDemand.CLOSED, NO_OBJECTION);
        assertThat(capture).isInstanceOf(Capture.Overtaken.class);
        capture = take(degraded, examined(degraded), InUseDemand.NOT_ASKED, NO_OBJECTION);
        assertThat(capture)
                .isInstanceOfSatisfying(
                        Capture.Broken.class, broken -> assertThat(broken.proven()).isFalse());
    }

    @Test
    void a_lock_that_is_not_the_examined_one_stays() throws Exception {
        ExaminedLock lock = examined(root);
        replace("other");
        assertThat(take(root, lock, InUseDemand.CLOSED, NO_OBJECTION))
                .isInstanceOf(Capture.Overtaken.class);
        stays("other");
        disk.remove(PATH);
        assertThat(take(root, lock, InUseDemand.CLOSED, NO_OBJECTION))
                .isEqualTo(new Capture.Overtaken("it is gone"));
    }

    @Test
    void a_lock_with_other_bytes_stays_though_its_facts_are_the_same() throws Exception {
        ExaminedLock lock = examined(root);
        ContentHash other = new ContentHash("0".repeat(64), "full");
        ExaminedLock forged = new ExaminedLock(LOCK, lock.facts(), other);
        assertThat(take(root, forged, InUseDemand.CLOSED, NO_OBJECTION))
                .isEqualTo(new Capture.Overtaken("its bytes are not those that were examined"));
        stays("{\"pid\":7}\n\t \t\n");
    }

    @Test
    void the_last_look_is_asked_under_the_claim_and_its_objection_stops_the_break()
            throws Exception {
        ExaminedLock lock = examined(root);
        List<String> calls = new ArrayList<>();
        disk.before(operation -> calls.add(operation.name()));
        Capture capture =
                take(
                        root,
                        lock,
                        InUseDemand.CLOSED,
                        (_, _) -> {
                            calls.add("asked");
                            return Optional.of("the transcript moved");
                        });
        assertThat(capture).isEqualTo(new Capture.Overtaken("the transcript moved"));
        assertThat(calls).containsSubsequence("claim", "asked", "release").doesNotContain("rename");
        stays("{\"pid\":7}\n\t \t\n");
    }

    @Test
    void a_foreign_guard_of_any_type_stops_the_break_and_stays() throws Exception {
        String guard = PATH + ".reclaim";
        List<Runnable> kinds =
                List.of(
                        () -> disk.mkdirs(guard),
                        () -> disk.file(guard, ""),
                        () -> disk.symlink(guard, "nowhere"));
        for (Runnable kind : kinds) {
            kind.run();
            assertThat(take(InUseDemand.CLOSED)).isInstanceOf(Capture.Guarded.class);
            stays("{\"pid\":7}\n\t \t\n");
            assertThat(disk.exists(guard)).isTrue();
            disk.remove(guard);
        }
    }

    @Test
    void a_guard_that_comes_after_the_claim_still_stops_the_break() throws Exception {
        before("claim", () -> disk.mkdirs(PATH + ".reclaim"));
        assertThat(take(InUseDemand.CLOSED)).isInstanceOf(Capture.Guarded.class);
    }

    @Test
    void what_is_no_single_regular_file_of_ours_is_refused_and_never_followed() throws Exception {
        ExaminedLock lock = examined(root);
        disk.link(PATH, "store/second");
        assertThat(take(root, lock, InUseDemand.CLOSED, NO_OBJECTION))
                .isEqualTo(new Capture.Refused("hard link"));
        disk.remove("store/second");
        disk.remove(PATH);
        disk.mkdirs("outside");
        disk.file("outside/precious", "precious");
        disk.symlink(PATH, "../outside/precious");
        assertThat(take(root, lock, InUseDemand.NOT_ASKED, NO_OBJECTION))
                .isEqualTo(new Capture.Refused("symlink"));
        disk.remove(PATH);
        disk.fifo(PATH);
        assertThat(take(root, lock, InUseDemand.NOT_ASKED, NO_OBJECTION))
                .isEqualTo(new Capture.Refused("not a regular file"));
        disk.remove(PATH);
        disk.file(PATH, "x".repeat(LockPayload.MAX_BYTES + 1));
        assertThat(take(InUseDemand.NOT_ASKED)).isInstanceOf(Capture.Refused.class);
        Root another = SimulatedRoot.openAs(disk, "", 4711);
        replace("ours");
        assertThat(take(another, lock, InUseDemand.NOT_ASKED, NO_OBJECTION))
                .isEqualTo(new Capture.Refused("another user's"));
        assertThat(disk.text("outside/precious")).isEqualTo("precious");
        assertThat(quarantine(root).list()).isEmpty();
    }

    @Test
    void another_lock_that_was_captured_stands_at_its_name_again() throws Exception {
        ExaminedLock lock = examined(root);
        before("rename", () -> replace("successor"));
        assertThat(take(root, lock, InUseDemand.CLOSED, NO_OBJECTION))
                .isInstanceOf(Capture.PutBack.class);
        stays("successor");
    }

    @Test
    void the_name_is_never_free_while_another_lock_is_elsewhere() throws Exception {
        ExaminedLock lock = examined(root);
        List<String> stood = new ArrayList<>();
        disk.before(operation -> {
            if (operation.name().equals("rename") && operation.path().equals(PATH)) {
                replace("successor");
            } else if (operation.name().equals("rename")) {
                stood.add(disk.text(PATH));
            }
        });
        take(root, lock, InUseDemand.CLOSED, NO_OBJECTION);
        assertThat(stood).containsExactly("");
        assertThat(disk.text(PATH)).isEqualTo("successor");
    }

    @Test
    void what_was_captured_stays_in_quarantine_when_its_name_is_taken_again() throws Exception {
        ExaminedLock lock = examined(root);
        disk.before(operation -> {
            if (operation.name().equals("rename") && operation.path().equals(PATH)) {
                replace("successor");
            } else if (operation.name().equals("rename")) {
                // Only who does not compare can remove the empty file that stands there.
                replace("third");
            }
        });
        assertThat(take(root, lock, InUseDemand.CLOSED, NO_OBJECTION))
                .isInstanceOf(Capture.Stranded.class);
        assertThat(disk.text(PATH)).isEqualTo("successor");
        assertThat(disk.text(HOME + "/q-0000000001/content")).isEqualTo("third");
    }
}
