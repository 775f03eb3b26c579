package dev.sessionwatchdog.store.key;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

/// Keys for properties.
public final class AnyKey {

    private AnyKey() {}

    /// All of Unicode, unpaired surrogates, noncharacters and controls included; some are long.
    public static Arbitrary<SessionKey> ofAllUnicode() {
        Arbitrary<String> unit =
                Arbitraries.frequencyOf(
                        Tuple.of(3, points(0, Character.MAX_CODE_POINT)),
                        Tuple.of(3, points(0, 0x7f)),
                        Tuple.of(1, points(0x80, 0x24f)),
                        Tuple.of(1, points(Character.MIN_SURROGATE, Character.MAX_SURROGATE)));
        return unit.list()
                .ofMaxSize(400)
                .withSizeDistribution(RandomDistribution.biased())
                .map(units -> new SessionKey(String.join("", units)));
    }

    private static Arbitrary<String> points(int least, int most) {
        return Arbitraries.integers().between(least, most).map(Character::toString);
    }

    /// Few letters, and those that escapes are made of, so that two often come close.
    public static Arbitrary<SessionKey> ofFewLetters() {
        return Arbitraries.of(
                        "%",
                        "2",
                        "5",
                        "E",
                        "e",
                        ".",
                        "/",
                        "~",
                        "K",
                        "k",
                        "\u212a",
                        "\u00e9",
                        "e\u0301",
                        "\u00c9",
                        "\u03c3",
                        "\u03c2",
                        "\u00df",
                        "\u0130",
                        "i",
                        "\ud800",
                        "\udc00",
                        "%2E",
                        "%ED%A0%80")
                .list()
                .ofMaxSize(4)
                .map(units -> new SessionKey(String.join("", units)));
    }
}
