package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.sim.SimulatedOwner;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Events that tell of the same trouble have one name for it, on each line, also after the daemon
/// has started anew.
class IncidentScenariosTest extends LockScene {

    private List<JsonNode> about(String action) {
        return world.events().stream()
                .filter(event -> text(event, "event", "action").equals(action))
                .toList();
    }

    private Set<String> incidents(String... actions) {
        return List.of(actions).stream()
                .flatMap(action -> about(action).stream())
                .map(event -> text(event, "correlation", "incident"))
                .collect(Collectors.toSet());
    }

    private void liveUntilBroken() throws Exception {
        for (int i = 0; world.has(L); i++) {
            assertThat(i).as("never broken").isLessThan(2_000);
            live(seconds(1));
        }
    }

    @Test
    void a_leak_its_suspect_its_break_and_the_leak_that_comes_back_are_one_incident()
            throws Exception {
        SimulatedOwner gateway = tree().gateway(7, LONG);
        gateway.take(L, gateway.declaring(minutes(17)));
        live(minutes(18));
        world.kill();
        live(minutes(1));
        liveUntilBroken();
        world.time().at(seconds(4), () -> gateway.take(L, gateway.declaring(minutes(17))));
        live(minutes(2));
        liveUntilBroken();

        assertThat(about("lock.suspect")).isNotEmpty();
        assertThat(about("break.ineffective")).isNotEmpty();
        assertThat(world.events("lock.break", "done")).hasSize(2);
        assertThat(incidents("lock.suspect", "lock.break", "break.ineffective"))
                .hasSize(1)
                .allMatch(id -> id.matches("inc-[0-9a-f]{16}"));
    }

    @Test
    void another_process_or_another_session_is_another_incident() throws Exception {
        SimulatedOwner first = tree().gateway(7, LONG);
        SimulatedOwner second = world.owner(8, LONG);
        String other = "0b0b0789-dc10-435b-8f07-bc76d1055a2c.jsonl";
        world.session(other, "{}\n", minutes(1));
        first.take(L, first.declaring(minutes(1))).leak(L);
        first.take(other + ".lock", first.declaring(minutes(1))).leak(other + ".lock");
        liveUntilBroken();
        live(minutes(1));
        second.take(L, second.declaring(minutes(1))).leak(L);
        liveUntilBroken();

        assertThat(world.events("lock.break", "done")).hasSize(3);
        assertThat(incidents("lock.break")).hasSize(3);
    }

    @Test
    void a_damaged_index_and_its_recovery_are_one_incident_also_over_a_restart() throws Exception {
        String temp = "sessions.json.0b0b0789-688b-41a1-b4f1-a4e2d099365b.tmp";
        world.session("sessions.json", "", hours(5)).session(temp, "{\"a\":{}}", hours(5));
        world.live(hours(1));
        world.kill();
        world.live(hours(1));
        world.index();
        world.live(hours(1));

        assertThat(about("store.corrupt")).hasSize(3);
        assertThat(incidents("store.corrupt")).hasSize(1).doesNotContain("");
    }

    @Test
    void blindness_lost_and_restored_are_one_incident_of_one_boot() throws Exception {
        tree().live(minutes(5));
        world.processes().blind();
        world.live(minutes(5));
        world.processes().sees();
        world.live(minutes(5));
        Set<String> before = incidents("visibility.lost", "visibility.restored");
        world.losePower();
        world.processes().blind();
        world.live(Duration.ofMinutes(5));

        assertThat(before).hasSize(1).doesNotContain("");
        assertThat(incidents("visibility.lost")).hasSize(2).containsAll(before);
    }
}
