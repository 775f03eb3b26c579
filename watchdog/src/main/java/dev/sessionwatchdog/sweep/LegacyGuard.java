package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.decision.Permission;
import dev.sessionwatchdog.finding.Spans;
import dev.sessionwatchdog.observation.Gateway;
import dev.sessionwatchdog.observation.Observer;
import dev.sessionwatchdog.observation.ProcessTable;
import dev.sessionwatchdog.store.migration.MigrationGuard;
import dev.sessionwatchdog.store.root.Place;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// Looks again before each step of a migration: whether we may act, whether the gateway upgrades,
/// and whether one runs that was not there when the decision was made (S13, scenario S60).
final class LegacyGuard implements MigrationGuard {

    private final Place store;
    private final String rootPath;
    private final ProcessTable processes;
    private final Observer observer;
    private final boolean readsDirectories;
    private final boolean statedToBeStopped;
    private final Permission permission;
    private final BooleanSupplier stopping;
    private final Set<Running> known = new HashSet<>();

    /// A gateway is another one when its process is.
    private record Running(long pid, long startTicks) {
        private static Running of(Gateway gateway) {
            return new Running(gateway.pid(), gateway.startTicks().orElse(-1));
        }
    }

    /// @param readsDirectories the configuration says that this root's gateway does
    /// @param statedToBeStopped a person says that no gateway runs where we cannot see
    LegacyGuard(
            Place store,
            String rootPath,
            ProcessTable processes,
            Observer observer,
            boolean readsDirectories,
            boolean statedToBeStopped,
            Permission permission,
            BooleanSupplier stopping) {
        this.store = store;
        this.rootPath = rootPath;
        this.processes = processes;
        this.observer = observer;
        this.readsDirectories = readsDirectories;
        this.statedToBeStopped = statedToBeStopped;
        this.permission = permission;
        this.stopping = stopping;
        processes.gateways(rootPath).forEach(gateway -> known.add(Running.of(gateway)));
    }

    @Override
    public Optional<String> objection(Step step) throws IOException {
        if (permission instanceof Permission.Withheld withheld) {
            return Optional.of(withheld.reason());
        }
        if (observer.hasImportBegun(store)) {
            return Optional.of("the gateway's own migration to a database has begun");
        }
        return switch (step) {
            case STAGE, COMMIT, MERGE ->
                    stopping.getAsBoolean() ? Optional.of("stopping") : running();
            case RETIRE -> running();
            case ROLL_BACK -> none();
            // What was moved away has to come back, whoever runs.
            case RESTORE -> Optional.empty();
        };
    }

    private Optional<String> running() {
        if (!readsDirectories) {
            return none();
        }
        List<Gateway> now = processes.gateways(rootPath);
        return now.stream()
                .filter(gateway -> !known.contains(Running.of(gateway)))
                .findFirst()
                .map(started -> "a gateway was started meanwhile, pid " + started.pid());
    }

    private Optional<String> none() {
        List<Gateway> now = processes.gateways(rootPath);
        if (!now.isEmpty()) {
            return Optional.of(
                    Spans.count(now.size(), "gateway") + " running, pid " + now.getFirst().pid());
        }
        return statedToBeStopped
                ? Optional.empty()
                : processes.unseenGateways(rootPath).map(why -> "a gateway may be running: " + why);
    }
}
