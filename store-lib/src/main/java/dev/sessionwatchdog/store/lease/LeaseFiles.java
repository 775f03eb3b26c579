package dev.sessionwatchdog.store.lease;

import dev.sessionwatchdog.store.root.Name;
import java.time.Duration;
import java.util.Optional;

/// Names of the files in a token directory; all begin with their owner.
final class LeaseFiles {

    private static final String HOLD = ".hold.";

    private LeaseFiles() {}

    static Name beat(OwnerId owner) {
        return new Name(owner + ".beat");
    }

    static Name progress(OwnerId owner) {
        return new Name(owner + ".progress");
    }

    /// Declares that there may be no progress for so long.
    static Name hold(OwnerId owner, Duration silence) {
        return new Name(owner + HOLD + silence.toMillis());
    }

    /// An entry that is about to be committed.
    static Name temp(OwnerId owner, long sequence) {
        return new Name(owner + "." + sequence + ".tmp");
    }

    /// An empty directory that is about to change places with an entry that is removed.
    static Name gone(OwnerId owner, long sequence) {
        return new Name(owner + "." + sequence + ".gone");
    }

    static boolean isOf(OwnerId owner, Name name) {
        return name.value().startsWith(owner + ".");
    }

    /// The silence that a file of this name declares.
    static Optional<Duration> declaredHold(OwnerId owner, Name name) {
        String start = owner + HOLD;
        if (!name.value().startsWith(start)) {
            return Optional.empty();
        }
        String millis = name.value().substring(start.length());
        return millis.matches("[1-9][0-9]{0,17}")
                ? Optional.of(Duration.ofMillis(Long.parseLong(millis)))
                : Optional.empty();
    }
}
