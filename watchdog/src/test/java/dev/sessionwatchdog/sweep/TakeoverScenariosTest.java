package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.sim.Configs;
import dev.sessionwatchdog.sim.SimulatedOwner;
import dev.sessionwatchdog.sim.World;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The event `session.takeover`: a transcript that changed while nobody held its lock is told, and
/// nothing is said where a holder may have been there between two looks.
class TakeoverScenariosTest extends LockScene {

    private static final String TAKEOVER =
            "session.takeover observed changed while nobody held its lock!";

    private SimulatedOwner gateway;

    @BeforeEach
    void a_lock_was_held_and_released() throws Exception {
        gateway = tree().gateway(7, LONG);
        gateway.take(L, gateway.declaring(minutes(17)));
        live(minutes(1));
        gateway.release(L);
        live(minutes(1));
    }

    @Test
    void a_transcript_that_grows_while_nobody_holds_its_lock_is_told() throws Exception {
        world.append(T, "{\"stray\":1}\n");
        live(minutes(1));

        assertThat(told()).containsExactly(TAKEOVER);
        JsonNode event = world.events("session.takeover", "observed").getFirst();
        assertThat(text(event, "file", "path")).endsWith("/" + T);
        assertThat(text(event, "labels", "before.1")).isEqualTo("no lock");
        assertThat(text(event, "labels", "before.2")).contains("transcript of 3 bytes");
        assertThat(text(event, "labels", "after.2")).contains("transcript of 15 bytes");
    }

    @Test
    void a_transcript_that_rests_is_not() throws Exception {
        live(hours(1));

        assertThat(told()).isEmpty();
    }

    @Test
    void work_under_a_lock_is_none() throws Exception {
        gateway.take(L, gateway.declaring(minutes(17)));
        world.append(T, "{\"more\":1}\n");
        live(minutes(5));

        assertThat(told()).isEmpty();
    }

    @Test
    void a_lock_that_came_and_went_between_two_looks_may_have_covered_it() throws Exception {
        world.time().at(seconds(3), () -> gateway.take(L, gateway.declaring(minutes(17))));
        world.time().at(seconds(4), () -> world.append(T, "{\"more\":1}\n"));
        world.time().at(seconds(5), () -> gateway.release(L));
        live(minutes(5));

        assertThat(told()).isEmpty();
    }

    @Test
    void work_in_the_look_in_which_it_was_released_may_have_been_covered() throws Exception {
        gateway.take(L, gateway.declaring(minutes(17)));
        live(minutes(1));
        world.append(T, "{\"more\":1}\n");
        gateway.release(L);
        live(minutes(5));

        assertThat(told()).isEmpty();
    }

    @Test
    void a_file_that_came_or_went_nearby_makes_it_uncertain() throws Exception {
        world.session("other.jsonl", "{}\n", Duration.ZERO);
        world.append(T, "{\"more\":1}\n");
        world.live(minutes(5));

        assertThat(told()).isEmpty();
    }

    @Test
    void a_scan_that_only_touches_the_transcripts_mode_is_no_writer() throws Exception {
        world.disk().setMode(World.SESSIONS + "/" + T, 0640);
        live(minutes(5));

        assertThat(told()).isEmpty();
    }

    @Test
    void a_lock_that_passes_to_another_owner_in_the_same_file_is_no_release() throws Exception {
        gateway.take(L, gateway.declaring(minutes(17)));
        live(minutes(1));
        SimulatedOwner other = world.owner(8, LONG);
        world.disk().file(World.SESSIONS + "/" + L, other.declaring(minutes(17)));
        world.append(T, "{\"stray\":1}\n");
        live(minutes(1));

        assertThat(told())
                .containsExactly(
                        "session.takeover observed changed while its lock went from one owner to"
                                + " another without a release!");
        JsonNode event = world.events("session.takeover", "observed").getFirst();
        assertThat(text(event, "labels", "before.1")).startsWith("locked by process 7 since");
        assertThat(text(event, "labels", "after.1")).startsWith("locked by process 8 since");
    }

    @Test
    void the_same_transcript_is_told_of_every_ten_minutes_at_most() throws Exception {
        for (int i = 0; i < 8; i++) {
            world.append(T, "{\"stray\":1}\n");
            live(minutes(1));
        }

        assertThat(told()).containsExactly(TAKEOVER);
    }

    @Test
    void a_gateway_without_locks_is_told_of_thirty_times_an_hour_at_most() throws Exception {
        for (int i = 0; i < 40; i++) {
            String name = "%08d-dc10-435b-8f07-bc76d1055a2c.jsonl".formatted(i);
            world.session(name, "{}\n", Duration.ZERO);
            gateway.take(name + ".lock", gateway.declaring(minutes(17)));
        }
        live(minutes(6));
        for (int i = 0; i < 40; i++) {
            gateway.release("%08d-dc10-435b-8f07-bc76d1055a2c.jsonl.lock".formatted(i));
        }
        live(minutes(1));
        for (int i = 0; i < 40; i++) {
            world.append("%08d-dc10-435b-8f07-bc76d1055a2c.jsonl".formatted(i), "{}\n");
        }
        live(minutes(1));

        assertThat(world.events("session.takeover", "observed")).hasSize(30);
    }

    @Test
    void observing_tells_it_too() throws Exception {
        world.kill().configured(Configs.observing());
        gateway.take(L, gateway.declaring(minutes(17)));
        live(minutes(1));
        gateway.release(L);
        live(minutes(1));
        world.append(T, "{\"stray\":1}\n");
        live(minutes(1));

        assertThat(told()).containsExactly(TAKEOVER);
    }
}
