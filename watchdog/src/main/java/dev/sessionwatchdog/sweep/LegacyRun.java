package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.action.LegacyRecorder;
import dev.sessionwatchdog.decision.Permission;
import dev.sessionwatchdog.finding.Check;
import dev.sessionwatchdog.store.forensic.OpenIntent;
import dev.sessionwatchdog.store.forensic.Phase;
import dev.sessionwatchdog.store.key.Layout;
import dev.sessionwatchdog.store.migration.MigrationGuard;
import dev.sessionwatchdog.store.migration.MigrationOutcome;
import dev.sessionwatchdog.store.migration.StoreMigration;
import dev.sessionwatchdog.store.root.Place;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Carries out what was decided about one store's form, looking again before each step.
///
/// @param sweep what the looking is called in the log
record LegacyRun(LegacyParts parts, Permission permission, String sweep) {

    /// What was left unfinished, or put aside as useless, comes before what begins anew.
    private static final int MOST_STEPS = 3;

    /// How it went.
    ///
    /// @param recorded whether the log has it already; nothing is recorded of what is refused
    ///   before it is begun
    record Ran(MigrationOutcome outcome, boolean recorded) {

        /// Whether somebody has to be told why nothing was done.
        boolean isUntold() {
            return !recorded && outcome.phase().filter(phase -> phase != Phase.DONE).isPresent();
        }
    }

    private interface Step {
        MigrationOutcome take(StoreMigration migration) throws IOException;
    }

    /// Brings a store from its single file to the directory, or both together.
    Ran migrate(Place store, Layout layout, List<Check> checks) throws IOException {
        return run(
                store,
                layout,
                checks,
                guard(store, false),
                migration -> {
                    MigrationOutcome outcome = step(migration);
                    for (int step = 1; step < MOST_STEPS && goesOn(outcome); step++) {
                        outcome = step(migration);
                    }
                    return outcome;
                });
    }

    private MigrationOutcome step(StoreMigration migration) throws IOException {
        return migration.state(List.of()).unfinished()
                ? migration.recover(List.of(), parts.progress())
                : migration.run(parts.progress());
    }

    private static boolean goesOn(MigrationOutcome outcome) {
        return outcome instanceof MigrationOutcome.Abandoned
                || outcome instanceof MigrationOutcome.PutBack;
    }

    /// Brings a store back to its single file.
    ///
    /// @param stopped a person says that no gateway runs where we cannot see
    Ran rollback(Place store, boolean stopped) throws IOException {
        return run(
                store,
                parts.migrations().layout(),
                List.of(),
                guard(store, stopped),
                migration -> migration.rollback(parts.progress()));
    }

    /// Brings to its end what is half done in a store, and concludes what an earlier watchdog left
    /// open in it.
    ///
    /// @param merging whether a single file may be brought into the directory on the way
    Ran recover(Place store, List<OpenIntent> open, boolean merging) throws IOException {
        LegacyGuard guard = guard(store, false);
        return run(
                store,
                parts.migrations().layout(),
                List.of(),
                step ->
                        begins(step) && !(merging && step == MigrationGuard.Step.MERGE)
                                ? Optional.of("it is not half done, and is judged like any other")
                                : guard.objection(step),
                migration -> migration.recover(open, parts.progress()));
    }

    /// Whether something takes effect by this step that nobody began.
    private static boolean begins(MigrationGuard.Step step) {
        return switch (step) {
            case STAGE, COMMIT, MERGE -> true;
            case RETIRE, ROLL_BACK, RESTORE -> false;
        };
    }

    /// Why nothing at all is done to a store; what is half done stays so.
    Optional<String> withheld(Place store) throws IOException {
        if (permission instanceof Permission.Withheld unwanted) {
            return Optional.of(unwanted.reason());
        }
        return parts.observer().hasImportBegun(store)
                ? Optional.of("the gateway's own migration to a database has begun")
                : Optional.empty();
    }

    private Ran run(Place store, Layout layout, List<Check> checks, MigrationGuard guard, Step step)
            throws IOException {
        LegacyRecorder recorder = parts.migrations().recorder(store, checks, sweep);
        StoreMigration migration = parts.migrations().of(store, layout, guard, recorder, sweep);
        MigrationOutcome outcome = step.take(migration);
        switch (outcome) {
            case MigrationOutcome.Overtaken _,
                    MigrationOutcome.Failed _,
                    MigrationOutcome.Indeterminate _ ->
                    parts.unfinished().forget(store);
            default -> {}
        }
        return new Ran(outcome, recorder.hasConcluded());
    }

    private LegacyGuard guard(Place store, boolean stopped) {
        return new LegacyGuard(
                store,
                parts.root().path(),
                parts.processes(),
                parts.observer(),
                parts.migrations().directoriesAreRead(),
                stopped,
                permission,
                parts.stopping());
    }
}
