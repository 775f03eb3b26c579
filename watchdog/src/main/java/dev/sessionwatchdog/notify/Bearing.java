package dev.sessionwatchdog.notify;

import dev.sessionwatchdog.config.Config.Severity;
import dev.sessionwatchdog.incident.LoggedEvent;
import java.util.Optional;
import java.util.Set;

/// What one event means for people who are to be told.
///
/// @param trouble what it is about: its incident; without one, what tells such events apart
record Bearing(Meaning meaning, String trouble) {

    enum Meaning {
        /// Nobody is told.
        NONE,
        /// A trouble that stands until an event says that it is over.
        STANDS,
        /// Something that has happened; nothing will say that it is over.
        HAPPENED,
        /// A trouble is over, if it was one.
        OVER
    }

    private static final Bearing NOTHING = new Bearing(Meaning.NONE, "");

    private static final String RELOAD = "config.reload";
    private static final String RESERVE = "events.reserve";

    /// Seen and left alone, these stand until the log says otherwise.
    private static final Set<String> STANDING =
            Set.of(
                    "lock.suspect",
                    "lock.break",
                    "store.corrupt",
                    "store.upgrading",
                    "visibility.lost",
                    RELOAD,
                    RESERVE);

    /// Done, these end the trouble that was told before under the same incident.
    private static final Set<String> ENDING = Set.of("lock.break", "lease.break", "store.migrate");

    static Bearing of(LoggedEvent event, Severity least) {
        if (isOver(event)) {
            return new Bearing(Meaning.OVER, trouble(event));
        }
        boolean alert = event.text("event", "kind").filter("alert"::equals).isPresent();
        if (!alert || severity(event).compareTo(least) < 0) {
            return NOTHING;
        }
        boolean stands =
                STANDING.contains(event.action())
                        && (event.phase().equals("observed") || event.phase().equals("refused"))
                        && hasAName(event);
        return new Bearing(stands ? Meaning.STANDS : Meaning.HAPPENED, trouble(event));
    }

    private static boolean isOver(LoggedEvent event) {
        String reason = event.text("event", "reason").orElse("");
        return switch (event.action()) {
            case RELOAD -> event.phase().equals("done");
            case RESERVE -> reason.equals("recovered");
            case "visibility.restored" -> true;
            default ->
                    incident(event).isPresent()
                            && (reason.equals("over")
                                    || (event.phase().equals("done")
                                            && ENDING.contains(event.action())));
        };
    }

    private static boolean hasAName(LoggedEvent event) {
        return incident(event).isPresent()
                || event.action().equals(RELOAD)
                || event.action().equals(RESERVE);
    }

    private static Optional<String> incident(LoggedEvent event) {
        return event.text("correlation", "incident");
    }

    private static String trouble(LoggedEvent event) {
        return incident(event)
                .orElseGet(() ->
                        event.action().equals(RELOAD) || event.action().equals(RESERVE)
                                ? event.action()
                                : event.action()
                                        + " "
                                        + event.text("event", "reason").orElse("")
                                        + " "
                                        + event.text("file", "path").orElse(""));
    }

    static Severity severity(LoggedEvent event) {
        return switch (event.level()) {
            case "error" -> Severity.ERROR;
            case "warn" -> Severity.WARN;
            default -> Severity.INFO;
        };
    }
}
