package dev.sessionwatchdog.host;

import java.io.Closeable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// The service manager that started this process and wants to hear of it (sd_notify(3)).
///
/// What systemd passes in the environment the launcher hands on as system properties and takes out
/// of the environment: no program that we start can speak for us.
public final class NotifySocket implements Closeable {

    /// The value of `NOTIFY_SOCKET`.
    static final String SOCKET = "session-watchdog.notify";

    /// The value of `WATCHDOG_USEC`, if `WATCHDOG_PID` is ours (sd_watchdog_enabled(3)).
    static final String WATCHDOG = "session-watchdog.watchdog-usec";

    private final UnixDatagrams datagrams;
    private final Duration watchdog;

    private NotifySocket(UnixDatagrams datagrams, Duration watchdog) {
        this.datagrams = datagrams;
        this.watchdog = watchdog;
    }

    /// Empty when nobody wants to hear of us; then nothing was loaded either.
    public static Optional<NotifySocket> ofThisProcess() {
        return of(System.getProperty(SOCKET, ""), System.getProperty(WATCHDOG, ""));
    }

    static Optional<NotifySocket> of(String address, String watchdogMicros) {
        return address.startsWith("/") || address.startsWith("@")
                ? UnixDatagrams.open(address)
                        .map(open -> new NotifySocket(open, span(watchdogMicros)))
                : Optional.empty();
    }

    private static Duration span(String micros) {
        try {
            return Duration.of(Math.max(0, Long.parseLong(micros)), ChronoUnit.MICROS);
        } catch (NumberFormatException | ArithmeticException none) {
            return Duration.ZERO;
        }
    }

    /// Within how long a sign of life has to follow the one before; zero if none is wanted.
    public Duration watchdog() {
        return watchdog;
    }

    /// Sends one message of `NAME=value` lines.
    ///
    /// @return whether it was taken
    public boolean send(String message) {
        return datagrams.send(message.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        datagrams.close();
    }
}
