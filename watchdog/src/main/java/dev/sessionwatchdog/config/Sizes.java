package dev.sessionwatchdog.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sizes as they are written: `16MiB`, one number and a binary unit.
final class Sizes {

    private static final Pattern SIZE = Pattern.compile("0|([0-9]+)(B|KiB|MiB|GiB|TiB)");
    private static final Pattern DECIMAL_UNIT = Pattern.compile("([0-9]+) ?([kKmMgGtT])[bB]?");

    /// Each is 1024 times the one before it.
    private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB");

    private Sizes() {}

    static Parsed<Long> parse(String text) {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            return new Parsed.Bad<>(
                    "a size is written like 512KiB, 16MiB or 2GiB (units: B KiB MiB GiB TiB)",
                    meant(text));
        }
        if (size.group(1) == null) {
            return new Parsed.Good<>(0L);
        }
        int shift = 10 * UNITS.indexOf(size.group(2));
        if (size.group(1).length() > 18
                || Long.parseLong(size.group(1)) > Long.MAX_VALUE >> shift) {
            return Parsed.bad("a size is less than 8388608TiB");
        }
        return new Parsed.Good<>(Long.parseLong(size.group(1)) << shift);
    }

    /// The shortest exact way to write it.
    static String write(long bytes) {
        int unit =
                bytes == 0 ? 0 : Math.min(Long.numberOfTrailingZeros(bytes) / 10, UNITS.size() - 1);
        return bytes == 0 ? "0" : (bytes >> (10 * unit)) + UNITS.get(unit);
    }

    private static Optional<String> meant(String text) {
        Matcher other = DECIMAL_UNIT.matcher(text);
        return other.matches()
                ? Optional.of(other.group(1) + other.group(2).toUpperCase(Locale.ROOT) + "iB")
                : Optional.empty();
    }
}
