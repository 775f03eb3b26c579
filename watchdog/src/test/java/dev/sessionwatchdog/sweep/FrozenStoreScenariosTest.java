package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.sim.World;
import java.time.Duration;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The scenarios in which an index is not proven good, by their number: nothing beside it is
/// reaped.
class FrozenStoreScenariosTest {

    private static final String UUID = "a7a17c4a-688b-41a1-b4f1-a4e2d099365b";
    private static final Duration OLD = Duration.ofHours(5);
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(20);

    private final World world = World.seeded(33);

    @AfterEach
    void the_log_holds() {
        assertThat(world.verify().sound()).as("%s", world.verify()).isTrue();
        assertThat(world.verify().openIntents()).isEmpty();
    }

    private static String indexTemp(int n) {
        return "sessions.json.%08x-688b-41a1-b4f1-a4e2d099365b.tmp".formatted(n);
    }

    @Test
    void s33_an_empty_index_freezes_the_directory_and_names_the_recovery_sources()
            throws Exception {
        world.session("sessions.json", "", OLD)
                .session(indexTemp(1), "{\"a\":{}}", OLD)
                .session(indexTemp(2), "{\"a\":", OLD)
                .session(".fs-safe-replace.12." + UUID + ".tmp", "junk", OLD);

        frozen("index-damaged", 3);
    }

    @Test
    void s34_a_missing_index_freezes_the_directory_too() throws Exception {
        world.session(indexTemp(1), "{\"a\":{}}", OLD).session(indexTemp(2), "{\"a\":", OLD);

        frozen("index-missing", 2);
    }

    @Test
    void s35_an_index_of_the_wrong_type_freezes_the_directory_too() throws Exception {
        world.session("sessions.json", "[]", OLD)
                .session(indexTemp(1), "{\"a\":{}}", OLD)
                .session(indexTemp(2), "{\"a\":", OLD);
        frozen("index-damaged", 2);
    }

    @Test
    void s35_null_is_no_index_either() throws Exception {
        world.session("sessions.json", "null", OLD)
                .session(indexTemp(1), "{\"a\":{}}", OLD)
                .session(indexTemp(2), "{\"a\":", OLD);
        frozen("index-damaged", 2);
    }

    @Test
    void an_index_with_nul_bytes_behind_its_end_freezes_the_directory_too() throws Exception {
        world.session("sessions.json", "{\"a\":{}}\0\0\0", OLD)
                .session(indexTemp(1), "{\"a\":{}}", OLD)
                .session(indexTemp(2), "{\"a\":", OLD);
        frozen("index-damaged", 2);
    }

    private void frozen(String reason, int temps) throws Exception {
        SortedMap<String, String> before = world.gatewaysFiles();

        world.live(Duration.ofHours(3));

        assertThat(world.gatewaysFiles()).isEqualTo(before);
        assertThat(world.events("tmp.reap", "intent")).isEmpty();
        assertThat(world.events("store.corrupt", "observed"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.path("event").path("kind").asString("")).isEqualTo("alert");
                    assertThat(event.path("event").path("reason").asString("")).isEqualTo(reason);
                    assertThat(event.path("message").asString(""))
                            .contains(temps + " possible recovery sources");
                    assertThat(event.path("labels").toString())
                            .contains(indexTemp(1))
                            .contains("a whole JSON object")
                            .contains("not whole");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "{\"a\":{}", "{\"a\":{}}\0\0\0"})
    void s62_a_bad_index_is_told_once_also_where_no_temp_lies_beside_it(String content)
            throws Exception {
        world.session("sessions.json", content, OLD);
        SortedMap<String, String> before = world.gatewaysFiles();
        boolean lookedWhole = !content.equals("{\"a\":{}");

        world.live(Duration.ofHours(3));

        assertThat(world.gatewaysFiles()).isEqualTo(before);
        // One that ends in a brace by chance is found when something has to be done beside it.
        assertThat(world.events("store.corrupt", "observed")).hasSize(lookedWhole ? 1 : 0);
        if (lookedWhole) {
            world.index().live(Duration.ofHours(1));
            assertThat(
                            world.events("store.corrupt", "observed")
                                    .getLast()
                                    .path("message")
                                    .asString(""))
                    .contains("is whole again");
        }
    }

    @Test
    void an_index_that_is_whole_again_ends_the_freeze() throws Exception {
        world.session("sessions.json", "{", OLD).session(indexTemp(1), "{}", OLD);
        world.live(Duration.ofMinutes(30));
        assertThat(world.has(indexTemp(1))).isTrue();

        world.index();
        world.live(Duration.ofMinutes(30));

        assertThat(world.has(indexTemp(1))).isFalse();
        assertThat(world.events("store.corrupt", "observed")).hasSize(2);
    }

    @Test
    void s36_an_index_that_was_being_written_at_one_look_raises_no_alarm() throws Exception {
        world.session("sessions.json", "{\"a\":", Duration.ZERO).session(indexTemp(1), "{}", OLD);
        world.live(Duration.ofSeconds(90));
        world.index();

        world.live(LONG_ENOUGH);

        assertThat(world.events("store.corrupt", "observed")).isEmpty();
        assertThat(world.has(indexTemp(1))).isFalse();
    }
}
