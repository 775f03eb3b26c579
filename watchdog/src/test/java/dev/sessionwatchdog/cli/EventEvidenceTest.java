package dev.sessionwatchdog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// What `events show` reads out of a lock's event.
final class EventEvidenceTest {

    private static List<String> lines(String event) {
        StringWriter out = new StringWriter();
        EventEvidence.print(new PrintWriter(out), JsonMapper.shared().readTree(event));
        return out.toString().lines().toList();
    }

    @Test
    void an_event_about_no_lock_says_nothing_more() {
        assertThat(lines("{\"file\":{\"path\":\"/x\"}}")).isEmpty();
    }

    @Test
    void a_lock_and_its_owner_in_lines_of_words() {
        assertThat(
                        lines(
                                """
                                {"lock":{"raw":"{\\"pid\\":7}","created_at":"2026-05-28T20:00:00Z","age_ms":1140000,
                                 "lease":{"source":"declared","beats_seen":0,"lapsed_ms":1140000,"limit_ms":1140000,"looks":39}},
                                 "owner":{"pid":7,"liveness":"alive","kill0":"ok","proc":"visible","recycled":false,
                                 "command_line":"openclaw-gateway","holds_fd":false},
                                 "labels":{"asked_by_hand":"true","reason":"on call","risk":"a late release"}}
                                """))
                .containsExactly(
                        "  payload   {\"pid\":7}",
                        "  made      2026-05-28T20:00:00Z, 19m before",
                        "  lease     declared, 19m of 19m, 39 looks, 0 beats seen",
                        "  owner     7 alive (kill: ok, /proc: visible, nobody has it open):"
                                + " openclaw-gateway",
                        "  asked     by hand, reason: on call",
                        "  risk      a late release");
    }

    @Test
    void what_is_not_known_is_said_and_what_would_act_on_a_terminal_is_escaped() {
        assertThat(
                        lines(
                                "{\"owner\":{\"pid\":7,\"liveness\":\"dead\",\"kill0\":\"ok\",\"proc\":\"visible\","
                                        + "\"recycled\":true,\"holds_fd\":\"unknown\","
                                        + "\"command_line\":\"\\u001b[2J\"}}"))
                .containsExactly(
                        "  owner     7 dead (kill: ok, /proc: visible, another process has its id"
                                + " now, who has it open is not known): \\u{1b}[2J");
    }

    @Test
    void a_takeover_says_what_was_before_and_after() {
        assertThat(
                        lines(
                                "{\"labels\":{\"before.1\":\"10 bytes\",\"after.1\":\"20 bytes\",\"after.2\":\"mtime\"}}"))
                .containsExactly(
                        "  before    10 bytes", "  after     20 bytes", "  after     mtime");
    }
}
