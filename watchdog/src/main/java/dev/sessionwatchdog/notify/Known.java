package dev.sessionwatchdog.notify;

import dev.sessionwatchdog.incident.LoggedEvent;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// What is known of one trouble.
final class Known {

    /// The newest alert.
    private LoggedEvent latest;

    private final Set<String> toldActions = new HashSet<>();
    private Optional<Long> lastTold = Optional.empty();
    private boolean believed;
    private boolean stands;
    private int repeated;

    Known(LoggedEvent latest) {
        this.latest = latest;
    }

    LoggedEvent latest() {
        return latest;
    }

    void saw(LoggedEvent alert, boolean lasting) {
        latest = alert;
        stands |= lasting;
    }

    void isOver() {
        stands = false;
    }

    boolean stands() {
        return stands;
    }

    /// Whether people have been told of it, and not that it is over.
    boolean believed() {
        return believed;
    }

    boolean wasToldOf(String action) {
        return toldActions.contains(action);
    }

    /// Whether so long has passed since they were told, or they never were.
    boolean isQuietFor(long nanos, long now) {
        return lastTold.isEmpty() || now - lastTold.get() >= nanos;
    }

    long nanosUntil(long nanos, long now) {
        return lastTold.map(told -> Math.max(0, nanos - (now - told))).orElse(0L);
    }

    void repeats() {
        repeated++;
    }

    int repeated() {
        return repeated;
    }

    /// People were told, by a notification of its own.
    void told(Notification.Kind kind, String action, long at) {
        believed = kind != Notification.Kind.RESOLVE;
        if (believed) {
            toldActions.add(action);
        }
        lastTold = Optional.of(at);
        repeated = 0;
    }

    /// People were told that there is more, of which this is one.
    void counted(long at) {
        lastTold = Optional.of(at);
    }
}
