package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.action.Event;
import dev.sessionwatchdog.action.FileMember;
import dev.sessionwatchdog.action.Incident;
import dev.sessionwatchdog.action.Waits;
import dev.sessionwatchdog.decision.Decision;
import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.finding.Spans;
import dev.sessionwatchdog.finding.TempRule;
import dev.sessionwatchdog.observation.Continuity;
import dev.sessionwatchdog.observation.Health;
import dev.sessionwatchdog.observation.Oddity;
import dev.sessionwatchdog.observation.TempSeen;
import dev.sessionwatchdog.store.forensic.Level;
import dev.sessionwatchdog.store.forensic.Phase;
import dev.sessionwatchdog.store.forensic.Printable;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// The events of a sweep that are not acts: what was left alone and why, alerts, the summary.
final class SweepEvents {

    private final Root root;

    /// What is to be said again when it is over.
    private final Troubles troubles = new Troubles();

    SweepEvents(Root root) {
        this.root = root;
    }

    Event leftAlone(Decision.Abstain abstain, String sweep) {
        TempSeen seen = abstain.finding().seen();
        String verdict = abstain.verdict().name().toLowerCase(Locale.ROOT);
        Phase phase =
                switch (abstain.verdict()) {
                    case REFUSE -> Phase.REFUSED;
                    case KEEP, WAIT, REPORT -> Phase.OBSERVED;
                };
        return Event.of(
                        "tmp.reap",
                        phase,
                        phase == Phase.REFUSED ? Level.WARN : Level.INFO,
                        "tmp.reap "
                                + verdict
                                + ": "
                                + Printable.of(seen.place().toString())
                                + " "
                                + Spans.bytes(seen.facts().size())
                                + ": "
                                + abstain.reason())
                .because(abstain.reason())
                .inSweep(sweep)
                .rule(TempRule.ID, TempRule.VERSION, verdict, abstain.finding().checks())
                .member(
                        FileMember.found(
                                root, seen.place(), seen.era(), seen.facts(), Optional.empty()));
    }

    Event oddity(Oddity oddity, String sweep) {
        return Event.of(
                        "tmp.reap",
                        Phase.REFUSED,
                        Level.WARN,
                        "tmp.reap refuse: "
                                + Printable.of(oddity.place().toString())
                                + ": "
                                + oddity.what()
                                + ": never followed, nothing in it is touched")
                .alert()
                .because(oddity.what())
                .inSweep(sweep)
                .rule(TempRule.ID, TempRule.VERSION, "refuse", List.of())
                .member(FileMember.where(root, oddity.place()));
    }

    Event notOurEra(Place store, Era era, int temps, String sweep) {
        String action = era == Era.UPGRADING ? "store.upgrading" : "tmp.reap";
        String why =
                switch (era) {
                    case SQLITE -> "the gateway keeps its sessions in a database";
                    case UPGRADING ->
                            "the gateway's own migration is not over; the whole root is read-only"
                                    + " for us. To finish it: openclaw doctor";
                    case MIXED -> "an index and a directory store side by side";
                    case UNKNOWN -> "nothing tells which gateway owns it";
                    case SINGLE_FILE, DIRECTORY -> "";
                };
        Event event =
                Event.of(
                                action,
                                Phase.OBSERVED,
                                era == Era.UPGRADING ? Level.WARN : Level.INFO,
                                action
                                        + " report: "
                                        + Printable.of(store.toString())
                                        + ": era "
                                        + era.word()
                                        + ", "
                                        + Spans.count(temps, "temp")
                                        + " left alone: "
                                        + why)
                        .because("era-" + era.word())
                        .inSweep(sweep)
                        .rule(TempRule.ID, TempRule.VERSION, "report", List.of())
                        .member(FileMember.where(root, store));
        return era == Era.UPGRADING
                ? event.alert().inIncident(troubles.begin(store, Incident.ofUpgrade(root, store)))
                : event;
    }

    Event corrupt(
            Place index, Health health, int temps, List<String> recoverySources, String sweep) {
        String incident = troubles.begin(index, Incident.ofIndex(root, index, health));
        Event event =
                Event.of(
                                "store.corrupt",
                                Phase.OBSERVED,
                                Level.ERROR,
                                "store.corrupt: "
                                        + Printable.of(index.toString())
                                        + " is "
                                        + health.words()
                                        + ": nothing beside it is reaped; "
                                        + Spans.count(temps, "possible recovery source"))
                        .alert()
                        .because(
                                "index-"
                                        + (health instanceof Health.Missing
                                                ? "missing"
                                                : "damaged"))
                        .inSweep(sweep)
                        .inIncident(incident)
                        .rule(TempRule.ID, TempRule.VERSION, "keep", List.of())
                        .member(FileMember.where(root, index));
        for (int i = 0; i < recoverySources.size(); i++) {
            event.label("recovery_source." + (i + 1), recoverySources.get(i));
        }
        return event;
    }

    Event healthyAgain(Place index, String sweep) {
        Event event =
                Event.of(
                                "store.corrupt",
                                Phase.OBSERVED,
                                Level.INFO,
                                "store.corrupt over: "
                                        + Printable.of(index.toString())
                                        + " is whole again; reaping beside it goes on")
                        .because("over")
                        .inSweep(sweep)
                        .member(FileMember.where(root, index));
        troubles.end(index).ifPresent(event::inIncident);
        return event;
    }

    /// The upgrade that was told of is over; empty if none was.
    Optional<Event> upgraded(Place store, String sweep) {
        return troubles.end(store)
                .map(incident ->
                        Event.of(
                                        "store.upgrading",
                                        Phase.OBSERVED,
                                        Level.INFO,
                                        "store.upgrading over: "
                                                + Printable.of(store.toString())
                                                + ": the gateway's own migration has ended")
                                .because("over")
                                .inSweep(sweep)
                                .inIncident(incident)
                                .member(FileMember.where(root, store)));
    }

    /// Goes on waiting for the end of what an earlier watchdog told.
    void carry(Place about, String incident) {
        troubles.begin(about, incident);
    }

    Event indexUnclear(Place index, Health health, String sweep) {
        return Event.of(
                        "tmp.reap",
                        Phase.OBSERVED,
                        Level.INFO,
                        "tmp.reap keep: "
                                + Printable.of(index.toString())
                                + ": "
                                + Printable.of(health.words())
                                + ": nothing beside it is reaped for now")
                .because("index-not-proven-good")
                .inSweep(sweep)
                .rule(TempRule.ID, TempRule.VERSION, "keep", List.of())
                .member(FileMember.where(root, index));
    }

    Event backlog(int orphans, long bytes, int budget, String sweep) {
        return Event.of(
                        "tmp.reap",
                        Phase.OBSERVED,
                        Level.WARN,
                        "tmp.reap backlog: "
                                + orphans
                                + " orphans, "
                                + Spans.bytes(bytes)
                                + ": reaped oldest first, "
                                + budget
                                + " a sweep")
                .alert()
                .because("backlog")
                .inSweep(sweep)
                .member(FileMember.where(root, Place.TOP));
    }

    Optional<Event> time(Continuity continuity, String sweep) {
        return switch (continuity) {
            case Continuity.Steady _ -> Optional.empty();
            case Continuity.Gap gap ->
                    Optional.of(
                            clock(
                                    "clock.gap",
                                    "not looked for "
                                            + Spans.words(gap.passed())
                                            + " instead of "
                                            + Spans.words(gap.promised()),
                                    sweep));
            case Continuity.Resumed resumed ->
                    Optional.of(
                            clock(
                                    "clock.resume",
                                    "the machine slept for " + Spans.words(resumed.slept()),
                                    sweep));
            case Continuity.Stepped stepped ->
                    Optional.of(
                            clock(
                                    "clock.step",
                                    "the wall clock was set by " + Spans.words(stepped.by()),
                                    sweep));
        };
    }

    private static Event clock(String action, String what, String sweep) {
        return Event.of(
                        action,
                        Phase.OBSERVED,
                        Level.WARN,
                        action + ": " + what + ": everything is watched anew")
                .inSweep(sweep);
    }

    Event summary(SweepRecord record) {
        String message = "sweep.summary: " + record.words();
        int left = record.left() + record.tally().left();
        return Event.of("sweep.summary", Phase.OBSERVED, Level.INFO, message)
                .took(record.took())
                .inSweep(record.id())
                .member(FileMember.where(root, Place.TOP))
                .member(json -> {
                    json.writeObjectPropertyStart("sweep");
                    json.writeNumberProperty("planned", record.tally().planned() + record.left());
                    json.writeNumberProperty("applied", record.tally().applied());
                    json.writeNumberProperty("skipped", record.tally().skipped());
                    json.writeNumberProperty("failed", record.tally().failed());
                    json.writeNumberProperty("left", left);
                    json.writeNumberProperty("bytes", record.tally().bytes());
                    json.writeObjectPropertyStart("by_rule");
                    int others =
                            record.locks().tally().applied() + record.legacy().tally().applied();
                    counts(json, Map.of(TempRule.ID, record.tally().applied() - others));
                    counts(json, record.locks().byRule());
                    counts(json, record.legacy().byRule());
                    json.writeEndObject();
                    Waits waits = record.waits();
                    if (waits.all().toMillis() > 0) {
                        json.writeNumberProperty("paced_ms", waits.paced().toMillis());
                        json.writeNumberProperty("backed_off_ms", waits.backedOff().toMillis());
                    }
                    json.writeEndObject();
                });
    }

    /// Owner rules are off, or on again.
    ///
    /// @param boot the name of this boot
    Event visibility(Optional<String> blind, String boot, String sweep) {
        String action = blind.isPresent() ? "visibility.lost" : "visibility.restored";
        Event event =
                Event.of(
                                action,
                                Phase.OBSERVED,
                                blind.isPresent() ? Level.ERROR : Level.INFO,
                                action
                                        + ": "
                                        + blind.map(why ->
                                                        "blind, "
                                                                + Printable.of(why)
                                                                + ": nothing is concluded from"
                                                                + " processes, owner rules are off")
                                                .orElse("process owners can be seen again"))
                        .inSweep(sweep)
                        .inIncident(Incident.ofBlindness(root, boot))
                        .member(FileMember.where(root, Place.TOP));
        blind.ifPresent(why -> event.because(Printable.of(why)));
        return blind.isPresent() ? event.alert() : event;
    }

    private static void counts(JsonGenerator json, Map<String, Integer> counts) {
        counts.forEach((rule, count) -> json.writeNumberProperty(rule, count.intValue()));
    }
}
