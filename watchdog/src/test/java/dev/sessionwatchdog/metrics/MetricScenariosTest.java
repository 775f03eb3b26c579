package dev.sessionwatchdog.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.action.Event;
import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.finding.LockFinding;
import dev.sessionwatchdog.sim.Configs;
import dev.sessionwatchdog.sim.SimulatedOwner;
import dev.sessionwatchdog.sim.World;
import dev.sessionwatchdog.store.forensic.ForensicLog;
import dev.sessionwatchdog.store.forensic.Level;
import dev.sessionwatchdog.store.forensic.Phase;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What a scrape shows of a simulated world, beside what its log says.
class MetricScenariosTest {

    private static final String ID = "5e5b0789-dc10-435b-8f07-bc76d1055a2c";
    private static final String LOCK = ID + ".jsonl.lock";
    private static final String TEMP = "sessions.json.4be19c52-3f0e-4c57-9a57-5a0d3f4f9a1";

    private final World world = World.seeded(1);
    private final Counted counted = Counted.in(world);

    private void orphans(int count) {
        world.index();
        for (int i = 0; i < count; i++) {
            world.session(TEMP + i + ".tmp", "{\"x\":" + i + "}", Duration.ofHours(26));
        }
    }

    private static String at(JsonNode event, String group, String name) {
        return event.path(group).path(name).asString("");
    }

    @Test
    void the_numbers_of_a_sweep_are_those_of_its_events() throws Exception {
        orphans(3);
        SimulatedOwner gateway = world.gateway(4711, Duration.ofHours(1));
        world.session(ID + ".jsonl", "{}\n", Duration.ofMinutes(1));
        gateway.take(LOCK, gateway.undeclared());
        world.live(Duration.ofMinutes(10));
        Scrape during = counted.scrape();
        assertThat(during.value("locks{state=\"suspect\"}") + during.value("locks{state=\"held\"}"))
                .isEqualTo(1);
        world.live(Duration.ofHours(2));
        Scrape scrape = counted.scrape();

        assertThat(world.events("tmp.reap", "done")).hasSize(3);
        assertThat(scrape.sum("temps_reaped_total")).isEqualTo(3);
        assertThat(scrape.sum("reclaimed_bytes_total"))
                .isEqualTo(
                        (double)
                                world.events("tmp.reap", "done").stream()
                                        .mapToLong(event -> event.path("bytes_reclaimed").asLong(0))
                                        .sum());
        assertThat(world.events("lock.break", "done")).hasSize(1);
        assertThat(scrape.value("breaks_total{fenced=\"false\",rule=\"lock.lapsed\"}"))
                .isEqualTo(1);
        assertThat(scrape.value("quarantine_items")).isEqualTo(1);
        assertThat(scrape.value("quarantine_bytes")).isPositive();
        assertThat(scrape.value("open_intents")).isZero();
        assertThat(scrape.value("blind")).isZero();
        assertThat(scrape.value("stores{era=\"single-file\"}")).isEqualTo(1);
        assertThat(scrape.value("log_sequence"))
                .isEqualTo(world.events().getLast().path("event").path("sequence").asDouble());
        assertThat(scrape.sum("events_total")).isEqualTo(world.events().size());
        // A store that is swept alone, for a lock, has a summary too.
        assertThat(scrape.value("sweeps_total"))
                .isBetween(20.0, (double) world.events("sweep.summary", "observed").size());
        assertThat(scrape.value("sweep_duration_seconds_count"))
                .isEqualTo(scrape.value("sweeps_total"));
        assertThat(scrape.value("last_sweep_timestamp_seconds"))
                .isBetween(
                        world.time().moment().wall().getEpochSecond() - 400.0,
                        world.time().moment().wall().getEpochSecond() + 1.0);
        assertThat(scrape.value("alerts_total{action=\"lock.suspect\"}"))
                .isEqualTo(
                        (double)
                                world.events("lock.suspect", "observed").stream()
                                        .filter(event -> at(event, "event", "kind").equals("alert"))
                                        .count());
    }

    @Test
    void an_act_that_is_announced_and_not_concluded_is_an_open_intent() throws Exception {
        world.index().start();
        ForensicLog log = world.daemon().log();
        String intent = log.append(Event.of("tmp.reap", Phase.INTENT, Level.INFO, "m"));
        assertThat(counted.scrape().value("open_intents")).isEqualTo(1);
        log.append(Event.of("tmp.reap", Phase.DONE, Level.INFO, "m").concluding(intent));
        assertThat(counted.scrape().value("open_intents")).isZero();
    }

    @Test
    void blindness_a_pause_and_what_is_left_alone_are_seen() throws Exception {
        orphans(1);
        world.processes().blind();
        world.start();
        world.disk()
                .file(
                        World.ROOT + "/.session-watchdog/pause.json",
                        """
                        {"schema":"session-watchdog.pause-file/1","since":"%s","until":"%s","reason":"/secret"}\
                        """
                                .formatted(
                                        world.time().moment().wall(),
                                        world.time().moment().wall().plusSeconds(7200)));
        world.live(Duration.ofHours(1));
        Scrape scrape = counted.scrape();

        assertThat(scrape.value("blind")).isEqualTo(1);
        assertThat(scrape.value("paused")).isEqualTo(1);
        assertThat(scrape.value("abstentions_total{reason=\"paused\",rule=\"tmp.orphan\"}"))
                .isPositive();
        world.live(Duration.ofHours(2));
        assertThat(counted.scrape().value("paused")).isZero();
    }

    @Test
    void counters_survive_a_reload_and_pauses_do_not() throws Exception {
        orphans(2);
        world.live(Duration.ofHours(1));
        counted.metrics.configured("1.2.3", "observe", Duration.ofMinutes(1));
        Scrape scrape = counted.scrape();

        assertThat(scrape.sum("temps_reaped_total")).isEqualTo(2);
        assertThat(scrape.value("sweep_interval_seconds")).isEqualTo(60);
        assertThat(scrape.samples())
                .containsEntry(
                        "session_watchdog_build_info{mode=\"observe\",version=\"1.2.3\"}", 1.0);
        assertThat(scrape.sum("build_info")).isEqualTo(1);
    }

    @Test
    void a_new_daemon_has_every_series_that_alerts_ask_for_and_all_counters_at_zero()
            throws Exception {
        Scrape scrape = Scrape.of(new WatchdogMetrics(world.time().moment().wall()));

        assertThat(scrape.sum("alerts_total")).isZero();
        assertThat(scrape.value("alerts_total{action=\"break.ineffective\"}")).isZero();
        assertThat(scrape.value("ineffective_breaks_total")).isZero();
        assertThat(scrape.value("notifications_total{result=\"failed\"}")).isZero();
    }

    /// Everything that a stranger can name: agents, sessions, files, what is in locks, why somebody
    /// pauses, and reasons and actions that we do not know.
    @Test
    void no_word_from_outside_becomes_a_label() throws Exception {
        String evil = "evil\"} 1\nsession_watchdog_up 1\n\\{x=\"/home/ann";
        world.disk().mkdirs(World.ROOT + "/agents/evil agent{}/sessions");
        world.disk().file(World.ROOT + "/agents/evil agent{}/sessions/" + TEMP + "0.tmp", "evil");
        world.disk().file(World.ROOT + "/agents/evil agent{}/sessions/sessions.json", "{evil");
        orphans(2);
        SimulatedOwner gateway = world.gateway(4711, Duration.ofHours(1));
        world.session(ID + ".jsonl", "{}\n", Duration.ofMinutes(1));
        gateway.take(LOCK, "{\"pid\":4711,\"createdAt\":\"" + evil.replace("\"", "") + "\"}");
        world.configured(Configs.reportingLocks()).live(Duration.ofHours(3));
        ForensicLog log = world.daemon().log();
        log.append(
                Event.of(evil, Phase.OBSERVED, Level.WARN, evil)
                        .alert()
                        .because(evil)
                        .rule(evil, 1, "keep", List.of())
                        .inIncident(evil));
        log.append(Event.of("tmp.reap", Phase.REFUSED, Level.WARN, evil).because(evil));
        log.append(Event.of("notify.send", Phase.DONE, Level.INFO, evil).label("held_back", evil));

        assertThat(counted.scrape().labelValues()).isSubsetOf(allowed());
        assertThat(counted.scrape().samples().keySet())
                .allMatch(series -> series.startsWith("session_watchdog_"));
        assertThat(counted.scrape().samples()).hasSizeLessThan(400);
    }

    private static Set<String> allowed() {
        Set<String> words = new HashSet<>(Vocabulary.reasons());
        words.addAll(Vocabulary.ACTIONS);
        words.addAll(Vocabulary.PHASES);
        words.addAll(Vocabulary.LEVELS);
        words.addAll(Vocabulary.RULES);
        for (Era era : Era.values()) {
            words.add(era.word());
        }
        for (LockFinding.State state : LockFinding.State.values()) {
            words.add(state.name().toLowerCase(Locale.ROOT));
        }
        words.addAll(
                Set.of(
                        "deleted",
                        "quarantined",
                        "true",
                        "false",
                        "gap",
                        "resume",
                        "step",
                        "accepted",
                        "sent",
                        "failed",
                        "held_back",
                        "waiting",
                        "due",
                        "left",
                        "1.2.3",
                        "enforce"));
        List.of("0.01", "0.05", "0.1", "0.5", "1.0", "5.0", "10.0", "30.0", "60.0", "300.0", "+Inf")
                .forEach(words::add);
        return words;
    }
}
