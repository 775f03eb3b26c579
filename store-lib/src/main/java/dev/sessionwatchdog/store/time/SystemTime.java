package dev.sessionwatchdog.store.time;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/// This machine's clocks.
///
/// `CLOCK_BOOTTIME` is read from `/proc/uptime` (proc(5): it counts suspended time), which has a
/// resolution of 10 ms; where there is no such file the machine is taken as never suspended.
public final class SystemTime implements Time {

    private static final Path UPTIME = Path.of("/proc/uptime");
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private final String bootId = readLine(BOOT_ID, "unknown");
    private final BooleanSupplier synchronised;

    /// @param synchronised asks whether the wall clock follows a time source
    public SystemTime(BooleanSupplier synchronised) {
        this.synchronised = synchronised;
    }

    /// Clocks of which it is not known whether the wall clock follows a time source.
    public SystemTime() {
        this(() -> false);
    }

    /// `CLOCK_MONOTONIC` alone, in nanoseconds: for what is asked far more often than a [Moment]
    /// may cost.
    public static long monotonicNanos() {
        return System.nanoTime();
    }

    @Override
    public Moment moment() {
        long monotonic = monotonicNanos();
        return new Moment(monotonic, boottime(monotonic), Instant.now(), bootId);
    }

    @Override
    public boolean synchronised() {
        return synchronised.getAsBoolean();
    }

    @Override
    public void await(Duration duration) throws InterruptedException {
        Thread.sleep(duration);
    }

    private static long boottime(long monotonic) {
        String line = readLine(UPTIME, "");
        int end = line.indexOf(' ');
        if (end < 0) {
            return monotonic;
        }
        String[] parts = line.substring(0, end).split("\\.", 2);
        long hundredths =
                Long.parseLong(parts[0]) * 100 + (parts.length == 2 ? Long.parseLong(parts[1]) : 0);
        return hundredths * 10_000_000L;
    }

    private static String readLine(Path file, String otherwise) {
        try {
            return Files.readString(file).strip();
        } catch (IOException absent) {
            return otherwise;
        }
    }
}
