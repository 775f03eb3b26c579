package dev.sessionwatchdog.doctor;

import dev.sessionwatchdog.config.Config;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Looks for everything that makes the watchdog blind, deaf or unsafe. Changes nothing, and runs
/// none of the commands that it names.
public final class Doctor {

    private final Circumstances circumstances;

    public Doctor(Circumstances circumstances) {
        this.circumstances = circumstances;
    }

    /// A group of checks on one thing.
    @FunctionalInterface
    private interface Group {
        List<Result> look() throws IOException;
    }

    /// Every check, in the order in which a person would fix things. A group that breaks off costs
    /// its own answers only.
    public List<Result> examine() {
        Map<String, Group> groups = new LinkedHashMap<>();
        groups.put("config", new ConfigurationChecks(circumstances)::look);
        groups.put("proc", new SightChecks(circumstances)::look);
        groups.put("daemon", new DaemonChecks(circumstances)::look);
        for (Config.RootConfig root : circumstances.config().roots()) {
            GuardedTree tree = GuardedTree.of(root, circumstances.natives());
            groups.put("root " + root.path(), new RootChecks(circumstances, tree)::look);
            groups.put("gateway " + root.path(), new GatewayChecks(circumstances, tree)::look);
            groups.put("owner " + root.path(), new OwnershipChecks(tree)::look);
            groups.put("fs " + root.path(), new FileSystemChecks(circumstances, tree)::look);
            groups.put(
                    "sync " + root.path(),
                    new SyncedFolderChecks(tree, circumstances.user().home())::look);
            groups.put("room " + root.path(), new RoomChecks(circumstances, tree)::look);
            groups.put("era " + root.path(), new EraChecks(circumstances, tree)::look);
            groups.put("cleaner " + root.path(), new CleanerChecks(circumstances, tree)::look);
        }
        groups.put("watch", new WatchLimitChecks(circumstances)::look);
        groups.put("own", new OwnPlaceChecks(circumstances)::look);
        groups.put("clock", new ClockChecks(circumstances)::look);
        groups.put("log", new LogChecks(circumstances)::look);
        groups.put("journal", new JournalChecks(circumstances)::look);
        groups.put("unit", new UnitChecks(circumstances)::look);
        List<Result> results = new ArrayList<>();
        groups.forEach((name, group) -> results.addAll(looked(name, group)));
        return results;
    }

    private static List<Result> looked(String name, Group group) {
        try {
            return group.look();
        } catch (IOException | RuntimeException brokenOff) {
            return List.of(
                    Result.CannotTell.because(name.split(" ", 2)[0], "broken off: " + brokenOff));
        }
    }
}
