package dev.sessionwatchdog.store.forensic;

import dev.sessionwatchdog.store.time.Moment;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// Who may write into a log whose file system is full.
///
/// [ActiveSegment#RESERVE] bytes, and room for the outcome of everything that is announced, are set
/// aside ahead of the end of the log, and set aside again before half of them are used. While that
/// fails, an intent is written only if there is room for its outcome and for the outcomes of all
/// that are announced, and an observation only while half of the reserve is left. Outcomes are
/// always written.
final class Reserve {

    /// Room for one outcome. It repeats no evidence, so this is several times what one needs;
    /// [#FLOOR] is for the few that need more.
    static final int OUTCOME = 4 * 1024;

    static final int FLOOR = 2 * RawLine.MAX_BYTES;

    /// A disk that is full, not full, full again is told once.
    private static final Duration BETWEEN_ALERTS = Duration.ofMinutes(10);

    private boolean full;
    private long announced;
    private long unwritten;
    private Optional<Moment> told = Optional.empty();

    /// What the outcomes of all that is announced may need.
    long promised() {
        return announced * OUTCOME;
    }

    boolean isFull() {
        return full;
    }

    /// Sets space aside if there is need.
    ///
    /// @return what is to be told about it
    Optional<LogEvent> look(ActiveSegment active, Moment now) throws IOException {
        boolean was = full;
        full = !active.setAside(promised());
        if (full == was) {
            return Optional.empty();
        }
        if (full) {
            boolean again =
                    told.filter(it -> now.since(it).compareTo(BETWEEN_ALERTS) < 0).isPresent();
            told = Optional.of(now);
            return again ? Optional.empty() : Optional.of(LogEvent.full(active.room()));
        }
        long missed = unwritten;
        unwritten = 0;
        return Optional.of(LogEvent.refilled(missed));
    }

    /// Whether a line is to be written now.
    ///
    /// @return false if it is only counted
    /// @throws LogFullException if it is an intent for which there is no room
    boolean admits(ForensicEvent event, int bytes, long room) throws LogFullException {
        if (!full || event.phase().concludes()) {
            return true;
        }
        long left = room - bytes - FLOOR - promised();
        if (event.phase() == Phase.INTENT) {
            if (left < OUTCOME) {
                throw new LogFullException();
            }
            return true;
        }
        long least = event.kind() == Kind.ALERT ? 0 : ActiveSegment.RESERVE / 2;
        if (left < least) {
            unwritten++;
            return false;
        }
        return true;
    }

    void written(Phase phase) {
        if (phase == Phase.INTENT) {
            announced++;
        } else if (phase.concludes() && announced > 0) {
            announced--;
        }
    }
}
