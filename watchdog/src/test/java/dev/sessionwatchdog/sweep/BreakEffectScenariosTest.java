package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.action.QuarantineActs;
import dev.sessionwatchdog.sim.SimulatedOwner;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What is looked at after a break: whether it helped.
class BreakEffectScenariosTest extends LockScene {

    private static final String COMPLAINT =
            "2026-06-01T08:00:00Z [agent] session file locked (timeout 10000ms): pid=7 " + L;

    private SimulatedOwner gateway;

    @BeforeEach
    void a_gateway_leaks_a_lock() {
        gateway = tree().gateway(7, LONG);
        gateway.take(L, gateway.declaring(minutes(17))).leak(L);
    }

    private void untilItIsBroken() throws Exception {
        for (int i = 0; world.has(L); i++) {
            assertThat(i).as("never broken").isLessThan(400);
            live(seconds(1));
        }
    }

    private void takesItAgain() {
        gateway.take(L, gateway.declaring(minutes(17))).leak(L);
    }

    @Test
    void s05_the_same_owner_takes_it_again_after_four_seconds() throws Exception {
        untilItIsBroken();
        world.time().at(seconds(4), this::takesItAgain);

        live(seconds(20));
        assertThat(world.events("break.ineffective", "observed")).as("yet").isEmpty();
        live(seconds(40));

        assertThat(told()).containsOnlyOnce("break.ineffective observed taken-again!");
        JsonNode event = world.events("break.ineffective", "observed").getFirst();
        assertThat(text(event, "labels", "broken")).contains("owner 7, made 2026-06-01T08:00:00Z");
        assertThat(text(event, "labels", "standing")).contains("owner 7, made 2026-06-01T08:0");
        assertThat(text(event, "labels", "break_intent"))
                .isEqualTo(text(world.events("lock.break", "intent").getFirst(), "event", "id"));
        assertThat(world.has(L)).as("judged by its own lease").isTrue();
    }

    @Test
    void what_was_broken_is_not_purged_by_hand_while_its_effect_is_still_watched()
            throws Exception {
        untilItIsBroken();
        String id = text(world.events("lock.break", "intent").getFirst(), "quarantine", "id");
        QuarantineActs acts = world.daemon().guard().quarantine();
        assertThat(acts.purge(id).kind()).isEqualTo(QuarantineActs.Answer.Kind.REFUSED);
        assertThat(world.events("quarantine.purge", "intent")).isEmpty();

        live(minutes(20));

        assertThat(acts.purge(id).kind()).isEqualTo(QuarantineActs.Answer.Kind.DONE);
    }

    @Test
    void s05b_no_session_is_helped_more_often_than_three_times_an_hour() throws Exception {
        for (int second = 0; second < 3_300; second += 10) {
            live(seconds(10));
            if (!world.has(L)) {
                takesItAgain();
            }
        }

        assertThat(world.events("lock.break", "done")).hasSize(3);
        assertThat(world.has(L)).isTrue();
    }

    @Test
    void s05c_work_under_the_new_lock_shows_that_the_break_helped() throws Exception {
        untilItIsBroken();
        world.time()
                .at(
                        seconds(3),
                        () -> {
                            gateway.take(L, gateway.declaring(minutes(17)));
                            world.append(T, "{\"more\":1}\n");
                        });

        live(minutes(5));

        assertThat(world.events("break.ineffective", "observed")).isEmpty();
    }

    /// A gateway that leaked its own lock is helped by the break, and takes the next one itself.
    @Test
    void s05e_the_same_owner_may_take_it_again_before_it_begins_to_work() throws Exception {
        untilItIsBroken();
        world.time().at(seconds(3), () -> gateway.take(L, gateway.declaring(minutes(17))));
        world.time().at(seconds(12), () -> world.append(T, "{\"more\":1}\n"));

        live(minutes(5));

        assertThat(world.events("break.ineffective", "observed")).isEmpty();
    }

    @Test
    void s05f_the_same_owner_may_take_it_again_and_let_go_of_it_again() throws Exception {
        untilItIsBroken();
        for (int second = 2; second < 58; second += 7) {
            world.time().at(seconds(second), () -> gateway.take(L, gateway.declaring(minutes(17))));
            world.time().at(seconds(second + 6), () -> gateway.release(L));
        }

        live(minutes(5));

        assertThat(world.events("break.ineffective", "observed")).isEmpty();
    }

    @Test
    void s05d_another_owner_that_takes_it_was_helped() throws Exception {
        untilItIsBroken();
        SimulatedOwner other = world.owner(8, LONG);
        world.time().at(seconds(3), () -> other.take(L, other.declaring(minutes(17))));
        // The first owner waits for the second now, as it should.
        world.time().at(seconds(30), () -> world.complain(COMPLAINT));

        live(minutes(5));

        assertThat(world.events("break.ineffective", "observed")).isEmpty();
    }

    @Test
    void s06_complaints_about_a_lock_that_is_gone_come_from_memory() throws Exception {
        world.complain(COMPLAINT);
        untilItIsBroken();
        for (int i = 1; i <= 10; i++) {
            world.time().at(minutes(i), () -> world.complain(COMPLAINT));
        }

        live(minutes(12));

        assertThat(world.events("break.ineffective", "observed")).hasSize(1);
        assertThat(told()).endsWith("break.ineffective observed in-memory-state!");
        assertThat(messages("break.ineffective", "observed").getFirst())
                .contains(L)
                .contains("Restart the gateway; nothing on disk can help");
        assertThat(world.events("lock.break", "done")).hasSize(1);
    }

    @Test
    void s06b_complaints_from_before_the_break_or_about_another_lock_are_none() throws Exception {
        world.complain(COMPLAINT);
        untilItIsBroken();
        // Who was waiting when it went gives up now.
        world.time().at(seconds(2), () -> world.complain(COMPLAINT));
        world.time().at(seconds(60), () -> world.complain(COMPLAINT.replace(ID, "other")));
        String ofAnotherAgent = COMPLAINT.replace(L, "/h/agents/ops/sessions/" + L);
        world.time().at(seconds(65), () -> world.complain(ofAnotherAgent));
        world.time().at(seconds(70), () -> world.complain("all is well with " + L));

        live(minutes(20));

        assertThat(world.events("break.ineffective", "observed")).isEmpty();
    }

    @Test
    void s06c_complaints_after_a_quarter_of_an_hour_are_about_something_else() throws Exception {
        untilItIsBroken();
        world.time().at(minutes(17), () -> world.complain(COMPLAINT));

        live(minutes(30));

        assertThat(world.events("break.ineffective", "observed")).isEmpty();
    }

    /// A person who puts it back knows why: it is neither news nor taken again.
    @Test
    void a_lock_that_a_person_put_back_stays() throws Exception {
        untilItIsBroken();
        String id = text(world.events("lock.break", "done").getFirst(), "quarantine", "id");
        world.daemon().guard().quarantine().restore(id, Optional.empty());

        live(hours(2));

        assertThat(world.has(L)).isTrue();
        assertThat(world.events("break.ineffective", "observed")).isEmpty();
        assertThat(world.events("lock.break", "done")).hasSize(1);
        assertThat(told()).contains("lock.break observed restored-by-a-person");
    }
}
