package dev.sessionwatchdog.action;

import dev.sessionwatchdog.finding.Check;
import dev.sessionwatchdog.finding.LeaseRule;
import dev.sessionwatchdog.store.forensic.Level;
import dev.sessionwatchdog.store.forensic.Phase;
import dev.sessionwatchdog.store.forensic.Printable;
import dev.sessionwatchdog.store.lease.LeaseEvent;
import dev.sessionwatchdog.store.lease.LeaseOverseer.Due;
import dev.sessionwatchdog.store.lease.LeaseSighting;
import dev.sessionwatchdog.store.lease.OwnerRecord;
import dev.sessionwatchdog.store.lease.ProcessIdentity;
import dev.sessionwatchdog.store.lease.Standing;
import dev.sessionwatchdog.store.lease.Token;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/// The events of breaking a lease of store-lib: what the library tells, in the members that all our
/// events have.
public final class LeaseBreakEvents {

    private LeaseBreakEvents() {}

    /// @param parent the directory that the store is in
    static Event of(LeaseEvent told, Root root, Place parent, String sweep) {
        Place lease = Place.of(parent + "/" + told.place());
        if (!told.action().equals(LeaseEvent.BREAK)) {
            return Event.of(
                            told.action(),
                            told.phase(),
                            told.level(),
                            told.message() + ": " + Printable.of(parent.toString()))
                    .inSweep(sweep)
                    .member(FileMember.where(root, lease));
        }
        Event event =
                Event.of(told.action(), told.phase(), told.level(), message(told, parent))
                        .inSweep(sweep)
                        .inIncident(
                                Incident.ofLease(
                                        root, lease, told.labels().getOrDefault("lease_owner", "")))
                        .rule(LeaseRule.ID, LeaseRule.VERSION, "act", checks(told.evidence()))
                        .member(FileMember.where(root, lease));
        told.reason().ifPresent(event::because);
        told.intent().ifPresent(event::concluding);
        told.evidence().ifPresent(credit -> event.member(lease(credit)));
        told.owner().ifPresent(sighting -> event.member(owner(sighting)));
        told.fencing()
                .ifPresent(known ->
                        event.member(json -> json.writeBooleanProperty("fenced", known.fenced())));
        told.labels().forEach(event::label);
        if (!told.quarantine().isEmpty()) {
            event.label("quarantined_in", Printable.of(parent + "/" + told.quarantine()));
        }
        return event;
    }

    private static String message(LeaseEvent told, Place parent) {
        String intro = told.action() + " " + told.phase().word() + ": ";
        String rest =
                told.message().startsWith(intro)
                        ? told.message().substring(intro.length())
                        : told.message();
        String purpose =
                told.owner()
                        .flatMap(LeaseSighting::record)
                        .map(OwnerRecord::purpose)
                        .map(text -> " (" + Printable.of(text) + ")")
                        .orElse("");
        return intro + Printable.of(parent.toString()) + ": lease " + rest + purpose;
    }

    /// A lease that has lapsed and is left alone.
    public static Event kept(Due due, String why, Root root, Place store, String sweep) {
        Place lease = store.child(new Name(".leases")).child(due.lease());
        Optional<Standing.Credit> credit =
                due instanceof Due.Break lapsed
                        ? Optional.of(lapsed.standing().credit())
                        : Optional.empty();
        String what =
                switch (due) {
                    case Due.Break lapsed -> "lapsed: " + lapsed.standing().ground().word();
                    case Due.Finish _ -> "half broken by somebody who does not get on";
                };
        Event event =
                Event.of(
                                LeaseEvent.BREAK,
                                Phase.OBSERVED,
                                Level.WARN,
                                "lease.break report: "
                                        + Printable.of(store.toString())
                                        + ": lease "
                                        + due.lease().value().substring(0, 12)
                                        + " "
                                        + what
                                        + "; left alone: "
                                        + Printable.of(why))
                        .because(Printable.of(why))
                        .inSweep(sweep)
                        .rule(LeaseRule.ID, LeaseRule.VERSION, "report", checks(credit))
                        .member(FileMember.where(root, lease));
        credit.ifPresent(known -> event.member(lease(known)));
        owner(due).map(owner -> Incident.ofLease(root, lease, owner)).ifPresent(event::inIncident);
        if (due instanceof Due.Break lapsed) {
            event.member(owner(lapsed.standing().sighting()));
        }
        return event;
    }

    private static Optional<String> owner(Due due) {
        Token token =
                switch (due) {
                    case Due.Break lapsed -> lapsed.standing().sighting().token();
                    case Due.Finish half -> half.token();
                };
        return switch (token) {
            case Token.Held held -> Optional.of(held.owner().value());
            case Token.Broken broken -> Optional.of(broken.owner().value());
            case Token.Free _ -> Optional.empty();
        };
    }

    private static List<Check> checks(Optional<Standing.Credit> evidence) {
        return evidence.map(LeaseRule::checks).orElse(List.of());
    }

    private static Consumer<JsonGenerator> lease(Standing.Credit credit) {
        return json -> {
            json.writeObjectPropertyStart("lock");
            json.writeObjectPropertyStart("lease");
            json.writeStringProperty("source", "heartbeat");
            json.writeNumberProperty("lapsed_ms", credit.silence().toMillis());
            json.writeNumberProperty("limit_ms", credit.limit().toMillis());
            json.writeNumberProperty("looks", credit.samples());
            json.writeEndObject();
            json.writeEndObject();
        };
    }

    private static Consumer<JsonGenerator> owner(LeaseSighting sighting) {
        return json -> {
            Optional<ProcessIdentity> process =
                    sighting.record().map(OwnerRecord::process).filter(it -> it.pid() > 0);
            if (process.isEmpty()) {
                return;
            }
            json.writeObjectPropertyStart("owner");
            json.writeNumberProperty("pid", process.get().pid());
            json.writeStringProperty("liveness", sighting.ownerGone() ? "dead" : "unknown");
            json.writeNumberProperty("start_ticks", Math.max(0, process.get().startTicks()));
            json.writeStringProperty("executable", Printable.of(process.get().argv0()));
            json.writeEndObject();
        };
    }
}
