package dev.sessionwatchdog.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ExplanationTest {

    private static LoggedEvent event(
            int sequence, String action, String phase, String reason, String more) {
        return LoggedEvent.parse(
                        """
                        {"@timestamp":"2026-05-28T20:36:07Z","message":"%2$s %3$s: it",
                         "log":{"level":"info"},
                         "event":{"id":"id-%1$d","sequence":%1$d,"action":"%2$s","phase":"%3$s",
                                  "reason":"%4$s"}%5$s}\
                        """
                                .formatted(sequence, action, phase, reason, more))
                .orElseThrow();
    }

    private static final String CHECKED =
            ",\"rule\":{\"id\":\"lock.lapsed\",\"verdict\":\"act\",\"checks\":["
                    + "{\"check\":\"age\",\"observed\":\"20m\",\"limit\":\"15m\",\"pass\":true},"
                    + "{\"check\":\"payload\",\"observed\":\"whole\",\"pass\":true},"
                    + "{\"check\":\"still\",\"observed\":\"?\",\"limit\":\"2m\",\"pass\":null}]}";

    private static final String UNDO =
            ",\"quarantine\":{\"id\":\"q-1\",\"restore\":\"session-watchdog quarantine restore"
                    + " q-1\"}";

    @Test
    void an_act_is_explained_by_its_intents_checks_and_undone_by_its_outcomes_command() {
        Explanation explained =
                Explanation.of(
                        List.of(
                                event(1, "lock.break", "intent", "lapsed", CHECKED + UNDO),
                                event(2, "lock.break", "done", "", UNDO)));

        assertThat(explained.what()).contains("moved aside", "lock.break done: it");
        assertThat(explained.why()).isEqualTo("rule lock.lapsed said act: lapsed");
        assertThat(explained.limits())
                .containsExactly("age: 20m, wanted 15m: holds", "still: ?, wanted 2m: unknown");
        assertThat(explained.notDone().getFirst()).contains("owner is not signalled");
        assertThat(explained.undo()).containsExactly("session-watchdog quarantine restore q-1");
    }

    @Test
    void an_intent_without_an_outcome_says_so_and_names_no_undo() {
        Explanation explained =
                Explanation.of(List.of(event(1, "lock.break", "intent", "lapsed", CHECKED + UNDO)));

        assertThat(explained.what()).contains("No outcome is logged");
        assertThat(explained.undo())
                .containsExactly("nothing was changed, so there is nothing to undo");
    }

    @Test
    void what_was_left_alone_says_why() {
        Explanation explained =
                Explanation.of(List.of(event(7, "tmp.reap", "refused", "symlink", "")));

        assertThat(explained.notDone()).contains("#7: tmp.reap changed nothing: symlink");
        assertThat(explained.undo())
                .containsExactly("nothing was changed, so there is nothing to undo");
    }

    @Test
    void a_deletion_does_not_promise_to_be_undone() {
        Explanation explained =
                Explanation.of(
                        List.of(
                                event(1, "tmp.reap", "intent", "", CHECKED),
                                event(2, "tmp.reap", "done", "", "")));

        assertThat(explained.undo().getFirst()).startsWith("cannot be undone: it was deleted");
    }

    @Test
    void every_action_that_changes_something_or_alerts_has_a_meaning() {
        for (String action :
                List.of(
                        "tmp.reap",
                        "lock.break",
                        "lock.suspect",
                        "break.ineffective",
                        "session.takeover",
                        "lease.break",
                        "store.migrate",
                        "store.rollback",
                        "store.conflict",
                        "store.corrupt",
                        "store.upgrading",
                        "quarantine.restore",
                        "quarantine.purge",
                        "visibility.lost",
                        "visibility.restored",
                        "clock.step",
                        "clock.resume",
                        "clock.gap",
                        "daemon.pause",
                        "daemon.resume")) {
            assertThat(ActionMeaning.of(action)).as(action).isPresent();
        }
    }
}
