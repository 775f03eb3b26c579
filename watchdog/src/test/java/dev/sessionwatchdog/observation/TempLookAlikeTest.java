package dev.sessionwatchdog.observation;

import static dev.sessionwatchdog.observation.TempFamilyTest.HASH;
import static dev.sessionwatchdog.observation.TempFamilyTest.SID;
import static dev.sessionwatchdog.observation.TempFamilyTest.UUID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.observation.TempFamily.Home;
import dev.sessionwatchdog.store.root.Name;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Names that only look like those of temps (S40).
class TempLookAlikeTest {

    static Stream<Arguments> lookAlikes() {
        return Stream.of(
                        // S40
                        "notes.tmp",
                        "sessions.json.tmp.bak",
                        "report." + UUID + ".tmp",
                        "x.jsonl.tmp",
                        "sessions.json",
                        "sessions.json.tmp",
                        "sessions.json." + UUID + ".tmp.bak",
                        "sessions.json." + UUID + ".tmp.tmp",
                        "sessions.json." + UUID + "." + UUID + ".tmp",
                        "sessions.json.1.2." + UUID + ".tmp",
                        "xsessions.json." + UUID + ".tmp",
                        ".sessions.json." + UUID + ".tmp",
                        "sessionsXjson." + UUID + ".tmp",
                        "sessions.json." + UUID.substring(1) + ".tmp",
                        "sessions.json." + UUID.replace('a', 'g') + ".tmp",
                        "sessions.json.{" + UUID + "}.tmp",
                        // white space, line ends, marks of direction
                        "sessions.json." + UUID + ".tmp ",
                        " sessions.json." + UUID + ".tmp",
                        "sessions.json." + UUID + ".tmp\n",
                        "sessions.json.\n" + UUID + ".tmp",
                        "sessions.json." + UUID + ".tmp\r",
                        "\nsessions.json." + UUID + ".tmp",
                        "x\nsessions.json." + UUID + ".tmp",
                        "sessions.json.\u202e" + UUID + ".tmp",
                        "sessions.json." + UUID + ".tmp\u200f",
                        "sessions.json\u0085." + UUID + ".tmp",
                        // digits that are none
                        "sessions.json.\u0664\u0667." + UUID + ".tmp",
                        "sessions.json.\uff14\uff17." + UUID + ".tmp",
                        "sessions.json." + UUID.replace('7', '\u0667') + ".tmp",
                        // numbers that are no process
                        "sessions.json.0." + UUID + ".tmp",
                        "sessions.json.007." + UUID + ".tmp",
                        "sessions.json.-1." + UUID + ".tmp",
                        "sessions.json.4194305." + UUID + ".tmp",
                        "sessions.json.2147483648." + UUID + ".tmp",
                        "sessions.json.12345678901." + UUID + ".tmp",
                        ".fs-safe-0-" + UUID + ".tmp",
                        ".fs-safe-move-4194305-" + UUID + ".tmp",
                        SID + ".jsonl.repair.0." + UUID + ".tmp",
                        // other look-alikes
                        ".fs-safe-" + UUID,
                        ".fs-safe-.tmp",
                        ".fs-safe-replace." + UUID + ".tmp",
                        ".fs-safe-output-.part",
                        ".fs-safe-output-a b.part",
                        ".fs-safe-create-" + UUID + ".tmp",
                        SID + ".jsonl.bak.2026-11-21T03-24-14.494Z",
                        SID + ".jsonl.lock",
                        SID + ".jsonl",
                        "..jsonl.compact." + UUID + ".tmp",
                        "-.jsonl.compact." + UUID + ".tmp",
                        ".jsonl.compact." + UUID + ".tmp",
                        HASH.substring(1) + ".txt.4711." + UUID + ".tmp",
                        HASH.toUpperCase(Locale.ROOT) + ".txt.4711." + UUID + ".tmp",
                        UUID + ".tmp.gz",
                        UUID + "x.tmp")
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("lookAlikes")
    void a_look_alike_is_recognised_nowhere(String name) {
        for (Home home : Home.values()) {
            assertThat(TempFamily.recognise(new Name(name), home)).as("%s", home).isEmpty();
        }
    }

    @Test
    void names_with_a_slash_or_nul_or_dots_only_are_no_names_at_all() {
        assertThat(Stream.of("..", ".", "", "a\0.tmp", "../sessions.json." + UUID + ".tmp"))
                .allSatisfy(text -> assertThat(Name.parse(text)).isEqualTo(Optional.empty()));
    }
}
