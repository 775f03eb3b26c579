package dev.sessionwatchdog.store.legacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionwatchdog.store.key.SessionKey;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.sim.SimulatedDisk;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LegacyReaderTest {

    private static final Name INDEX = new Name("sessions.json");

    private final SimulatedDisk disk = new SimulatedDisk(new SimulatedTime());
    private final Map<String, String> shown = new LinkedHashMap<>();

    private LegacyReading read(byte[] content, LegacyReader reader) throws IOException {
        disk.file("sessions.json", content);
        shown.clear();
        try (Directory top = SimulatedRoot.open(disk).open(Place.TOP);
                Pinned file = top.pin(INDEX)) {
            return reader.read(
                    file,
                    entry -> {
                        byte[] value = entry.value(1 << 20);
                        shown.put(entry.key().value(), new String(value, StandardCharsets.UTF_8));
                        return true;
                    });
        }
    }

    private LegacyReading read(String content) throws IOException {
        return read(content.getBytes(StandardCharsets.UTF_8), new LegacyReader(1 << 20, 100));
    }

    private void assertRefused(String content, String why) throws IOException {
        assertThat(read(content))
                .isInstanceOfSatisfying(
                        LegacyReading.Refused.class, it -> assertThat(it.why()).contains(why));
    }

    @Test
    void shows_each_value_byte_for_byte() throws IOException {
        String odd = "{ \"a\":1.50E+02,\"a\": 2,\t\"\\u0061\" : \"\\/\\ud800\" , \"n\":[ ] }";
        assertThat(read("\n{\"k:1\" :" + odd + " ,\r\n \"k\\u003a2\": -0.0e0 }\n"))
                .isInstanceOfSatisfying(
                        LegacyReading.Whole.class, it -> assertThat(it.sessions()).isEqualTo(2));
        assertThat(shown).containsExactly(Map.entry("k:1", odd), Map.entry("k:2", "-0.0e0"));
    }

    /// A value as somebody may have written it, to be found again as it is.
    @Provide
    static Arbitrary<String> value() {
        Arbitrary<String> scalar =
                Arbitraries.of(
                        "null",
                        "true",
                        "false",
                        "0",
                        "-0",
                        "1.0",
                        "1e400",
                        "12345678901234567890",
                        "0.10000000000000000000000000000000001",
                        "\"\"",
                        "\"a\\u00e9\\n\"",
                        "\"é😀\"",
                        "\"}\"",
                        "\",\"",
                        "\"\\\\\"",
                        "\"\\\"\"",
                        "\"\\ud800\"",
                        "[]",
                        "{}",
                        "[ ]",
                        "{ }");
        return Arbitraries.lazyOf(
                () -> scalar,
                () -> scalar,
                () -> value().list().ofMaxSize(3).map(it -> "[" + String.join(" , ", it) + "]"),
                () -> value().list().ofMaxSize(3).map(it -> "{" + members(it) + "\n}"));
    }

    private static String members(List<String> values) {
        List<String> members = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            members.add("\"m" + i / 2 + "\" :" + values.get(i));
        }
        return String.join(",", members);
    }

    @Provide
    Arbitrary<List<String>> parts() {
        Arbitrary<String> blank = Arbitraries.of("", "", " ", "\n", "\t", "\r\n  ");
        return Combinators.combine(blank, value(), blank)
                .as((before, value, after) -> List.of(before, value, after))
                .list()
                .ofMaxSize(6)
                .map(all -> all.stream().flatMap(List::stream).toList());
    }

    @Property(tries = 5_000)
    void finds_every_value_wherever_it_stands(@ForAll("parts") List<String> parts)
            throws IOException {
        StringBuilder text = new StringBuilder("{");
        List<String> values = new ArrayList<>();
        for (int i = 0; i < parts.size(); i += 3) {
            String comma = i == 0 ? "" : ",";
            values.add(parts.get(i + 1));
            text.append(comma).append("\"k").append(i).append("\":");
            text.append(parts.get(i)).append(parts.get(i + 1)).append(parts.get(i + 2));
        }
        assertThat(read(text + "}")).isInstanceOf(LegacyReading.Whole.class);
        assertThat(shown.values()).containsExactlyElementsOf(values);
    }

    @Test
    void a_key_that_is_there_twice_is_refused_however_it_is_written() throws IOException {
        assertRefused("{\"a\":1,\"\\u0061\":2}", "a key is there twice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1",
                "{\"a\":1,}",
                "{\"a\":01}",
                "{\"a\":NaN}",
                "{\"a\":1}\u0000",
                "{'a':1}",
                "{\"a\":\"\n\"}",
                "{\"a\":1 /* */}",
                "{\"a\"}",
                "{\"a\":tru}",
                "{\"a\":1 \"b\":2}"
            })
    void what_is_not_json_is_refused(String content) throws IOException {
        assertThat(read(content)).isInstanceOf(LegacyReading.Refused.class);
    }

    @Test
    void what_is_no_single_object_is_refused() throws IOException {
        assertRefused("", "empty");
        assertRefused("[]", "not a JSON object");
        assertRefused("{}{}", "something follows");
        assertRefused("{} 1", "something follows");
        assertRefused("\ufeff{}", "begins with byte 0xef");
    }

    @Test
    void what_is_not_utf_8_is_refused_wherever_it_hides() throws IOException {
        LegacyReader reader = new LegacyReader(1 << 20, 100);
        byte[][] bad = {
            {(byte) 0xff}, {(byte) 0xc0, (byte) 0xaf}, {(byte) 0xed, (byte) 0xa0, (byte) 0x80}
        };
        for (byte[] bytes : bad) {
            for (String around : List.of("{\"%\":1}", "{\"k\":\"%\"}", "{\"k\":{\"x\":[\"%\"]}}")) {
                String latin = new String(bytes, StandardCharsets.ISO_8859_1);
                byte[] content = around.replace("%", latin).getBytes(StandardCharsets.ISO_8859_1);
                assertThat(read(content, reader))
                        .isInstanceOfSatisfying(
                                LegacyReading.Refused.class,
                                it -> assertThat(it.why()).contains("is not UTF-8"));
            }
        }
        byte[] wide = "{\"a\":1}".getBytes(StandardCharsets.UTF_16LE);
        assertThat(read(wide, reader)).isInstanceOf(LegacyReading.Refused.class);
    }

    @Test
    void a_character_may_lie_across_two_reads() throws IOException {
        for (int shift = 0; shift < 4; shift++) {
            String value = "\"" + "x".repeat(shift) + "\ud83d\ude00".repeat(30_000) + "\"";
            assertThat(read("{\"k\":" + value + "}")).isInstanceOf(LegacyReading.Whole.class);
            assertThat(shown.get("k")).isEqualTo(value);
        }
    }

    @Test
    void a_key_may_be_written_with_escapes_of_a_pair_but_not_of_half_a_pair() throws IOException {
        assertThat(read("{\"\\ud83d\\ude00\":1}")).isInstanceOf(LegacyReading.Whole.class);
        assertThat(shown.keySet()).containsExactly("\ud83d\ude00");
        assertRefused("{\"\\ud800\":1}", "not JSON");
    }

    @Test
    void limits_refuse_and_do_not_cut() throws IOException {
        byte[] three = "{\"a\":1,\"b\":2,\"c\":3}".getBytes(StandardCharsets.UTF_8);
        assertThat(read(three, new LegacyReader(three.length, 3)))
                .isInstanceOf(LegacyReading.Whole.class);
        assertThat(read(three, new LegacyReader(three.length - 1, 3)))
                .isInstanceOf(LegacyReading.Refused.class);
        assertThat(read(three, new LegacyReader(three.length, 2)))
                .isInstanceOf(LegacyReading.Refused.class);
        assertRefused("{\"a\":" + "[".repeat(2_000) + "]".repeat(2_000) + "}", "beyond the limits");
        disk.file("sessions.json", three);
        assertThatThrownBy(
                        () -> {
                            try (Directory top = SimulatedRoot.open(disk).open(Place.TOP);
                                    Pinned file = top.pin(INDEX)) {
                                new LegacyReader(1 << 20, 9)
                                        .read(file, entry -> entry.value(0).length > 0);
                            }
                        })
                .hasMessageContaining("the limit is 0");
    }

    @Test
    void a_file_that_changes_meanwhile_is_refused() throws IOException {
        disk.file("sessions.json", "{\"a\":1}");
        disk.before(call -> {
            if (call.name().equals("read")) {
                disk.file("sessions.json", "{\"a\":1}\n");
            }
        });
        try (Directory top = SimulatedRoot.open(disk).open(Place.TOP);
                Pinned file = top.pin(INDEX)) {
            assertThat(new LegacyReader(100, 9).read(file, _ -> true))
                    .isEqualTo(new LegacyReading.Refused("it changed while it was read"));
        }
    }

    @Test
    void a_failing_disk_is_no_finding_about_the_file() throws IOException {
        disk.file("sessions.json", "{\"a\":1}");
        disk.before(call -> {
            if (call.name().equals("read")) {
                throw new IOException("EIO");
            }
        });
        try (Directory top = SimulatedRoot.open(disk).open(Place.TOP);
                Pinned file = top.pin(INDEX)) {
            assertThatThrownBy(() -> new LegacyReader(100, 9).read(file, _ -> true))
                    .isInstanceOf(IOException.class)
                    .hasStackTraceContaining("EIO");
        }
    }

    @Test
    void one_entry_can_be_found_without_the_others() throws IOException {
        disk.file("sessions.json", "{\"a\":1,\"b\":2}");
        try (Directory top = SimulatedRoot.open(disk).open(Place.TOP);
                Pinned file = top.pin(INDEX)) {
            List<SessionKey> seen = new ArrayList<>();
            LegacyReading reading =
                    new LegacyReader(100, 9)
                            .read(
                                    file,
                                    entry -> {
                                        seen.add(entry.key());
                                        return false;
                                    });
            assertThat(reading).isEqualTo(new LegacyReading.Stopped());
            assertThat(seen).containsExactly(new SessionKey("a"));
        }
    }
}
