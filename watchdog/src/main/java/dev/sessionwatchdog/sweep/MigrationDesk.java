package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.action.LegacyEvents;
import dev.sessionwatchdog.decision.Permission;
import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.finding.Check;
import dev.sessionwatchdog.finding.LegacyFinding;
import dev.sessionwatchdog.finding.Spans;
import dev.sessionwatchdog.observation.StoreObservation;
import dev.sessionwatchdog.store.forensic.Printable;
import dev.sessionwatchdog.store.key.Layout;
import dev.sessionwatchdog.store.migration.MigrationEvent;
import dev.sessionwatchdog.store.migration.MigrationOutcome;
import dev.sessionwatchdog.store.migration.StoreMigration;
import dev.sessionwatchdog.store.migration.StoreState;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.RefusedException;
import dev.sessionwatchdog.store.time.Moment;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Answers what people ask about migrations, and migrates or takes back one store for them: by the
/// same gate as the sweeps, which no person stands above (S13).
final class MigrationDesk {

    static final String STATUS = "migrate.status";
    static final String PLAN = "migrate.plan";
    static final String RUN = "migrate.run";
    static final String ROLLBACK = "migrate.rollback";

    private static final String BY_HAND = "by hand";

    /// Rows in one answer, each below a kilobyte or so.
    private static final int MOST_ROWS = 4_096;

    private final SweepParts all;
    private final LegacyParts parts;
    private final Sweep sweep;

    MigrationDesk(SweepParts all, Sweep sweep) {
        this.all = all;
        this.parts = all.legacy();
        this.sweep = sweep;
    }

    /// @return empty if it is not for this desk
    Optional<Reply> answer(JsonNode request, Permission permission) throws IOException {
        return switch (request.path("verb").asString("")) {
            case STATUS -> Optional.of(status());
            case PLAN -> Optional.of(at(request, store -> plan(store, request)));
            case RUN -> Optional.of(at(request, store -> run(store, request, permission)));
            case ROLLBACK ->
                    Optional.of(at(request, store -> rollback(store, request, permission)));
            default -> Optional.empty();
        };
    }

    private interface AtStore {
        Reply at(StoreObservation store) throws IOException;
    }

    /// A person's look counts like a sweep's.
    private Reply at(JsonNode request, AtStore then) throws IOException {
        String path = request.path("store").asString("");
        parts.observer().beginLook();
        Moment now = parts.time().moment();
        sweep.begin(now);
        List<StoreObservation> observed = survey(now);
        parts.observer().endLook(_ -> true);
        Optional<StoreObservation> store =
                observed.stream().filter(each -> each.store().toString().equals(path)).findFirst();
        parts.look().begin(observed, true);
        return store.isPresent()
                ? then.at(store.get())
                : Reply.refused(Printable.of(path) + ": there is no such store");
    }

    private List<StoreObservation> survey(Moment now) throws IOException {
        List<StoreObservation> observed = new ArrayList<>();
        for (Place store : all.pattern().expand(all.root(), new ArrayList<>())) {
            try {
                observed.add(parts.observer().observe(store, now.wall()));
            } catch (NoSuchFileException | RefusedException replaced) {
                // The sweeps tell of it.
            }
        }
        return observed;
    }

    private Reply status() throws IOException {
        Moment now = parts.time().moment();
        sweep.begin(now);
        List<StoreObservation> observed = survey(now);
        parts.look().begin(observed, true);
        ObjectNode data = JsonMapper.shared().createObjectNode();
        data.put("at", now.wall().toString());
        data.put("gateway_reads", parts.look().reader().words());
        data.put("enabled", parts.settings().enabled());
        ArrayNode rows = data.putArray("stores");
        int cut = 0;
        for (StoreObservation store : observed) {
            if (rows.size() < MOST_ROWS) {
                addRow(rows.addObject(), store);
            } else {
                cut++;
            }
        }
        data.put("cut", cut);
        return Reply.done(Spans.count(rows.size(), "store"), data);
    }

    private void addRow(ObjectNode row, StoreObservation store) throws IOException {
        row.put("store", store.store().toString());
        row.put("era", store.era().word());
        row.put("migrated", store.sealed());
        if (isTheGateways(store.era())) {
            row.put("verdict", "abstain").put("reason", "era-" + store.era().word());
            return;
        }
        StoreMigration migration = parts.migrations().looking(store.store());
        row.put("taken_back", parts.takenBack().contains(store.store()));
        try {
            row.put("state", migration.state(List.of()).words());
            MigrationRows.addBackups(row, migration.backups(), parts.settings().keepBackup());
        } catch (IOException outOfReach) {
            row.put("state", "cannot be read: " + outOfReach.getClass().getSimpleName());
        }
        if (LegacyLook.concerns(store)) {
            LegacyFinding finding = parts.look().judge(store, parts.rule(), false);
            MigrationRows.addFinding(row, finding);
            MigrationRows.addChecks(row, finding.checks());
        }
    }

    private static boolean isTheGateways(Era era) {
        return era == Era.SQLITE || era == Era.UPGRADING;
    }

    private Reply plan(StoreObservation store, JsonNode request) throws IOException {
        if (isTheGateways(store.era())) {
            return handsOff(store);
        }
        long before = parts.time().moment().monotonicNanos();
        ObjectNode row =
                MigrationRows.of(
                        store.store(),
                        parts.migrations().looking(store.store(), layout(request)).plan());
        row.put("took_ms", (parts.time().moment().monotonicNanos() - before) / 1_000_000);
        if (LegacyLook.concerns(store)) {
            LegacyFinding finding = parts.look().judge(store, parts.rule(), true);
            MigrationRows.addFinding(row, finding);
            MigrationRows.addChecks(row, finding.checks());
        }
        ObjectNode data = JsonMapper.shared().createObjectNode();
        data.set("plan", row);
        return Reply.done("planned", data);
    }

    private Reply run(StoreObservation store, JsonNode request, Permission permission)
            throws IOException {
        if (permission instanceof Permission.Withheld withheld) {
            return Reply.refused(withheld.reason() + ": nothing is migrated, also not by hand");
        }
        if (isTheGateways(store.era())) {
            return handsOff(store);
        }
        if (!LegacyLook.concerns(store)) {
            return go(store, request, permission, List.of());
        }
        return switch (parts.look().judge(store, parts.rule(), true)) {
            case LegacyFinding.Migratable ripe -> go(store, request, permission, ripe.checks());
            case LegacyFinding.Waiting waiting -> again(waiting);
            case LegacyFinding.Kept kept ->
                    Reply.refused("abstain: " + kept.reason().words() + ": " + kept.words());
        };
    }

    private Reply again(LegacyFinding.Waiting waiting) {
        Duration left = parts.rule().confirm().minus(waiting.seen().index().sighting().watched());
        Duration wait = left.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : left;
        ObjectNode data = JsonMapper.shared().createObjectNode().put("after_ms", wait.toMillis());
        return new Reply(
                Reply.Kind.AGAIN,
                waiting.seen().store()
                        + ": it has to stand still first; looking again in "
                        + Spans.words(wait),
                Optional.of(data));
    }

    private Reply go(
            StoreObservation store, JsonNode request, Permission permission, List<Check> checks)
            throws IOException {
        long before = parts.time().moment().monotonicNanos();
        LegacyRun run = new LegacyRun(parts, permission, BY_HAND);
        parts.takenBack().remove(store.store());
        LegacyRun.Ran ran = run.migrate(store.store(), layout(request), checks);
        tell(MigrationEvent.MIGRATE, store.store(), ran);
        return MigrationRows.reply(store.store(), ran.outcome(), since(before));
    }

    private void tell(String action, Place store, LegacyRun.Ran ran) throws IOException {
        if (ran.isUntold()) {
            parts.log()
                    .append(
                            LegacyEvents.notBegun(
                                    action,
                                    ran.outcome(),
                                    store,
                                    parts.root(),
                                    BY_HAND,
                                    parts.migrations().keys()));
            parts.log().commit();
        }
    }

    private Reply rollback(StoreObservation store, JsonNode request, Permission permission)
            throws IOException {
        if (permission instanceof Permission.Withheld withheld) {
            return Reply.refused(withheld.reason() + ": nothing is taken back, also not by hand");
        }
        if (isTheGateways(store.era())) {
            return handsOff(store);
        }
        long before = parts.time().moment().monotonicNanos();
        // Noted before, so that no crash lets the sweeps migrate it again.
        boolean marked = parts.takenBack().contains(store.store());
        parts.takenBack().add(store.store());
        LegacyRun.Ran ran =
                new LegacyRun(parts, permission, BY_HAND)
                        .rollback(
                                store.store(), request.path("stopped").asString("").equals("true"));
        StoreState state = parts.migrations().looking(store.store()).state(List.of());
        if (state instanceof StoreState.InDirectory || (!marked && changedNothing(ran.outcome()))) {
            parts.takenBack().remove(store.store());
        }
        tell(MigrationEvent.ROLLBACK, store.store(), ran);
        return MigrationRows.reply(store.store(), ran.outcome(), since(before));
    }

    private static boolean changedNothing(MigrationOutcome outcome) {
        return outcome instanceof MigrationOutcome.Refused
                || outcome instanceof MigrationOutcome.NothingToDo;
    }

    private Duration since(long before) {
        return Duration.ofNanos(parts.time().moment().monotonicNanos() - before);
    }

    private static Reply handsOff(StoreObservation store) {
        return Reply.refused(
                store.store()
                        + ": era "
                        + store.era().word()
                        + ": it belongs to the gateway's own migration");
    }

    private Layout layout(JsonNode request) {
        return switch (request.path("layout").asString("")) {
            case "entries-encoded" -> Layout.ENTRIES_ENCODED;
            case "entries-exact" -> Layout.ENTRIES_EXACT;
            default -> parts.migrations().layout();
        };
    }
}
