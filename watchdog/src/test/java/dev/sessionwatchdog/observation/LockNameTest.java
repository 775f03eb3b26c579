package dev.sessionwatchdog.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.observation.LockName.Kind;
import dev.sessionwatchdog.store.root.Name;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which names are locks that we judge, and which only look like them (S21).
class LockNameTest {

    static final String SID = "5e5b0789-dc10-435b-8f07-bc76d1055a2c";
    private static final String UUID = "a7a17c4a-688b-41a1-b4f1-a4e2d099365b";

    @ParameterizedTest
    @CsvSource({
        SID + ", " + SID,
        SID + "-topic-42, " + SID,
        SID + "-topic-1730000000.123456, " + SID,
        SID + "-topic-%24abc_DEF-1, " + SID,
        SID + "-topic-19%3Aab%40thread.tacv2, " + SID,
        "2026-11-21T03-24-14-494Z_" + SID + ", " + SID,
        "2026-11-21T03-24-14-494Z_" + SID + "-topic-7, " + SID,
        "my-session_1, my-session_1",
        "release.v1, release.v1",
        "A, A",
        "a-topic-, a-topic-",
        "reset, reset",
        "hot-topic-news, hot"
    })
    void a_transcript_s_lock_is_recognised_and_names_its_session(String stem, String session) {
        Name name = new Name(stem + ".jsonl.lock");
        LockName lock = LockName.recognise(name).orElseThrow();
        assertThat(lock).isEqualTo(new LockName(name, Kind.TRANSCRIPT, new Name(stem + ".jsonl")));
        assertThat(lock.sessionId()).contains(session);
    }

    @Test
    void an_id_has_at_most_128_characters_as_the_gateways_have_it() {
        assertThat(LockName.recognise(new Name("a".repeat(128) + ".jsonl.lock"))).isPresent();
        assertThat(LockName.recognise(new Name("a".repeat(129) + ".jsonl.lock"))).isEmpty();
    }

    @Test
    void the_index_s_lock_is_recognised_and_names_no_session() {
        Name name = new Name("sessions.json.lock");
        LockName lock = LockName.recognise(name).orElseThrow();
        assertThat(lock).isEqualTo(new LockName(name, Kind.INDEX, new Name("sessions.json")));
        assertThat(lock.sessionId()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // facts/upstream.md a.6
                ".usage-cost-cache.json.lock",
                ".usage-cost-cache.json.lock.4711.123456789.tmp",
                "auth-profiles.json.lock",
                "gateway.c3b786e1.lock",
                "gateway.state.lock",
                "gateway.c3b786e1.lock.sqlite",
                "device-identity.ab.lock.sqlite",
                "openclaw.json.clobber.lock",
                ".fs-safe-write-0123456789abcdef.lock",
                "embed.lock",
                "qmd-write.lock",
                "msteams-x.sqlite.lock",
                SID + ".jsonl.lock.reclaim",
                "sessions.json.lock.reclaim",
                // S21 and its like
                "package-lock.json",
                "package-lock.json.lock",
                "yarn.lock",
                ".lock",
                "lock",
                ".jsonl.lock",
                "sessions.json",
                "other.json.lock",
                "Sessions.json.lock",
                "xsessions.json.lock",
                "sessions.json.lock.lock",
                "sessions.jsonlock",
                // what lies beside transcripts
                SID + ".jsonl",
                SID + ".lock",
                SID + ".json.lock",
                SID + ".trajectory.jsonl.lock",
                SID + ".TRAJECTORY.jsonl.lock",
                SID + "-topic-4.trajectory.jsonl.lock",
                SID + ".trajectory-path.json.lock",
                SID + ".checkpoint." + UUID + ".jsonl.lock",
                SID + ".jsonl.deleted.2026-11-21T03-24-14.494Z.lock",
                SID + ".jsonl.deleted.2026-11-21T03-24-14.494Z.jsonl.lock",
                SID + ".jsonl.reset.2026-11-21T03-24-14.494Z.lock",
                SID + ".jsonl.bak.2026-11-21T03-24-39.740Z.lock",
                SID + ".bak.jsonl.lock",
                SID + ".jsonl.jsonl.lock",
                SID + ".jsonl.lock.jsonl.lock",
                SID + ".jsonl.lock.tmp",
                SID + ".jsonl.lock.bak",
                SID + ".jsonl.lock~",
                "sessions.json.jsonl.lock",
                // dots, hyphens, white space, line ends, other scripts
                "..jsonl.lock",
                "...jsonl.lock",
                "a..jsonl.lock",
                "a..b.jsonl.lock",
                "-a.jsonl.lock",
                "_a.jsonl.lock",
                ".a.jsonl.lock",
                "a b.jsonl.lock",
                " a.jsonl.lock",
                "a.jsonl.lock ",
                "a.jsonl.lock\n",
                "a\n.jsonl.lock",
                "\na.jsonl.lock",
                "x\nsessions.json.lock",
                "sessions.json.lock\n",
                "sessions\u202e.json.lock",
                "\u0430.jsonl.lock",
                "a\u0664.jsonl.lock",
                "a.jsonl.lo\u212ak",
                "a.jsonl.LOCK",
                "a.JSONL.lock",
                "a%2F.jsonl.lock",
                "a-topic-%2f.jsonl.lock",
                "a-topic-%.jsonl.lock",
                "a-topic-\u0664.jsonl.lock"
            })
    void a_look_alike_is_foreign(String name) {
        assertThat(LockName.recognise(new Name(name))).isEmpty();
    }

    @Test
    void a_transcript_may_belong_to_every_session_that_its_name_allows() {
        assertThat(
                        TranscriptName.parse(new Name("hot-topic-news.jsonl"))
                                .orElseThrow()
                                .sessionIds())
                .containsExactly("hot-topic-news", "hot");
        assertThat(
                        TranscriptName.parse(new Name("2026-11-21T03-24-14-494Z_a-topic-7.jsonl"))
                                .orElseThrow()
                                .sessionIds())
                .containsExactly("2026-11-21T03-24-14-494Z_a-topic-7", "a-topic-7", "a");
    }
}
