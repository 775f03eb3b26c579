package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.store.forensic.Printable;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// What the service manager hears of the sweeping thread: that it is ready, how it is, and that it
/// gets on (sd_notify(3)).
///
/// A sign of life is given only by the sweeping thread and only when something has returned to it:
/// a call of the kernel about files, a question whether to stop, a wait. While a call does not
/// return there is none, and the service manager then restarts us. No timer gives them (ADR 0012).
public final class Supervision {

    /// Whoever listens.
    @FunctionalInterface
    public interface Listener {

        /// Takes one message of `NAME=value` lines, without waiting.
        ///
        /// @return whether it was taken
        boolean tell(String message);
    }

    /// A sign of life for every file would be a datagram for every file.
    private static final Duration BETWEEN_SIGNS = Duration.ofSeconds(10);

    /// When the listener had no room.
    private static final Duration AGAIN = Duration.ofSeconds(1);

    /// How much more time a start or a stop asks for that goes on; a single call may take as long.
    private static final Duration EXTENSION = Duration.ofMinutes(2);

    private enum Phase {
        STARTING,
        RUNNING,
        RELOADING,
        STOPPING
    }

    private final Optional<Listener> listener;
    private final Duration watchdog;
    private final Duration between;
    private final LongSupplier nanos;
    private final BooleanSupplier stopping;
    private final Thread sweeping = Thread.currentThread();
    private Phase phase = Phase.STARTING;
    private long nextSign;
    private String status = "";
    private Optional<String> owed = Optional.empty();

    /// To be made by the sweeping thread.
    ///
    /// @param watchdog within how long a sign of life has to follow the one before; zero if none is
    ///   wanted
    /// @param nanos the monotonic clock
    /// @param stopping whether we were told to end, which the sweeping thread may not know yet
    public Supervision(
            Listener listener, Duration watchdog, LongSupplier nanos, BooleanSupplier stopping) {
        this(Optional.of(listener), watchdog, nanos, stopping);
    }

    private Supervision(
            Optional<Listener> listener,
            Duration watchdog,
            LongSupplier nanos,
            BooleanSupplier stopping) {
        this.listener = listener;
        this.watchdog = watchdog;
        this.between =
                watchdog.isZero() || watchdog.dividedBy(8).compareTo(BETWEEN_SIGNS) > 0
                        ? BETWEEN_SIGNS
                        : watchdog.dividedBy(8);
        this.nanos = nanos;
        this.stopping = stopping;
        this.nextSign = nanos.getAsLong() + between.toNanos();
    }

    /// Nobody listens; nothing is said, and nobody is woken to say it.
    public static Supervision none() {
        return new Supervision(Optional.empty(), Duration.ZERO, () -> 0, () -> false);
    }

    /// Something has returned to this thread. Cheap enough to be called at every step; does nothing
    /// in any thread but the sweeping one.
    public void progress() {
        if (listener.isEmpty() || !Thread.currentThread().equals(sweeping)) {
            return;
        }
        long now = nanos.getAsLong();
        if (now - nextSign < 0) {
            return;
        }
        if (phase == Phase.RUNNING && stopping.getAsBoolean()) {
            stopping();
        }
        boolean taken = payWhatIsOwed() && giveSign();
        nextSign = now + (taken ? between : AGAIN).toNanos();
    }

    private boolean giveSign() {
        String extension = "EXTEND_TIMEOUT_USEC=" + EXTENSION.toNanos() / 1_000;
        return switch (phase) {
            case STARTING, STOPPING -> tell(extension);
            case RUNNING -> watchdog.isZero() || tell("WATCHDOG=1");
            case RELOADING -> tell("WATCHDOG=1\n" + extension);
        };
    }

    /// How often the sweeping thread has to be woken while there is nothing to do; empty for never.
    Optional<Duration> pulse() {
        if (owed.isPresent()) {
            return Optional.of(AGAIN);
        }
        return watchdog.isZero() ? Optional.empty() : Optional.of(watchdog.dividedBy(2));
    }

    /// It cannot start yet, and will try again; said only when it changes.
    ///
    /// @return false if nobody listens, or it had started: then there is nothing to wait for
    public boolean waits(String why) {
        if (listener.isEmpty() || phase != Phase.STARTING) {
            return false;
        }
        status("waiting: " + Printable.of(why));
        return true;
    }

    /// It guards its roots.
    void ready(String words) {
        status = words;
        enter(Phase.RUNNING, "READY=1\nSTATUS=" + words);
    }

    /// It reads its configuration again; [#status] ends that.
    void reloading() {
        status = "";
        enter(
                Phase.RELOADING,
                "RELOADING=1\nMONOTONIC_USEC="
                        + nanos.getAsLong() / 1_000
                        + "\nSTATUS=reading the configuration again");
    }

    /// It has begun to end.
    void stopping() {
        if (phase != Phase.STOPPING) {
            status = "";
            enter(Phase.STOPPING, "STOPPING=1\nSTATUS=finishing the running step");
        }
    }

    /// How it is, in one line; said only when it changes.
    ///
    /// @param words escaped, without session keys
    void status(String words) {
        if (phase == Phase.RELOADING) {
            ready(words);
        } else if (!words.equals(status)) {
            status = tell("STATUS=" + words) ? words : "";
        }
    }

    private void enter(Phase next, String message) {
        phase = next;
        owed = Optional.of(message);
        payWhatIsOwed();
    }

    /// A change that could not be told is told before anything else.
    private boolean payWhatIsOwed() {
        owed = owed.filter(message -> !tell(message));
        return owed.isEmpty();
    }

    private boolean tell(String message) {
        return listener.isEmpty() || listener.get().tell(message);
    }
}
