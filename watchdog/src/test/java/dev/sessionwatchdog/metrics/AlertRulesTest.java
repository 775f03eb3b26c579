package dev.sessionwatchdog.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.host.JournalEntry;
import dev.sessionwatchdog.sim.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The published alert rules, beside what a daemon really shows.
class AlertRulesTest {

    private static final Path RULES = Path.of("src/main/prometheus/session-watchdog.rules.yml");
    private static final Pattern METRIC = Pattern.compile("session_watchdog_[a-z_]+");
    private static final Pattern SELECTOR =
            Pattern.compile("(session_watchdog_[a-z_]+)\\{([a-z]+)=(~?)\"([^\"]+)\"");

    private static JsonNode rules() throws Exception {
        Object yaml =
                new Load(LoadSettings.builder().build()).loadFromString(Files.readString(RULES));
        return JsonMapper.shared().valueToTree(yaml).path("groups").path(0).path("rules");
    }

    private static Scrape aDay() throws Exception {
        World world = World.seeded(1);
        Counted counted = Counted.in(world);
        world.index().live(Duration.ofHours(1));
        return counted.scrape();
    }

    @Test
    void every_metric_that_a_rule_asks_for_is_shown_from_the_start() throws Exception {
        Set<String> shown = new TreeSet<>();
        for (String series : aDay().samples().keySet()) {
            shown.add(series.split("\\{", 2)[0]);
        }
        Set<String> asked = new TreeSet<>();
        for (JsonNode rule : rules()) {
            Matcher metric = METRIC.matcher(rule.path("expr").asString(""));
            while (metric.find()) {
                asked.add(metric.group());
            }
        }
        assertThat(asked).hasSizeGreaterThan(12).isSubsetOf(shown);
    }

    @Test
    void every_word_that_a_rule_selects_by_is_one_that_we_say() throws Exception {
        Set<String> words = new TreeSet<>(aDay().labelValues());
        words.addAll(Vocabulary.reasons());
        words.addAll(Vocabulary.PHASES);
        int selectors = 0;
        for (JsonNode rule : rules()) {
            Matcher selector = SELECTOR.matcher(rule.path("expr").asString(""));
            while (selector.find()) {
                selectors++;
                assertThat(words).contains(selector.group(4).split("\\|"));
            }
        }
        assertThat(selectors).isGreaterThan(6);
    }

    @Test
    void the_actions_that_are_counted_are_those_that_the_journal_explains() {
        assertThat(Vocabulary.ACTIONS).isEqualTo(JournalEntry.actions());
    }

    @Test
    void every_rule_says_what_is_wrong_how_bad_it_is_and_which_command_helps() throws Exception {
        for (JsonNode rule : rules()) {
            assertThat(rule.at("/labels/severity").asString(""))
                    .isIn("critical", "warning", "info");
            assertThat(rule.at("/annotations/summary").asString("")).hasSizeGreaterThan(20);
            assertThat(rule.at("/annotations/action").asString(""))
                    .containsPattern("session-watchdog|systemctl|openclaw doctor");
        }
    }
}
