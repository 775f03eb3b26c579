package dev.sessionwatchdog.store.time;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/// This machine's clocks.
///
/// `CLOCK_BOOTTIME` is read from `/proc/uptime` (proc(5): it counts suspended time), which has a
/// resolution of 10 ms; where there is no such file the machine is taken as never suspended.
public final class SystemTime implements Time {

    private static final Path UPTIME = Path.of("/proc/uptime");
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    /// Ten digits of seconds and two of hundredths are enough for three centuries.
    private static final int UPTIME_BYTES = 32;

    private final String bootId = readLine(BOOT_ID, "unknown");
    private final byte[] buffer = new byte[UPTIME_BYTES];
    private Optional<RandomAccessFile> uptime = open();
    private final BooleanSupplier synchronised;
    private final BootTime bootTime = new BootTime(this::readUptime);

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
        Instant wall = Instant.now();
        return new Moment(monotonic, bootTime.at(monotonic, wall), wall, bootId);
    }

    @Override
    public boolean synchronised() {
        return synchronised.getAsBoolean();
    }

    @Override
    public void await(Duration duration) throws InterruptedException {
        Thread.sleep(duration);
    }

    /// The file stays open: opening it each time costs more than reading it.
    private OptionalLong readUptime() {
        if (uptime.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            uptime.get().seek(0);
            int count = uptime.get().read(buffer);
            return nanos(new String(buffer, 0, Math.max(0, count), StandardCharsets.US_ASCII));
        } catch (IOException unreadable) {
            uptime = Optional.empty();
            return OptionalLong.empty();
        }
    }

    /// Seconds with two decimals up to the first blank (proc(5)).
    static OptionalLong nanos(String line) {
        int end = line.indexOf(' ');
        int point = line.indexOf('.');
        if (point < 0 || end != point + 3) {
            return OptionalLong.empty();
        }
        long seconds = Long.parseLong(line, 0, point, 10);
        long hundredths = Long.parseLong(line, point + 1, end, 10);
        return OptionalLong.of((seconds * 100 + hundredths) * 10_000_000L);
    }

    private static Optional<RandomAccessFile> open() {
        try {
            return Optional.of(new RandomAccessFile(UPTIME.toFile(), "r"));
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    private static String readLine(Path file, String otherwise) {
        try {
            return Files.readString(file).strip();
        } catch (IOException absent) {
            return otherwise;
        }
    }
}
