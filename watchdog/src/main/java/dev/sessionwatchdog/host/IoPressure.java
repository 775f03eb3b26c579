package dev.sessionwatchdog.host;

import dev.sessionwatchdog.observation.Pressure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalLong;

/// What Linux tells of stalls for I/O (Documentation/accounting/psi.rst): the line `some` of
/// `/proc/pressure/io`, whose `total` counts the microseconds in which at least one task waited.
///
/// It is the file of the whole machine, not the `io.pressure` of our own control group: whom we
/// must not hold up, the gateway, is in another one. The averages beside `total` lag by ten seconds
/// and more, so they are not used.
///
/// Nothing is told by a kernel without it (before 4.20), booted with `psi=0`, or by a `/proc` that
/// hides it (`ProcSubset=pid`).
public final class IoPressure implements Pressure {

    private static final int BYTES = 1024;
    private static final String SOME = "some ";
    private static final String TOTAL = " total=";

    /// Microseconds of a hundred thousand years; more is nonsense.
    private static final int MOST_DIGITS = 18;

    private final Path file;

    IoPressure(Path file) {
        this.file = file;
    }

    public static IoPressure ofThisMachine() {
        return new IoPressure(Path.of("/proc/pressure/io"));
    }

    @Override
    public OptionalLong waitedMicros() {
        try {
            return parse(new String(Proc.read(file, BYTES), StandardCharsets.US_ASCII));
        } catch (IOException absent) {
            return OptionalLong.empty();
        }
    }

    private static OptionalLong parse(String text) {
        return text.lines()
                .filter(line -> line.startsWith(SOME))
                .findFirst()
                .map(line -> number(line.substring(line.lastIndexOf(TOTAL) + TOTAL.length()), line))
                .orElse(OptionalLong.empty());
    }

    private static OptionalLong number(String digits, String line) {
        boolean told =
                line.contains(TOTAL)
                        && !digits.isEmpty()
                        && digits.length() <= MOST_DIGITS
                        && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return told ? OptionalLong.of(Long.parseLong(digits)) : OptionalLong.empty();
    }
}
