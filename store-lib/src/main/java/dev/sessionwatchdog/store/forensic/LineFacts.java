package dev.sessionwatchdog.store.forensic;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the envelope of one line says of its place in the log.
///
/// @param intent the intent that it concludes
record LineFacts(
        String id,
        long sequence,
        String action,
        String phase,
        String chainId,
        long segment,
        String prev,
        Instant timestamp,
        Optional<String> intent) {

    static final String SCHEMA = "session-watchdog.event/1";

    private static final Set<String> GROUPS = Set.of("event", "chain", "correlation");

    /// Empty if the line is not an event.
    static Optional<LineFacts> parse(byte[] line) {
        return Json.scalars(line, GROUPS).flatMap(LineFacts::from);
    }

    private static Optional<LineFacts> from(Map<String, String> scalars) {
        if (!SCHEMA.equals(scalars.get("schema"))) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new LineFacts(
                            required(scalars, "event.id"),
                            positive(scalars, "event.sequence"),
                            required(scalars, "event.action"),
                            required(scalars, "event.phase"),
                            required(scalars, "chain.id"),
                            positive(scalars, "chain.segment"),
                            required(scalars, "chain.prev"),
                            Instant.parse(required(scalars, "@timestamp")),
                            Optional.ofNullable(scalars.get("correlation.intent"))));
        } catch (IllegalArgumentException | DateTimeParseException notOurs) {
            return Optional.empty();
        }
    }

    private static String required(Map<String, String> scalars, String name) {
        String value = scalars.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no " + name);
        }
        return value;
    }

    private static long positive(Map<String, String> scalars, String name) {
        long value = Long.parseLong(required(scalars, name));
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value);
        }
        return value;
    }

    boolean isIntent() {
        return phase.equals(Phase.INTENT.word());
    }

    /// The intent that this line concludes.
    Optional<String> concluded() {
        return intent.filter(_ -> {
            for (Phase known : Phase.values()) {
                if (known.concludes() && known.word().equals(phase)) {
                    return true;
                }
            }
            return false;
        });
    }
}
