package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionwatchdog.action.QuarantineActs;
import dev.sessionwatchdog.sim.Configs;
import dev.sessionwatchdog.sim.World;
import dev.sessionwatchdog.store.sim.SimulatedCrash;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The scenarios about the watchdog's own behaviour, by their number.
final class OwnBehaviourScenariosTest {

    private static final Duration OLD = Duration.ofHours(5);
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(20);

    private static String temp(int n) {
        return "sessions.json.%08x-688b-41a1-b4f1-a4e2d099365b.tmp".formatted(n);
    }

    @Test
    void s43_archives_are_counted_by_name_and_told_once_with_the_gateways_own_command()
            throws Exception {
        World world = World.seeded(43);
        world.index();
        for (int i = 0; i < 1_200; i++) {
            world.session("%06x.jsonl.deleted.2026-05-01T08-00-00.000Z".formatted(i), "x", OLD);
        }
        SortedMap<String, String> before = world.gatewaysFiles();
        int[] looked = {0};
        world.disk()
                .before(operation -> {
                    if (operation.path().contains(".jsonl.deleted.")) {
                        looked[0]++;
                    }
                });

        world.live(Duration.ofHours(2));

        List<String> told =
                world.events("tmp.reap", "refused").stream()
                        .map(event -> event.path("message").asString(""))
                        .filter(message -> message.contains("archived"))
                        .toList();
        assertThat(told)
                .singleElement()
                .asString()
                .contains("at least 1000 archived transcripts")
                .contains("openclaw sessions cleanup");
        assertThat(looked[0]).isZero();
        assertThat(world.gatewaysFiles()).isEqualTo(before);
    }

    @Test
    void s90_what_appears_after_the_look_is_not_judged_in_this_sweep() throws Exception {
        World world = World.seeded(90);
        world.index().session(temp(1), "x", OLD);
        world.start();
        world.live(Duration.ofMinutes(10));
        assertThat(world.has(temp(1))).isFalse();
        // A directory in which nothing changed would not be listed.
        world.session("other.jsonl", "{}", Duration.ZERO);
        boolean[] appeared = {false};
        world.disk()
                .before(operation -> {
                    if (operation.name().equals("list")
                            && operation.path().equals(World.SESSIONS)
                            && !appeared[0]) {
                        appeared[0] = true;
                        world.session(temp(2), "new", OLD);
                        world.session("new.jsonl", "{}", Duration.ZERO);
                        world.session("new.jsonl.lock", "{\"pid\":1}", Duration.ZERO);
                    }
                });
        for (int i = 0; i < 60 && !appeared[0]; i++) {
            world.live(Duration.ofSeconds(10));
        }

        assertThat(appeared[0]).isTrue();
        assertThat(world.has(temp(2))).isTrue();
        assertThat(world.has("new.jsonl.lock")).isTrue();
        assertThat(world.events("tmp.reap", "intent")).hasSize(1);
    }

    @Test
    void s91_an_empty_valid_index_beside_hundreds_of_transcripts_makes_no_transcript_an_orphan()
            throws Exception {
        World world = World.seeded(91);
        world.session("sessions.json", "{}", Duration.ZERO);
        for (int i = 0; i < 400; i++) {
            world.session("%08x-0000-4000-8000-000000000000.jsonl".formatted(i), "{}\n", OLD);
        }
        SortedMap<String, String> before = world.gatewaysFiles();

        world.live(Duration.ofHours(3));

        assertThat(world.gatewaysFiles()).isEqualTo(before);
        assertThat(world.events().toString()).doesNotContain(".jsonl\",\"root");
    }

    @Test
    void s93_on_a_dirty_tree_a_sweep_does_what_it_may_and_says_what_is_left() throws Exception {
        World world = World.seeded(93).configured(Configs.defaults());
        int budget = world.config().tmp().maxPerSweep();
        world.index();
        for (int i = 0; i < budget + 300; i++) {
            world.session(temp(i), "x", OLD.plusMinutes(i));
        }

        world.live(LONG_ENOUGH);

        List<JsonNode> acting =
                world.events("sweep.summary", "observed").stream()
                        .filter(event -> event.at("/sweep/applied").asInt() > 0)
                        .toList();
        assertThat(acting)
                .extracting(event -> event.at("/sweep/applied").asInt())
                .containsExactly(budget, 300);
        assertThat(acting.getFirst().path("sweep").toString()).contains("300");
        // A thousand files at five hundred a second, of which a second's worth goes at once.
        assertThat(Duration.ofNanos(acting.getFirst().at("/event/duration_ns").asLong()))
                .isBetween(Duration.ofMillis(900), Duration.ofSeconds(2));
    }

    @Test
    void s93_in_observe_nothing_changes_outside_our_own_directory() throws Exception {
        World world = World.seeded(93).configured(Configs.observing());
        world.index();
        for (int i = 0; i < 50; i++) {
            world.session(temp(i), "x", OLD.plusMinutes(i));
        }
        SortedMap<String, String> before = world.gatewaysFiles();

        world.live(Duration.ofHours(3));

        assertThat(world.gatewaysFiles()).isEqualTo(before);
        assertThat(world.events("tmp.reap", "intent")).isEmpty();
    }

    @Test
    void s94_an_intent_without_its_act_is_looked_at_again_and_concluded_at_the_start()
            throws Exception {
        World world = World.seeded(94);
        world.index().session(temp(1), "x", OLD);
        world.start();
        int[] at = {Integer.MAX_VALUE};
        world.disk()
                .before(operation -> {
                    if (operation.name().equals("unlink") && operation.path().endsWith(temp(1))) {
                        at[0] = operation.number();
                        throw new SimulatedCrash("before the act");
                    }
                });
        assertThatThrownBy(() -> world.live(LONG_ENOUGH)).isInstanceOf(SimulatedCrash.class);
        assertThat(at[0]).isLessThan(Integer.MAX_VALUE);
        world.losePower().start();
        assertThat(world.events("tmp.reap", "overtaken")).hasSize(1);
        assertThat(world.has(temp(1))).isTrue();
        world.live(Duration.ofHours(1));

        assertThat(world.verify().openIntents()).isEmpty();
        assertThat(world.verify().sound()).isTrue();
        assertThat(world.has(temp(1))).isFalse();
    }

    @Test
    void s96_the_same_suspect_for_ten_hours_is_told_once() throws Exception {
        World world = World.seeded(96).configured(Configs.reportingLocks());
        var owner = world.gateway(7, Duration.ofHours(1));
        world.index();
        owner.take("a.jsonl.lock", owner.undeclared());

        world.live(Duration.ofHours(10));

        List<JsonNode> alerts =
                world.events("lock.suspect", "observed").stream()
                        .filter(it -> it.path("event").path("kind").asString("").equals("alert"))
                        .toList();
        assertThat(alerts).hasSize(1);
        assertThat(world.events("lock.break", "intent")).isEmpty();
    }

    @Test
    void s99_a_restore_puts_back_only_where_the_name_is_free_and_explains_otherwise()
            throws Exception {
        World world = World.seeded(99);
        world.session("sessions.json", "{\"a\":{\"sessionId\":\"b\"}}", OLD.plusHours(1));
        world.session(temp(1), "mine", OLD);
        world.live(LONG_ENOUGH);
        String id =
                world.events("tmp.reap", "intent")
                        .getFirst()
                        .path("quarantine")
                        .path("id")
                        .asString("");
        world.session(temp(1), "somebody else's", Duration.ZERO);

        QuarantineActs.Answer taken =
                world.daemon().guard().quarantine().restore(id, Optional.empty());

        assertThat(taken.kind()).isEqualTo(QuarantineActs.Answer.Kind.REFUSED);
        assertThat(taken.message()).contains("its name is taken; it stays in quarantine");
        assertThat(world.disk().text(World.SESSIONS + "/" + temp(1))).isEqualTo("somebody else's");
        world.disk().remove(World.SESSIONS + "/" + temp(1));
        assertThat(world.daemon().guard().quarantine().restore(id, Optional.empty()).kind())
                .isEqualTo(QuarantineActs.Answer.Kind.DONE);
        assertThat(world.disk().text(World.SESSIONS + "/" + temp(1))).isEqualTo("mine");
    }

    /// Whatever is wrong with a file, none of its content is in what we write.
    @Test
    void s100_nothing_of_any_session_is_in_log_alert_or_quarantine_record() throws Exception {
        for (int seed = 0; seed < 12; seed++) {
            World world = World.seeded(seed);
            String secret = "sk-%016x".formatted(new Random(seed).nextLong());
            Random random = new Random(seed);
            world.session("sessions.json", index(secret, random), OLD.plusHours(random.nextInt(2)));
            for (int i = 0; i < 6; i++) {
                world.session(temp(i), torn("{\"k\":\"" + secret + "\"}", random), OLD);
            }
            world.session("a.jsonl", torn("{\"text\":\"" + secret + "\"}\n", random), OLD);
            var owner = world.gateway(7, Duration.ofHours(1));
            owner.take("a.jsonl.lock", owner.undeclared());
            world.append("a.jsonl", secret);
            world.live(Duration.ofMinutes(40));

            assertThat(world.events()).isNotEmpty();
            for (String path : new TreeMap<>(world.disk().paths()).keySet()) {
                boolean ours =
                        path.startsWith("state/") || path.startsWith(World.ROOT + "/.session-");
                if (ours && world.disk().isFile(path) && !path.endsWith("/content")) {
                    assertThat(world.disk().text(path))
                            .as("%s, seed %d", path, seed)
                            .doesNotContain(secret);
                }
            }
        }
    }

    private static String index(String secret, Random random) {
        String whole =
                "{\"agent:main:main\":{\"sessionId\":\"a\",\"note\":\"%s\",\"%s\":1}}"
                        .formatted(secret, secret);
        return torn(whole, random);
    }

    /// Whole, cut, or with an error in the middle of it.
    private static String torn(String whole, Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> whole;
            case 1 -> whole.substring(0, random.nextInt(whole.length()));
            default -> whole.replaceFirst("\":", "\" " + whole.charAt(2));
        };
    }
}
