package dev.sessionwatchdog.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.quarantine.Prepared;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What stands at the name of a lock that was captured by mistake and put back (S6): nobody leaves
/// it there for ever.
class LockHealingTest extends CaptureScene {

    private final List<String> told = new ArrayList<>();

    private Healed heal(boolean keptOpen) throws IOException {
        return new LockHealing(root)
                .heal(
                        LOCK,
                        new LockHealing.Caller() {
                            @Override
                            public boolean keptOpen(byte[] raw) {
                                return keptOpen;
                            }

                            @Override
                            public Prepared announce(ExaminedLock lock) throws IOException {
                                told.add("intent");
                                return prepare(root, lock);
                            }

                            @Override
                            public void conclude(ExaminedLock lock, Capture capture) {
                                told.add(capture.getClass().getSimpleName());
                            }
                        });
    }

    @Test
    void a_lock_that_was_put_back_and_released_meanwhile_is_taken_too() throws Exception {
        assertThat(heal(true)).isEqualTo(new Healed.Free(true));
        assertThat(told).containsExactly("intent", "Broken");
        assertThat(disk.exists(PATH)).isFalse();
        assertThat(quarantine(root).list()).hasSize(1);
        assertThat(heal(true)).isEqualTo(new Healed.Free(false));
    }

    @Test
    void a_lock_that_was_put_back_and_is_still_held_stays() throws Exception {
        disk.openBy(PATH);
        assertThat(heal(true)).isInstanceOf(Healed.Standing.class);
        assertThat(told).isEmpty();
        stays("{\"pid\":7}\n\t \t\n");
    }

    @Test
    void the_kernel_is_not_asked_about_a_lock_whose_writer_does_not_keep_it_open()
            throws Exception {
        List<String> calls = new ArrayList<>();
        disk.before(operation -> calls.add(operation.name()));
        assertThat(heal(false)).isInstanceOf(Healed.Standing.class);
        assertThat(calls).doesNotContain("claim", "rename");
    }

    @Test
    void healing_looks_again_when_it_captured_yet_another_lock_and_ends_after_some_rounds()
            throws Exception {
        AtomicInteger renames = new AtomicInteger();
        disk.before(operation -> {
            if (operation.name().equals("rename") && operation.path().equals(PATH)) {
                replace("successor " + renames.incrementAndGet());
            }
        });
        assertThat(heal(true)).isInstanceOf(Healed.Standing.class);
        assertThat(renames).hasValue(LockHealing.ROUNDS);
        assertThat(told).hasSize(2 * LockHealing.ROUNDS).contains("PutBack");
        stays("successor " + LockHealing.ROUNDS);
        disk.before(_ -> {});
        assertThat(heal(true)).isEqualTo(new Healed.Free(true));
    }
}
