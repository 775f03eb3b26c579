package dev.sessionwatchdog.store.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutTest {

    private static final String HASH =
            "~e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static String encoded(String key) {
        return Layout.ENTRIES_ENCODED.name(new SessionKey(key)).value();
    }

    private static String exact(String key) {
        return Layout.ENTRIES_EXACT.name(new SessionKey(key)).value();
    }

    @ParameterizedTest
    @CsvSource({
        "agent:main:main, agent%3Amain%3Amain.json, agent%3Amain%3Amain.json",
        "agent:main:Signal:AbC=, agent%3Amain%3Asignal%3Aabc=.json,"
                + " agent%3Amain%3A%53ignal%3A%41b%43=.json",
        "a/b, a%2Fb.json, a%2Fb.json",
        "a\\b, a%5Cb.json, a%5Cb.json",
        "100%, 100%25.json, 100%25.json",
        ".hidden, %2Ehidden.json, %2Ehidden.json",
        ".., %2E..json, %2E..json",
        "CON, con.json, %43%4F%4E.json",
        "É, é.json, %C3%89.json",
        "a.b~c, a.b~c.json, a.b~c.json",
    })
    void a_key_becomes_a_readable_name(String key, String encoded, String exact) {
        assertThat(encoded(key)).isEqualTo(encoded);
        assertThat(exact(key)).isEqualTo(exact);
    }

    @Test
    void the_composed_and_the_decomposed_letter_are_two_keys() {
        assertThat(encoded("\u00e9")).isNotEqualTo(encoded("e\u0301"));
        assertThat(exact("\u00e9")).isEqualTo("%C3%A9.json");
        assertThat(exact("e\u0301")).isEqualTo("e%CC%81.json");
    }

    @Test
    void control_characters_and_unpaired_surrogates_are_escaped() {
        assertThat(encoded("a\nb\u0000\u007f\u0085")).isEqualTo("a%0Ab%00%7F%C2%85.json");
        assertThat(encoded("\ud800x")).isEqualTo("%ED%A0%80x.json");
        assertThat(encoded("\ud83d\ude00")).isEqualTo("\ud83d\ude00.json");
        assertThat(exact("\ud83d\ude00")).isEqualTo("%F0%9F%98%80.json");
    }

    @Test
    void a_name_of_more_than_200_bytes_is_cut_and_says_so_by_its_hash() {
        assertThat(encoded("a".repeat(200))).isEqualTo("a".repeat(200) + ".json");
        assertThat(encoded("a".repeat(201)))
                .startsWith("a".repeat(120) + "~")
                .hasSize(120 + 1 + 64 + 5);
        assertThat(encoded("x" + "\u00e9".repeat(150))).startsWith("x" + "\u00e9".repeat(59) + "~");
        assertThat(Layout.ENTRIES_ENCODED.record(new SessionKey("A".repeat(201))))
                .hasValueSatisfying(
                        record -> assertThat(record).asString().isEqualTo("a".repeat(201)));
    }

    @Test
    void the_empty_key_has_a_name_too() {
        assertThat(encoded("")).isEqualTo(HASH + ".json");
        assertThat(Layout.ENTRIES_ENCODED.record(new SessionKey(""))).contains(new byte[0]);
    }

    @Test
    void a_key_that_looks_like_a_cut_name_gets_a_cut_name_of_its_own() {
        String cut = encoded("a".repeat(201));
        String forged = cut.substring(0, cut.length() - ".json".length());
        assertThat(encoded(forged)).isNotEqualTo(cut).startsWith("a".repeat(120) + "~");
        assertThat(Layout.ENTRIES_ENCODED.record(new SessionKey(forged))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A.json",
                "a%3ab.json",
                "a%61.json",
                "%.json",
                "a:b.json",
                "%ED%A0.json",
                "%ED%A0%80%ED%B0%80.json",
                "%C0%AF.json",
                "%25%2.json",
                "a\u0085.json",
                "%F7%BF%BF%BF.json"
            })
    void a_name_that_this_layout_does_not_make_is_foreign(String name) {
        assertThat(Layout.ENTRIES_ENCODED.read(new EntryName(name)))
                .isEqualTo(new KeyOfName.Foreign());
    }

    @ParameterizedTest
    @ValueSource(strings = {".a.json", "a", "a/b.json", ".json", "\ud800.json", "a\u0000.json"})
    void what_cannot_be_the_file_of_an_entry_is_no_entry_name(String name) {
        assertThat(EntryName.parse(name)).isEmpty();
        assertThatThrownBy(() -> new EntryName(name)).isInstanceOf(IllegalArgumentException.class);
        assertThat(EntryName.parse("a".repeat(251) + ".json")).isEmpty();
    }

    @Test
    void a_layout_is_found_by_its_word() {
        for (Layout layout : Layout.values()) {
            assertThat(Layout.of(layout.word())).contains(layout);
        }
        assertThat(Layout.of("entries")).isEmpty();
    }
}
