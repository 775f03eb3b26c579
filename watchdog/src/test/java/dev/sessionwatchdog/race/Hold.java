package dev.sessionwatchdog.race;

import java.util.Optional;

/// What a contestant says of the lock that it had.
///
/// @param acquired when it believed to hold it
/// @param released when it began to release it
/// @param lookedFrom its one look at release lies between this and `lookedTo`
/// @param found `removed` by it, or there at the look and `vanished`, or `missing`, or `another`
record Hold(String id, long acquired, long released, long lookedFrom, long lookedTo, String found) {

    /// Empty when it never got the lock.
    static Optional<Hold> of(String id, String[] answer) {
        return answer[0].equals("held")
                ? Optional.of(
                        new Hold(
                                id,
                                Long.parseLong(answer[1]),
                                Long.parseLong(answer[2]),
                                Long.parseLong(answer[3]),
                                Long.parseLong(answer[4]),
                                answer[5]))
                : Optional.empty();
    }

    boolean overlaps(Hold other) {
        return acquired < other.released && other.acquired < released;
    }

    /// Its lock was not there when it looked for it.
    boolean lostIt() {
        return found.equals("missing") || found.equals("another");
    }

    boolean lookedDuring(Attempt.Gap gap) {
        return lookedFrom <= gap.to() && gap.from() <= lookedTo;
    }

    boolean isOf(String raw) {
        return raw.contains('"' + id + '"');
    }
}
