package dev.sessionwatchdog.action;

import dev.sessionwatchdog.decision.Decision;
import dev.sessionwatchdog.decision.LegacyDecision;
import dev.sessionwatchdog.finding.Check;
import dev.sessionwatchdog.finding.LegacyRule;
import dev.sessionwatchdog.finding.Spans;
import dev.sessionwatchdog.observation.LegacySeen;
import dev.sessionwatchdog.store.forensic.Kind;
import dev.sessionwatchdog.store.forensic.Level;
import dev.sessionwatchdog.store.forensic.Phase;
import dev.sessionwatchdog.store.forensic.Printable;
import dev.sessionwatchdog.store.migration.MigrationEvent;
import dev.sessionwatchdog.store.migration.MigrationOutcome;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// The events of migrating, merging and taking back stores: what the library tells, in the members
/// that all our events have, and what was left alone and why.
public final class LegacyEvents {

    /// Stores that one event names when it is about several.
    private static final int NAMED = 10;

    private LegacyEvents() {}

    /// @param checks what the rule asked before; only in an intent
    static Event of(
            MigrationEvent told, Root root, List<Check> checks, String sweep, SessionKeys keys) {
        Place place = Place.of(told.path());
        Event event =
                Event.of(told.action(), told.phase(), told.level(), message(told, keys))
                        .inSweep(sweep)
                        .inIncident(Incident.ofStore(root, place.parent()))
                        .member(json -> writeFile(told, root, place, json))
                        .member(json -> writeMigration(told, json));
        if (told.phase() == Phase.INTENT) {
            event.rule(LegacyRule.ID, LegacyRule.VERSION, "act", checks);
        }
        told.reason()
                .map(reason -> Printable.of(keys.how(told.phase(), reason)))
                .ifPresent(event::because);
        told.intent().ifPresent(event::concluding);
        told.labels().forEach(event::label);
        boolean alarms =
                told.kind() == Kind.ALERT
                        || told.phase() == Phase.FAILED
                        || told.phase() == Phase.INDETERMINATE;
        return alarms ? event.alert() : event;
    }

    private static String message(MigrationEvent told, SessionKeys keys) {
        String lead = told.action() + " " + told.phase().word() + ": ";
        String how = keys.how(told.phase(), told.message());
        return how.startsWith(lead) ? how : lead + Printable.of(told.path()) + ": " + how;
    }

    private static void writeFile(MigrationEvent told, Root root, Place place, JsonGenerator json) {
        json.writeObjectPropertyStart("file");
        FileMember.writePlace(root, place, json);
        FileMember.agent(place).ifPresent(agent -> json.writeStringProperty("agent", agent));
        if (told.source().isPresent()) {
            MigrationEvent.Source source = told.source().get();
            json.writeStringProperty("type", "regular");
            json.writeStringProperty("device", Long.toUnsignedString(source.device()));
            json.writeStringProperty("inode", Long.toUnsignedString(source.inode()));
            json.writeNumberProperty("size", source.size());
            json.writeObjectPropertyStart("hash");
            json.writeStringProperty("sha256", source.sha256());
            json.writeStringProperty("scope", "full");
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void writeMigration(MigrationEvent told, JsonGenerator json) {
        MigrationEvent.Transfer transfer = told.migration();
        json.writeObjectPropertyStart("migration");
        json.writeStringProperty("from", Printable.of(transfer.from()));
        json.writeStringProperty("to", Printable.of(transfer.to()));
        json.writeNumberProperty("entries", transfer.entries());
        json.writeNumberProperty("bytes", transfer.bytes());
        if (!transfer.backup().isEmpty()) {
            json.writeStringProperty("backup", Printable.of(transfer.backup()));
        }
        json.writeEndObject();
    }

    /// One store that is left alone.
    public static Event kept(LegacyDecision.Abstain abstain, Root root, String sweep) {
        LegacySeen seen = abstain.finding().seen();
        Place index = seen.store().child("sessions.json");
        Event event =
                abstained(abstain, Printable.of(index.toString()), sweep)
                        .inIncident(Incident.ofStore(root, seen.store()))
                        .member(
                                FileMember.found(
                                        root,
                                        index,
                                        seen.era(),
                                        seen.index().facts(),
                                        Optional.empty()));
        return seen.sealed() ? event.alert() : event;
    }

    /// Stores that are left alone for a reason that is the same for all of a root.
    ///
    /// @param abstain for the first of them
    /// @param stores which
    public static Event keptAll(
            LegacyDecision.Abstain abstain, List<Place> stores, Root root, String sweep) {
        Event event =
                abstained(abstain, Spans.count(stores.size(), "legacy store"), sweep)
                        .member(FileMember.where(root, Place.TOP));
        for (int i = 0; i < Math.min(NAMED, stores.size()); i++) {
            event.label("store." + (i + 1), Printable.of(stores.get(i).toString()));
        }
        return event.label("stores", Integer.toString(stores.size()));
    }

    /// A store of which the library said no before anything was begun.
    ///
    /// @param action what was to be done
    public static Event notBegun(
            String action,
            MigrationOutcome outcome,
            Place store,
            Root root,
            String sweep,
            SessionKeys keys) {
        Phase phase = outcome.phase().orElse(Phase.OBSERVED);
        String why = Printable.of(keys.how(phase, outcome.words()));
        Event event =
                Event.of(
                                action,
                                phase,
                                phase == Phase.FAILED ? Level.ERROR : Level.WARN,
                                action
                                        + " "
                                        + phase.word()
                                        + ": "
                                        + Printable.of(store.toString())
                                        + ": nothing was begun: "
                                        + why)
                        .because(why)
                        .inSweep(sweep)
                        .inIncident(Incident.ofStore(root, store))
                        .member(FileMember.where(root, store.child("sessions.json")));
        return phase == Phase.FAILED ? event.alert() : event;
    }

    private static Event abstained(LegacyDecision.Abstain abstain, String what, String sweep) {
        String verdict = abstain.verdict().name().toLowerCase(Locale.ROOT);
        boolean conflict = abstain.finding().seen().sealed();
        String action = conflict ? MigrationEvent.CONFLICT : MigrationEvent.MIGRATE;
        boolean refused = abstain.verdict() == Decision.Verdict.REFUSE;
        return Event.of(
                        action,
                        refused ? Phase.REFUSED : Phase.OBSERVED,
                        refused || conflict ? Level.WARN : Level.INFO,
                        action
                                + " "
                                + verdict
                                + ": "
                                + what
                                + ": abstain: "
                                + abstain.reason()
                                + ": "
                                + Printable.of(abstain.words()))
                .because(abstain.reason())
                .inSweep(sweep)
                .rule(LegacyRule.ID, LegacyRule.VERSION, verdict, abstain.finding().checks());
    }
}
