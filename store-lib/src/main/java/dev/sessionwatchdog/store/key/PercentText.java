package dev.sessionwatchdog.store.key;

import java.util.HexFormat;
import java.util.Optional;
import java.util.function.IntPredicate;

/// Text in which some characters stand as `%` and two upper-case hexadecimal digits for each byte
/// of their UTF-8 form.
///
/// An unpaired surrogate has no UTF-8 form; it stands as the three bytes that its number would have
/// (`%ED%A0%80` to `%ED%BF%BF`), which no other text makes.
final class PercentText {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private PercentText() {}

    /// @param escaped which code points are escaped, besides `%` and unpaired surrogates
    static String encode(String text, IntPredicate escaped) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        text.codePoints()
                .forEach(point -> {
                    if (point == '%' || isSurrogate(point) || escaped.test(point)) {
                        escape(point, encoded);
                    } else {
                        encoded.appendCodePoint(point);
                    }
                });
        return encoded.toString();
    }

    private static boolean isSurrogate(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }

    /// RFC 3629, section 3, without its exception for surrogates.
    private static void escape(int point, StringBuilder into) {
        if (point < 0x80) {
            octet(point, into);
        } else if (point < 0x800) {
            octet(0xc0 | point >> 6, into);
            following(point, into);
        } else if (point < 0x10000) {
            octet(0xe0 | point >> 12, into);
            following(point >> 6, into);
            following(point, into);
        } else {
            octet(0xf0 | point >> 18, into);
            following(point >> 12, into);
            following(point >> 6, into);
            following(point, into);
        }
    }

    private static void following(int bits, StringBuilder into) {
        octet(0x80 | (bits & 0x3f), into);
    }

    private static void octet(int value, StringBuilder into) {
        into.append('%').append(HEX.toHighHexDigit(value)).append(HEX.toLowHexDigit(value));
    }

    /// The only text whose encoding this can be, if it is one. What comes out has to be encoded
    /// again and compared: not every text that this takes is one that [#encode] makes.
    static Optional<String> decode(String encoded) {
        StringBuilder text = new StringBuilder(encoded.length());
        int at = 0;
        while (at < encoded.length()) {
            if (encoded.charAt(at) != '%') {
                text.append(encoded.charAt(at++));
                continue;
            }
            int first = octetAt(encoded, at);
            int length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
            int point = length == 1 ? first : first & (0xff >> (length + 1));
            for (int next = 1; next < length; next++) {
                point = (point << 6) | (octetAt(encoded, at + 3 * next) & 0x3f);
            }
            if (first < 0 || !Character.isValidCodePoint(point)) {
                return Optional.empty();
            }
            text.appendCodePoint(point);
            at += 3 * length;
        }
        return Optional.of(text.toString());
    }

    /// -1 if there is none.
    private static int octetAt(String encoded, int at) {
        boolean whole =
                at + 3 <= encoded.length()
                        && encoded.charAt(at) == '%'
                        && HexFormat.isHexDigit(encoded.charAt(at + 1))
                        && HexFormat.isHexDigit(encoded.charAt(at + 2));
        return whole ? HexFormat.fromHexDigits(encoded, at + 1, at + 3) : -1;
    }
}
