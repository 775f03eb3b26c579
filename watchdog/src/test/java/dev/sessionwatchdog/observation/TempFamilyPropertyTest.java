package dev.sessionwatchdog.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.observation.TempFamily.Home;
import dev.sessionwatchdog.store.root.Name;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Safety contract S9: no name outside the grammar, which is written down here a second time.
class TempFamilyPropertyTest {

    private static final String X = "[0-9a-fA-F]";
    private static final String UUID =
            X + "{8}-" + X + "{4}-" + X + "{4}-" + X + "{4}-" + X + "{12}";
    private static final String PID = "[1-9][0-9]{0,6}";
    private static final String SID = "[A-Za-z0-9][A-Za-z0-9_-]*";
    private static final Pattern ANY_UUID = Pattern.compile(UUID);

    private static final Map<Home, List<Pattern>> SECOND_OPINION =
            Map.of(
                    Home.SESSIONS,
                    patterns(
                            "sessions[.]json[.]" + UUID + "[.]tmp",
                            "sessions[.]json[.]" + PID + "[.]" + UUID + "[.]tmp",
                            "[.]fs-safe-replace[.]" + PID + "[.]" + UUID + "[.]tmp",
                            SID + "[.]jsonl[.]repair-" + PID + "-[0-9]+[.]tmp",
                            SID + "[.]jsonl[.]repair[.]" + PID + "[.]" + UUID + "[.]tmp",
                            SID + "[.]jsonl[.]compact[.]" + UUID + "[.]tmp",
                            SID + "[.]jsonl[.]bak-" + PID + "-[0-9]+",
                            "[.]usage-cost-cache[.]" + PID + "[.]" + UUID + "[.]tmp",
                            "[.]usage-cost-cache[.]json[.]lock[.]" + PID + "[.][0-9]+[.]tmp",
                            SID
                                    + "[.]jsonl[.](deleted|reset|bak)[.][-0-9TZ.]+([.]zst)?[.]"
                                    + UUID
                                    + "[.]tmp",
                            "[.]fs-safe-" + UUID + "[.]tmp",
                            "[.]fs-safe-" + PID + "-" + UUID + "[.]tmp",
                            "[.]fs-safe-stream[.]" + PID + "[.]" + UUID + "[.]tmp",
                            "[.]openclaw-trajectory-[.]" + PID + "[.]" + UUID + "[.]tmp",
                            "[.]fs-safe-output-[A-Za-z0-9._-]+[.]part",
                            "[.]fs-safe-move-" + PID + "-" + UUID + "[.]tmp",
                            "[.]fs-safe-create-" + UUID,
                            "[.]fs-safe-dir-backup-[A-Za-z0-9._-]+"),
                    Home.PROMPTS,
                    patterns("[0-9a-f]{64}[.]txt[.]" + PID + "[.]" + UUID + "[.]tmp"),
                    Home.COLD,
                    patterns(UUID + "[.]tmp", UUID + "[.]tmp[.]zst"));

    private static List<Pattern> patterns(String... texts) {
        return List.of(texts).stream().map(Pattern::compile).toList();
    }

    private static Arbitrary<String> pieces() {
        return Arbitraries.of(
                "sessions.json",
                ".tmp",
                ".",
                "-",
                "..",
                "\n",
                "\u202e",
                " ",
                "4711",
                "0",
                "4194305",
                "99999999999",
                "\u0664",
                TempFamilyTest.UUID,
                TempFamilyTest.SID,
                ".jsonl",
                ".repair",
                ".compact",
                ".bak",
                ".fs-safe-",
                "replace",
                "stream",
                "move",
                "output-",
                ".part",
                ".zst",
                "create-",
                "dir-backup-",
                ".usage-cost-cache",
                ".json.lock",
                ".deleted",
                ".reset",
                "2026-11-21T03-24-14.494Z",
                "0123456789abcdef".repeat(4),
                ".txt",
                "1795231454494",
                "x");
    }

    @Provide
    Arbitrary<String> names() {
        Arbitrary<String> assembled =
                pieces().list().ofMinSize(1).ofMaxSize(9).map(parts -> String.join("", parts));
        Arbitrary<String> real =
                Arbitraries.of(List.of(TempFamilyTest.REAL)).map(TempFamilyTest.Real::name);
        Arbitrary<String> mutated =
                Combinators.combine(
                                real,
                                Arbitraries.integers().between(0, 200),
                                Arbitraries.strings()
                                        .withChars("0aZ.-_ \n\u202e\u0664/\0g")
                                        .all()
                                        .ofMaxLength(1),
                                Arbitraries.integers().between(0, 1))
                        .as(TempFamilyPropertyTest::mutate);
        return Arbitraries.oneOf(Arbitraries.strings().ofMaxLength(60), assembled, real, mutated);
    }

    /// One character put in, taken out, or replaced.
    private static String mutate(String name, int at, String by, int taken) {
        int where = at % name.length();
        return name.substring(0, where) + by + name.substring(where + taken);
    }

    @Property(tries = 5_000)
    void what_is_recognised_is_in_the_grammar_and_its_shape_tells_no_one(
            @ForAll("names") String text, @ForAll Home home) {
        Name.parse(text)
                .flatMap(name -> TempFamily.recognise(name, home))
                .ifPresent(temp -> {
                    assertThat(SECOND_OPINION.getOrDefault(home, List.of()))
                            .as("%s in %s", text, home)
                            .anyMatch(pattern -> pattern.matcher(text).matches());
                    assertThat(ANY_UUID.matcher(temp.shape()).find()).as(temp.shape()).isFalse();
                    temp.pid()
                            .ifPresent(pid -> {
                                assertThat(pid).isBetween(1L, 4_194_304L);
                                assertThat(temp.shape()).doesNotContain("" + pid);
                            });
                });
    }

    @Property(tries = 5_000)
    void what_is_in_the_grammar_with_a_possible_process_is_recognised(
            @ForAll("names") String text, @ForAll Home home) {
        boolean inGrammar =
                SECOND_OPINION.getOrDefault(home, List.of()).stream()
                        .anyMatch(pattern -> pattern.matcher(text).matches());
        if (inGrammar && !text.contains("4194305") && text.length() < 120) {
            Name.parse(text).ifPresent(name -> assertRecognised(name, home));
        }
    }

    private static void assertRecognised(Name name, Home home) {
        assertThat(
                        Pattern.compile("-[0-9]{1,9}([.]tmp)?$|[0-9]{21}|[.][-0-9TZ.]{1,9}[.]")
                                        .matcher(name.value())
                                        .find()
                                || TempFamily.recognise(name, home).isPresent())
                .as("%s in %s", name, home)
                .isTrue();
    }
}
