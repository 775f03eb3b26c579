package dev.sessionwatchdog.host;

import dev.sessionwatchdog.store.time.SystemTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/// When this machine booted, by the wall clock of now: what turns a process's start, which the
/// kernel counts from boot, into a date.
///
/// `btime` of `/proc/stat` and `/proc/uptime` would tell as much, but lxcfs replaces both in
/// containers while the starts of processes stay the machine's. So the kernel's own clock is asked;
/// without native calls `/proc/uptime` is believed where it is not younger than the monotonic
/// clock, which counts from the same boot and never runs ahead of it.
final class BootClock {

    private static final long SECOND = 1_000_000_000L;
    private static final int LINE = 128;

    private final Proc proc;
    private final boolean nativeCalls;

    BootClock(Proc proc, boolean nativeCalls) {
        this.proc = proc;
        this.nativeCalls = nativeCalls;
    }

    /// Nothing where it cannot be told.
    Optional<Instant> booted() {
        OptionalLong nanos = nativeCalls ? HostCalls.sinceBoot() : uptime();
        return nanos.isPresent()
                ? Optional.of(Instant.now().minusNanos(nanos.getAsLong()))
                : Optional.empty();
    }

    private OptionalLong uptime() {
        long monotonic = SystemTime.monotonicNanos();
        try {
            String line =
                    new String(
                            Proc.read(proc.at().resolve("uptime"), LINE),
                            StandardCharsets.US_ASCII);
            int end = line.indexOf(' ');
            long nanos = (long) (Double.parseDouble(line.substring(0, end)) * SECOND);
            return nanos < monotonic - SECOND ? OptionalLong.empty() : OptionalLong.of(nanos);
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException unknown) {
            return OptionalLong.empty();
        }
    }
}
