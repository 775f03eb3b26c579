package dev.sessionwatchdog.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.observation.LockName.Kind;
import dev.sessionwatchdog.store.root.Name;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Safety contract S9: no lock outside the grammar, which is said here a second time in other
/// words.
class LockNamePropertyTest {

    private static final String ID_LETTERS =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._-";

    @Provide
    Arbitrary<String> names() {
        Arbitrary<String> pieces =
                Arbitraries.of(
                        LockNameTest.SID,
                        "sessions",
                        ".json",
                        ".jsonl",
                        ".lock",
                        ".jsonl.lock",
                        "-topic-",
                        "42",
                        "%3A",
                        "%",
                        ".",
                        "..",
                        "-",
                        "\n",
                        " ",
                        "\u202e",
                        "\u0664",
                        ".trajectory",
                        ".checkpoint",
                        ".deleted.2026-11-21T03-24-14.494Z",
                        ".bak",
                        ".tmp",
                        ".reclaim",
                        "gateway.",
                        ".usage-cost-cache");
        Arbitrary<String> assembled =
                pieces.list().ofMinSize(1).ofMaxSize(6).map(parts -> String.join("", parts));
        Arbitrary<String> anything = Arbitraries.strings().ofMaxLength(40);
        Arbitrary<String> suffixed =
                Combinators.combine(
                                Arbitraries.oneOf(anything, assembled),
                                Arbitraries.of(".jsonl.lock", ".json.lock", ".lock"))
                        .as(String::concat);
        return Arbitraries.oneOf(anything, assembled, suffixed);
    }

    @Property(tries = 10_000)
    void what_is_recognised_is_in_the_grammar(@ForAll("names") String text) {
        Optional<LockName> lock = Name.parse(text).flatMap(LockName::recognise);
        if (lock.isEmpty()) {
            return;
        }
        LockName seen = lock.get();
        assertThat(seen.name().value()).isEqualTo(text);
        assertThat(text).isEqualTo(seen.subject() + ".lock");
        if (seen.kind() == Kind.INDEX) {
            assertThat(text).isEqualTo("sessions.json.lock");
            return;
        }
        String stem = text.substring(0, text.length() - ".jsonl.lock".length());
        assertThat(seen.subject().value()).isEqualTo(stem + ".jsonl");
        assertThat(stem.charAt(0)).matches(first -> ID_LETTERS.indexOf(first) < 62, "begins well");
        String id = stem.contains("-topic-") ? stem.substring(0, stem.indexOf("-topic-")) : stem;
        assertThat(id.chars()).allMatch(letter -> ID_LETTERS.indexOf(letter) >= 0);
        assertThat(stem.chars()).allMatch(letter -> (ID_LETTERS + "%").indexOf(letter) >= 0);
        assertThat(List.of(stem.split("\\.", -1)))
                .doesNotContain("", "json", "jsonl", "lock", "trajectory", "checkpoint", "bak");
        assertThat(stem).contains(seen.sessionId().orElseThrow());
    }

    @Property(tries = 2_000)
    void every_plain_id_with_or_without_a_topic_is_recognised(
            @ForAll("ids") String id, @ForAll("topics") String topic) {
        Name name = new Name(id + topic + ".jsonl.lock");
        LockName lock = LockName.recognise(name).orElseThrow();
        assertThat(lock.kind()).isEqualTo(Kind.TRANSCRIPT);
        assertThat(lock.sessionId()).contains(id);
    }

    @Provide
    Arbitrary<String> ids() {
        Arbitrary<String> rest =
                Arbitraries.strings().alpha().numeric().withChars("_-").ofMaxLength(100);
        return Combinators.combine(Arbitraries.chars().alpha().numeric(), rest)
                .as((first, more) -> first + more)
                .filter(id -> !id.contains("-topic-"));
    }

    @Provide
    Arbitrary<String> topics() {
        return Arbitraries.oneOf(
                Arbitraries.just(""),
                Arbitraries.longs().greaterOrEqual(0).map(topic -> "-topic-" + topic));
    }
}
