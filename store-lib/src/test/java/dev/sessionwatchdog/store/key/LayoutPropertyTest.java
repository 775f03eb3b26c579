package dev.sessionwatchdog.store.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;

class LayoutPropertyTest {

    private static final int KEYS = 100_000;

    /// Every name that any try made, with its key, for each layout.
    private static final Map<Layout, Map<EntryName, SessionKey>> MADE = new HashMap<>();

    private static int tries;

    @Provide
    Arbitrary<SessionKey> anyKey() {
        return Arbitraries.frequencyOf(
                Tuple.of(9, AnyKey.ofAllUnicode()), Tuple.of(1, AnyKey.ofFewLetters()));
    }

    @Provide
    Arbitrary<SessionKey> closeKey() {
        return AnyKey.ofFewLetters();
    }

    /// The key that a name and, if it needs one, its record tell.
    private static Optional<SessionKey> readBack(Layout layout, SessionKey key) {
        EntryName name = layout.name(key);
        return switch (layout.read(name)) {
            case KeyOfName.Told(SessionKey told) -> {
                assertThat(layout.record(key)).isEmpty();
                yield Optional.of(told);
            }
            case KeyOfName.Recorded _ -> layout.read(name, layout.record(key).orElseThrow());
            case KeyOfName.Foreign _ -> Optional.empty();
        };
    }

    @Property(tries = KEYS)
    void a_key_comes_back_from_its_name_and_shares_it_with_no_other(
            @ForAll("anyKey") SessionKey key) {
        tries++;
        for (Layout layout : Layout.values()) {
            SessionKey canonical = layout.canonical(key);
            assertThat(readBack(layout, key)).contains(canonical);
            SessionKey before =
                    MADE.computeIfAbsent(layout, _ -> new HashMap<>())
                            .putIfAbsent(layout.name(key), canonical);
            assertThat(before == null || before.equals(canonical))
                    .as("%s shares its name with %s", canonical, before)
                    .isTrue();
        }
    }

    @AfterContainer
    static void tellsHowMany() {
        MADE.forEach((layout, names) ->
                System.out.printf(
                        "%s: %d keys, %d different names, each of one key%n",
                        layout.word(), tries, names.size()));
        MADE.clear();
    }

    @Property
    void a_name_is_a_visible_file_of_at_most_205_bytes(@ForAll("anyKey") SessionKey key) {
        for (Layout layout : Layout.values()) {
            String name = layout.name(key).value();
            assertThat(name).doesNotStartWith(".").endsWith(".json").doesNotContain("/", "\\", ":");
            assertThat(name.codePoints().noneMatch(Character::isISOControl)).isTrue();
            assertThat(name.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(205);
        }
    }

    @Property(tries = 20_000)
    void two_keys_have_the_same_name_only_if_they_are_the_same_to_the_layout(
            @ForAll("closeKey") SessionKey one, @ForAll("closeKey") SessionKey other) {
        for (Layout layout : Layout.values()) {
            assertThat(layout.name(one).equals(layout.name(other)))
                    .isEqualTo(layout.canonical(one).equals(layout.canonical(other)));
        }
    }

    @Property(tries = 20_000)
    void exact_names_stay_different_where_the_file_system_folds_case_or_normalises(
            @ForAll("closeKey") SessionKey one, @ForAll("closeKey") SessionKey other) {
        UnaryOperator<String> folded =
                name ->
                        Normalizer.normalize(name, Normalizer.Form.NFKD)
                                .toUpperCase(Locale.ROOT)
                                .toLowerCase(Locale.ROOT);
        boolean same =
                folded.apply(Layout.ENTRIES_EXACT.name(one).value())
                        .equals(folded.apply(Layout.ENTRIES_EXACT.name(other).value()));
        assertThat(same).isEqualTo(one.equals(other));
    }

    @Property
    void the_canonical_key_is_its_own_canonical_key(@ForAll("anyKey") SessionKey key) {
        for (Layout layout : Layout.values()) {
            SessionKey canonical = layout.canonical(key);
            assertThat(layout.canonical(canonical)).isEqualTo(canonical);
            assertThat(layout.name(canonical)).isEqualTo(layout.name(key));
        }
    }

    @Property
    void a_name_that_no_key_has_is_foreign(@ForAll String stem) {
        for (Layout layout : Layout.values()) {
            EntryName.parse(stem + ".json")
                    .ifPresent(name -> {
                        if (layout.read(name) instanceof KeyOfName.Told(SessionKey key)) {
                            assertThat(layout.name(key)).isEqualTo(name);
                        }
                    });
        }
    }

    @Property
    void a_record_that_is_not_of_this_name_tells_nothing(
            @ForAll("anyKey") SessionKey one, @ForAll("anyKey") SessionKey other) {
        for (Layout layout : Layout.values()) {
            if (!layout.name(one).equals(layout.name(other))) {
                byte[] record = layout.canonical(other).value().getBytes(StandardCharsets.UTF_8);
                assertThat(layout.read(layout.name(one), layout.record(other).orElse(record)))
                        .isNotEqualTo(Optional.of(layout.canonical(other)));
            }
        }
    }
}
