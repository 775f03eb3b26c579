package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.forensic.Phase;
import java.io.IOException;
import java.util.Optional;

/// Something that is about to be done to a store, of which an intent was recorded.
final class Undertaking {

    private final StoreSite site;
    private final String action;
    private final MigrationLabels labels;
    private final Optional<MigrationEvent.Source> source;
    private final MigrationEvent.Transfer transfer;
    private final String intent;

    private Undertaking(
            StoreSite site,
            String action,
            MigrationLabels labels,
            Optional<MigrationEvent.Source> source,
            MigrationEvent.Transfer transfer,
            String intent) {
        this.site = site;
        this.action = action;
        this.labels = labels;
        this.source = source;
        this.transfer = transfer;
        this.intent = intent;
    }

    /// Records the intent.
    ///
    /// @param step what is to be done, in one word
    /// @throws EvidenceException if it may not be durable
    static Undertaking begin(
            StoreSite site,
            String action,
            String id,
            String step,
            String words,
            Optional<MigrationEvent.Source> source,
            MigrationEvent.Transfer transfer)
            throws EvidenceException {
        MigrationLabels labels = new MigrationLabels(site.file().toString(), id, step);
        String message = lead(action, Phase.INTENT, step, site) + words;
        MigrationEvent event =
                event(site, action, labels, Phase.INTENT, message, source, transfer)
                        .build(Optional.empty(), Optional.empty());
        return new Undertaking(site, action, labels, source, transfer, record(site, event));
    }

    /// What an earlier process began.
    static Undertaking found(StoreSite site, String action, MigrationLabels labels, String intent) {
        return new Undertaking(
                site,
                action,
                labels,
                Optional.empty(),
                new MigrationEvent.Transfer("", "", 0, 0, ""),
                intent);
    }

    String id() {
        return labels.id();
    }

    /// Records how it went.
    MigrationOutcome concluded(MigrationOutcome outcome) throws EvidenceException {
        concluded(outcome.phase().orElse(Phase.OVERTAKEN), outcome.words());
        return outcome;
    }

    void concluded(Phase phase, String how) throws EvidenceException {
        String message = lead(action, phase, labels.step(), site) + how;
        Optional<String> reason = phase == Phase.DONE ? Optional.empty() : Optional.of(how);
        record(
                site,
                event(site, action, labels, phase, message, source, transfer)
                        .build(Optional.of(intent), reason));
    }

    private static String lead(String action, Phase phase, String step, StoreSite site) {
        String what = step.replace('_', ' ');
        return action + " " + phase.word() + ": " + what + " " + site.file() + ": ";
    }

    private interface Draft {
        MigrationEvent build(Optional<String> intent, Optional<String> reason);
    }

    private static Draft event(
            StoreSite site,
            String action,
            MigrationLabels labels,
            Phase phase,
            String message,
            Optional<MigrationEvent.Source> source,
            MigrationEvent.Transfer transfer) {
        return (intent, reason) ->
                new MigrationEvent(
                        action,
                        phase,
                        message,
                        reason,
                        intent,
                        site.file().toString(),
                        source,
                        transfer,
                        labels.write());
    }

    private static String record(StoreSite site, MigrationEvent event) throws EvidenceException {
        try {
            return site.seams().recorder().record(event);
        } catch (IOException unrecorded) {
            throw new EvidenceException(unrecorded);
        }
    }
}
