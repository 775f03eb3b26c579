package dev.sessionwatchdog.store.lease;

import dev.sessionwatchdog.store.forensic.Phase;
import dev.sessionwatchdog.store.lease.Standing.Ground;
import dev.sessionwatchdog.store.lease.Standing.Lapsed;
import dev.sessionwatchdog.store.root.Name;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The events of breaking one lease.
final class BreakEvents {

    private final LeasePlaces places;
    private final Fencing fencing;
    private final Name hash;
    private final Token.Held held;

    BreakEvents(LeasePlaces places, Fencing fencing, Name hash, Token.Held held) {
        this.places = places;
        this.fencing = fencing;
        this.hash = hash;
        this.held = held;
    }

    /// @param ownerPaused whether the owner is seen to get no time to run
    LeaseEvent intent(Lapsed lapsed, boolean ownerPaused) {
        Standing.Credit credit = lapsed.credit();
        String message =
                "lease.break intent: "
                        + what()
                        + ": "
                        + lapsed.ground().word()
                        + "; silent for "
                        + credit.silence().toMillis()
                        + " ms of "
                        + credit.limit().toMillis()
                        + ", without progress for "
                        + credit.stall().toMillis()
                        + " ms of "
                        + credit.holdLimit().toMillis()
                        + ", "
                        + credit.samples()
                        + " looks"
                        + (ownerPaused ? "; its owner is stopped" : "");
        Map<String, String> labels = labels(lapsed.ground(), Optional.of(lapsed.sighting()));
        if (ownerPaused) {
            labels.put("owner_paused", "true");
        }
        return new LeaseEvent(
                LeaseEvent.BREAK,
                Phase.INTENT,
                message,
                Optional.of(lapsed.ground().word()),
                Optional.empty(),
                place(),
                Optional.of(credit),
                Optional.of(lapsed.sighting()),
                quarantine(),
                Optional.of(fencing),
                labels);
    }

    LeaseEvent resumption() {
        return new LeaseEvent(
                LeaseEvent.BREAK,
                Phase.INTENT,
                "lease.break intent: " + what() + ": another breaker did not finish",
                Optional.of(Ground.RESUMED.word()),
                Optional.empty(),
                place(),
                Optional.empty(),
                Optional.empty(),
                quarantine(),
                Optional.of(fencing),
                labels(Ground.RESUMED, Optional.empty()));
    }

    LeaseEvent outcome(String intent, BreakOutcome outcome) {
        return switch (outcome) {
            case BreakOutcome.Broken _ -> concluded(intent, Phase.DONE, "broken", Optional.empty());
            case BreakOutcome.Overtaken overtaken ->
                    concluded(
                            intent,
                            Phase.OVERTAKEN,
                            overtaken.found(),
                            Optional.of(overtaken.found()));
        };
    }

    /// It is not said how far it came; whoever looks next finds out.
    LeaseEvent failed(String intent, IOException failure) {
        return concluded(
                intent,
                Phase.INDETERMINATE,
                failure.getClass().getSimpleName(),
                Optional.of("failed"));
    }

    LeaseEvent concluded(String intent, Phase phase, String how, Optional<String> reason) {
        return new LeaseEvent(
                LeaseEvent.BREAK,
                phase,
                "lease.break " + phase.word() + ": " + what() + ": " + how,
                reason,
                Optional.of(intent),
                place(),
                Optional.empty(),
                Optional.empty(),
                phase == Phase.DONE ? quarantine() : "",
                Optional.of(fencing),
                labels());
    }

    private String what() {
        return hash.value().substring(0, 12) + " generation " + held.generation();
    }

    private String place() {
        return places.lease(hash).toString();
    }

    private String quarantine() {
        return places.quarantine(held.generation(), held.owner()).toString();
    }

    private Map<String, String> labels() {
        return new BreakLabels(hash, held).write();
    }

    private Map<String, String> labels(Ground ground, Optional<LeaseSighting> sighting) {
        Map<String, String> labels = new TreeMap<>(labels());
        labels.put("ground", ground.word());
        if (sighting.isPresent()) {
            sighting.get().beat().ifPresent(it -> labels.put("beat", it.toString()));
            sighting.get().progress().ifPresent(it -> labels.put("progress", it.toString()));
            sighting.get().record().ifPresent(it -> labels.put("purpose", printable(it.purpose())));
        }
        return labels;
    }

    private static String printable(String purpose) {
        String shown = dev.sessionwatchdog.store.forensic.Printable.of(purpose);
        return shown.substring(0, Math.min(shown.length(), 300));
    }
}
