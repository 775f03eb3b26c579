package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.finding.Check;
import dev.sessionwatchdog.finding.LegacyFinding;
import dev.sessionwatchdog.store.migration.Backup;
import dev.sessionwatchdog.store.migration.FoldedKey;
import dev.sessionwatchdog.store.migration.MigrationOutcome;
import dev.sessionwatchdog.store.migration.MigrationPlan;
import dev.sessionwatchdog.store.root.Place;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What the desk says of migrations, for programs. Names are as they are on disk; whoever prints
/// them escapes them.
final class MigrationRows {

    /// Folded keys that one answer names.
    private static final int MOST_FOLDED = 100;

    private MigrationRows() {}

    /// What the rule says of a store.
    static void addFinding(ObjectNode row, LegacyFinding finding) {
        switch (finding) {
            case LegacyFinding.Migratable _ -> row.put("verdict", "migratable");
            case LegacyFinding.Waiting _ ->
                    row.put("verdict", "waiting")
                            .put("words", "it has to stand still over two looks first");
            case LegacyFinding.Kept kept ->
                    row.put("verdict", "abstain")
                            .put("reason", kept.reason().words())
                            .put("words", kept.words());
        }
        row.put("bytes", finding.seen().index().facts().size());
    }

    /// Every check behind it.
    static void addChecks(ObjectNode row, List<Check> checks) {
        ArrayNode array = row.putArray("checks");
        for (Check check : checks) {
            ObjectNode node = array.addObject().put("check", check.check());
            node.put("observed", check.observed());
            check.limit().ifPresent(limit -> node.put("limit", limit));
            switch (check.answer()) {
                case PASS -> node.put("pass", true);
                case FAIL -> node.put("pass", false);
                case CANNOT_TELL -> node.putNull("pass");
            }
        }
    }

    /// What was retired, and until when it is kept.
    static void addBackups(ObjectNode row, List<Backup> backups, Duration keep) {
        ArrayNode array = row.putArray("backups");
        for (Backup backup : backups) {
            array.addObject()
                    .put("migration", backup.id())
                    .put("path", backup.place().toString())
                    .put("kind", backup.file() ? "file" : "directory")
                    .put("created", backup.created().toString())
                    .put("expires", backup.created().plus(keep).toString())
                    .put("bytes", backup.bytes());
        }
    }

    /// What a migration would do.
    static ObjectNode of(Place store, MigrationPlan plan) {
        ObjectNode row = JsonMapper.shared().createObjectNode();
        row.put("store", store.toString());
        row.put("state", plan.state().words());
        row.put("sessions", plan.sessions());
        row.put("entries", plan.entries());
        row.put("bytes", plan.bytes());
        row.put("longest_name", plan.longestName());
        row.put("cut_names", plan.cutNames());
        row.put("required_bytes", plan.requiredBytes());
        plan.freeBytes().ifPresent(free -> row.put("free_bytes", free));
        addFolded(row, plan.folded());
        ArrayNode obstacles = row.putArray("obstacles");
        plan.obstacles().forEach(obstacles::add);
        return row;
    }

    private static void addFolded(ObjectNode row, List<FoldedKey> folded) {
        row.put("folded", folded.size());
        ArrayNode array = row.putArray("folded_keys");
        folded.stream()
                .limit(MOST_FOLDED)
                .forEach(each ->
                        array.addObject()
                                .put("key", each.key().value())
                                .put("winner", each.winner().value()));
    }

    /// How it went.
    static ObjectNode of(Place store, MigrationOutcome outcome, Duration took) {
        ObjectNode row = JsonMapper.shared().createObjectNode();
        row.put("store", store.toString());
        row.put("outcome", outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        row.put("took_ms", took.toMillis());
        switch (outcome) {
            case MigrationOutcome.Migrated it -> {
                row.put("migration", it.id());
                row.put("sessions", it.counts().sessions());
                row.put("entries", it.counts().entries());
                row.put("bytes", it.counts().bytes());
                row.put("backup", it.backup().toString());
                addFolded(row, it.counts().folded());
            }
            case MigrationOutcome.Merged it -> {
                row.put("migration", it.id());
                row.put("added", it.added());
                row.put("taken", it.taken());
                row.put("overruled", it.overruled());
                row.put("kept_both", it.keptBoth().size());
                row.put("backup", it.backup().toString());
            }
            case MigrationOutcome.RolledBack it -> {
                row.put("migration", it.id());
                row.put("sessions", it.sessions());
                row.put("identical", it.identical());
                row.put("left", it.left().size());
                row.put("backup", it.backup().toString());
            }
            case MigrationOutcome.PutBack _,
                    MigrationOutcome.Abandoned _,
                    MigrationOutcome.NothingToDo _,
                    MigrationOutcome.Refused _,
                    MigrationOutcome.Overtaken _,
                    MigrationOutcome.Failed _,
                    MigrationOutcome.Indeterminate _ -> {}
        }
        return row;
    }

    /// What a person who asked for it is told.
    static Reply reply(Place store, MigrationOutcome outcome, Duration took) {
        Reply.Kind kind =
                switch (outcome) {
                    case MigrationOutcome.Migrated _,
                            MigrationOutcome.Merged _,
                            MigrationOutcome.RolledBack _,
                            MigrationOutcome.PutBack _,
                            MigrationOutcome.Abandoned _,
                            MigrationOutcome.NothingToDo _ ->
                            Reply.Kind.DONE;
                    case MigrationOutcome.Refused _, MigrationOutcome.Overtaken _ ->
                            Reply.Kind.REFUSED;
                    case MigrationOutcome.Failed _, MigrationOutcome.Indeterminate _ ->
                            Reply.Kind.FAILED;
                };
        ObjectNode data = JsonMapper.shared().createObjectNode();
        data.set("result", of(store, outcome, took));
        return new Reply(kind, outcome.words(), Optional.of(data));
    }
}
