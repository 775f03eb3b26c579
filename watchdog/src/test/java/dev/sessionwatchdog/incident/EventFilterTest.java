package dev.sessionwatchdog.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.forensic.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class EventFilterTest {

    private static final String LINE =
            """
            {"@timestamp":"2026-05-28T20:36:07Z","message":"lock.break done: a \\"b\\" c",
             "log":{"level":"warn"},"rule":{"id":"lock.lapsed"},
             "file":{"path":"/r/agents/a\\"b/x.lock","agent":"a\\"b"},
             "correlation":{"incident":"inc-1"},
             "event":{"id":"i","sequence":7,"action":"lock.break","phase":"done"}}\
            """;

    private static Optional<String> maybe(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static EventFilter filter(
            String action, String rule, String agent, String path, String incident, String text) {
        return new EventFilter(
                Optional.empty(),
                Optional.empty(),
                maybe(action),
                maybe(rule),
                maybe(agent),
                maybe(path),
                maybe(incident),
                Optional.empty(),
                maybe(text).map(Pattern::compile));
    }

    /// Passing over a raw line must never lose an event: whatever matches the event may match its
    /// line.
    @Test
    void a_line_is_passed_over_only_if_its_event_does_not_match() {
        LoggedEvent event = LoggedEvent.parse(LINE).orElseThrow();
        List<EventFilter> matching = new ArrayList<>();
        for (String action : List.of("", "lock", "lock.break")) {
            for (String agent : List.of("", "a\"b")) {
                for (String path : List.of("", "x.lock", "/r/agents", "a\"b", "agents")) {
                    for (String text : List.of("", "a \"b\"", "br.ak", "done", "^lock", "b\\W c")) {
                        matching.add(filter(action, "lock.lapsed", agent, path, "inc-1", text));
                    }
                }
            }
        }

        for (EventFilter filter : matching) {
            assertThat(filter.test(event)).as("%s", filter).isTrue();
            assertThat(filter.mayMatch(LINE)).as("%s", filter).isTrue();
        }
        for (EventFilter other :
                List.of(
                        filter("tmp", "", "", "", "", ""),
                        filter("", "tmp.orphan", "", "", "", ""),
                        filter("", "", "main", "", "", ""),
                        filter("", "", "", "y-lock", "", ""),
                        filter("", "", "", "", "inc-2", ""),
                        filter("", "", "", "", "", "failed"))) {
            assertThat(other.test(event)).as("%s", other).isFalse();
            assertThat(other.mayMatch(LINE)).as("%s", other).isFalse();
        }
    }

    @Test
    void a_level_is_looked_for_as_a_word() {
        for (Level least : Level.values()) {
            EventFilter filter =
                    new EventFilter(
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(least),
                            Optional.empty());
            boolean wanted = least.severityNumber() <= Level.WARN.severityNumber();
            assertThat(filter.test(LoggedEvent.parse(LINE).orElseThrow())).isEqualTo(wanted);
            assertThat(filter.mayMatch(LINE)).isEqualTo(wanted);
        }
    }
}
