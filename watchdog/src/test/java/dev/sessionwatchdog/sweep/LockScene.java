package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import dev.sessionwatchdog.incident.EventSchema;
import dev.sessionwatchdog.sim.World;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import tools.jackson.databind.JsonNode;

/// One agent with one session, whose transcript is a minute old; and what holds of every scenario
/// about its lock: the log is whole, its events are valid, its numbers add up, and nothing but
/// locks has gone.
abstract class LockScene {

    static final String ID = "5e5b0789-dc10-435b-8f07-bc76d1055a2c";
    static final String T = ID + ".jsonl";
    static final String L = T + ".lock";
    static final String X = ID + ".trajectory.jsonl";

    static final Duration LONG = Duration.ofHours(3);

    final World world = World.seeded(1);

    final World tree() {
        return world.index().session(T, "{}\n", Duration.ofMinutes(1));
    }

    /// Lets the daemon live. Nothing but locks goes meanwhile, and no file but the session's own
    /// and the gateway's log changes or comes.
    final void live(Duration duration) throws IOException, InterruptedException {
        SortedMap<String, String> before = others();
        world.live(duration);
        assertThat(others()).isEqualTo(before);
    }

    private SortedMap<String, String> others() {
        SortedMap<String, String> others = new TreeMap<>(world.gatewaysFiles());
        others.keySet()
                .removeIf(path ->
                        path.contains(".jsonl")
                                || path.contains("/logs")
                                || path.endsWith("sessions.json.lock"));
        return others;
    }

    static Duration seconds(long count) {
        return Duration.ofSeconds(count);
    }

    static Duration minutes(long count) {
        return Duration.ofMinutes(count);
    }

    static Duration hours(long count) {
        return Duration.ofHours(count);
    }

    /// What was said of locks and transcripts, in order: `action phase reason`, and `!` for a
    /// person.
    final List<String> told() {
        return world.events().stream()
                .filter(event -> isOfLocks(text(event, "event", "action")))
                .map(LockScene::words)
                .toList();
    }

    private static boolean isOfLocks(String action) {
        return action.startsWith("lock.")
                || action.equals("break.ineffective")
                || action.equals("session.takeover");
    }

    private static String words(JsonNode event) {
        String reason = text(event, "event", "reason");
        return text(event, "event", "action")
                + " "
                + text(event, "event", "phase")
                + (reason.isEmpty() ? "" : " " + reason)
                + (text(event, "event", "kind").equals("alert") ? "!" : "");
    }

    final List<String> messages(String action, String phase) {
        return world.events(action, phase).stream().map(event -> text(event, "message")).toList();
    }

    static String text(JsonNode event, String... path) {
        JsonNode at = event;
        for (String member : path) {
            at = at.path(member);
        }
        return at.asString("");
    }

    @AfterEach
    void the_log_is_whole_and_every_intent_concluded() {
        assertThat(world.verify().sound()).as("%s", world.verify()).isTrue();
        assertThat(world.verify().openIntents()).isEmpty();
    }

    @AfterEach
    void every_event_is_valid_by_the_published_schema() throws IOException {
        Schema schema = EventSchema.published();
        Map<String, Integer> seen = new TreeMap<>();
        for (JsonNode event : world.events()) {
            // The first few of each kind.
            if (seen.merge(words(event), 1, Integer::sum) <= 3) {
                assertThat(schema.validate(event.toString(), InputFormat.JSON))
                        .as("%s", event)
                        .isEmpty();
            }
        }
    }

    @AfterEach
    void the_numbers_of_every_summary_add_up() {
        for (JsonNode event : world.events("sweep.summary", "observed")) {
            JsonNode sweep = event.path("sweep");
            int parts =
                    sweep.path("applied").asInt()
                            + sweep.path("skipped").asInt()
                            + sweep.path("failed").asInt()
                            + sweep.path("left").asInt();
            assertThat(sweep.path("planned").asInt()).as("%s", event).isEqualTo(parts);
            int byRule = sweep.path("by_rule").valueStream().mapToInt(JsonNode::asInt).sum();
            assertThat(byRule).as("%s", event).isEqualTo(sweep.path("applied").asInt());
        }
    }
}
