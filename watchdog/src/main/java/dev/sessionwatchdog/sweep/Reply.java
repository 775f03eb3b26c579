package dev.sessionwatchdog.sweep;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// What the sweeping thread answers to a request.
///
/// @param message for people
/// @param data for programs; bounded by whoever makes it
public record Reply(Kind kind, String message, Optional<ObjectNode> data) {

    public enum Kind {
        DONE,
        REFUSED,
        FAILED,
        /// Not yet: asking again after the `after_ms` of the data may be answered otherwise.
        AGAIN
    }

    static Reply done(String message, ObjectNode data) {
        return new Reply(Kind.DONE, message, Optional.of(data));
    }

    static Reply refused(String why) {
        return new Reply(Kind.REFUSED, why, Optional.empty());
    }
}
