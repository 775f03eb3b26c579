package dev.sessionwatchdog.store.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.Entry;
import dev.sessionwatchdog.store.LeaseSource;
import dev.sessionwatchdog.store.Listed;
import dev.sessionwatchdog.store.OpenedStore;
import dev.sessionwatchdog.store.SessionStore;
import dev.sessionwatchdog.store.SingleFileStore;
import dev.sessionwatchdog.store.StoreLimits;
import dev.sessionwatchdog.store.StoreSettings;
import dev.sessionwatchdog.store.key.Layout;
import dev.sessionwatchdog.store.key.SessionKey;
import dev.sessionwatchdog.store.lease.LapsePolicy;
import dev.sessionwatchdog.store.lease.LeaseSettings;
import dev.sessionwatchdog.store.lease.LeaseTerms;
import dev.sessionwatchdog.store.lease.Leases;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.sim.SimulatedCrash;
import dev.sessionwatchdog.store.sim.SimulatedDisk;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/// One agent's store on a simulated disk, with a log, and everybody who may object.
final class MigrationWorld {

    static final Place SESSIONS = Place.of("agents/main/sessions");
    static final Place HOME = Place.of(".session-watchdog");
    static final String FILE = SESSIONS + "/sessions.json";
    static final String STORE = SESSIONS + "/sessions.d";
    static final String LOCK = FILE + ".lock";
    static final String LONG = "agent:main:" + "long".repeat(80);

    /// What every store here begins with: a key that is cut, two that fold, and values as only
    /// their writer would have them.
    static final String SOURCE =
            "{\n  \"agent:main:main\": { \"n\" : 1.0, \"n\":1e400, \"u\":\"\\u00e9\\/\" },\n"
                    + "  \"Signal:AbC=\": {\"updatedAt\":2,\"who\":\"newer\"},\n"
                    + "  \""
                    + LONG
                    + "\":[1 , 2],\n  \"signal:abc=\": {\"updatedAt\":1,\"who\":\"older\"}\n}\n";

    static final Map<String, String> ALL =
            Map.of(
                    "agent:main:main",
                    "{ \"n\" : 1.0, \"n\":1e400, \"u\":\"\\u00e9\\/\" }",
                    "Signal:AbC=",
                    "{\"updatedAt\":2,\"who\":\"newer\"}",
                    LONG,
                    "[1 , 2]",
                    "signal:abc=",
                    "{\"updatedAt\":1,\"who\":\"older\"}");

    final SimulatedDisk disk;
    final SimulatedTime time;
    final KeptLog log;
    private final Map<MigrationGuard.Step, String> objections =
            new EnumMap<>(MigrationGuard.Step.class);
    private Consumer<MigrationGuard.Step> questions = _ -> {};
    private MigrationSettings settings =
            new MigrationSettings(Layout.ENTRIES_ENCODED, 1 << 20, 1_000, 1 << 16, false, false);

    MigrationWorld(SimulatedDisk disk, SimulatedTime time, KeptLog log) {
        this.disk = disk;
        this.time = time;
        this.log = log;
    }

    static MigrationWorld fresh() {
        return fresh(SOURCE);
    }

    static MigrationWorld fresh(String source) {
        MigrationWorld world = empty();
        world.disk.file(FILE, source);
        return world;
    }

    static MigrationWorld empty() {
        SimulatedTime time = new SimulatedTime();
        MigrationWorld world = new MigrationWorld(new SimulatedDisk(time), time, new KeptLog());
        world.disk.mkdirs(SESSIONS.toString());
        return world;
    }

    /// The same store and log on what was left of the disk.
    MigrationWorld on(SimulatedDisk left) {
        MigrationWorld world = new MigrationWorld(left, time, log.copy());
        world.settings = settings;
        return world;
    }

    /// What is left when the process ended now.
    ///
    /// @param seed of the luck by which the machine lost power, too; -1 if it did not
    MigrationWorld left(int seed) {
        return on(seed < 0 ? disk.killed() : disk.crash(new Random(seed)));
    }

    interface Work {
        MigrationOutcome on(MigrationWorld world) throws IOException;
    }

    /// Whether the process ended in the middle of it.
    boolean endsIn(Work work) throws IOException {
        try {
            work.on(this);
            return false;
        } catch (SimulatedCrash end) {
            return true;
        }
    }

    MigrationWorld with(Layout layout, boolean directoriesAreRead, boolean gatewayLock) {
        settings =
                new MigrationSettings(
                        layout, 1 << 20, 1_000, 1 << 16, directoriesAreRead, gatewayLock);
        return this;
    }

    MigrationWorld with(MigrationSettings other) {
        settings = other;
        return this;
    }

    void object(MigrationGuard.Step step, String why) {
        objections.put(step, why);
    }

    /// Is told of each question to the guard.
    void onQuestion(Consumer<MigrationGuard.Step> listener) {
        questions = listener;
    }

    void objectNoMore() {
        objections.clear();
    }

    StoreMigration migration() {
        return migration(StoreNames.DEFAULT);
    }

    StoreMigration migration(StoreNames names) {
        return migration(SimulatedRoot.open(disk), names);
    }

    StoreMigration migration(Root root, StoreNames names) {
        MigrationGuard guard =
                step -> {
                    questions.accept(step);
                    return Optional.ofNullable(objections.get(step));
                };
        MigrationSeams seams =
                new MigrationSeams(log, guard, this::leases, time, new Random(disk.calls()));
        return new StoreMigration(root, SESSIONS, names, HOME, settings, seams);
    }

    Leases leases(Root root, Place store) throws IOException {
        LeaseSettings patient =
                new LeaseSettings(LeaseTerms.DEFAULT, LapsePolicy.DEFAULT, Duration.ofMinutes(5));
        return Leases.unattended(
                root, store, time, patient, _ -> "event", new Random(disk.calls()));
    }

    MigrationOutcome run() throws IOException {
        return migration().run(MigrationProgress.none());
    }

    MigrationOutcome recover() throws IOException {
        return migration().recover(log.open(), MigrationProgress.none());
    }

    MigrationOutcome rollback() throws IOException {
        return migration().rollback(MigrationProgress.none());
    }

    StoreState state() throws IOException {
        return migration().state(log.open());
    }

    StoreSettings storeSettings() {
        StoreLimits limits = new StoreLimits(1 << 16, 1_000, 1 << 20);
        return new StoreSettings(settings.layout(), limits, settings.directoriesAreRead());
    }

    /// Opened as every reader opens it.
    OpenedStore opened() throws IOException {
        LeaseSource leases = (root, store) -> leases(root, store);
        return SessionStore.open(SimulatedRoot.open(disk), SESSIONS, storeSettings(), leases);
    }

    SessionStore store() throws IOException {
        return switch (opened()) {
            case OpenedStore.InDirectory(SessionStore store) -> store;
            default -> throw new AssertionError("the directory is not in force");
        };
    }

    /// What a reader finds in the form that is in force, keys as they are there.
    Map<String, String> found() throws IOException {
        return foundIn(opened());
    }

    /// Likewise, in any root; the store is closed.
    static Map<String, String> foundIn(OpenedStore opened) throws IOException {
        Map<String, String> found = new TreeMap<>();
        switch (opened) {
            case OpenedStore.InDirectory(SessionStore store) -> {
                store.list(listed -> put(found, listed));
                store.close();
            }
            case OpenedStore.InSingleFile(SingleFileStore store) -> {
                store.list(listed -> put(found, listed));
                store.close();
            }
            case OpenedStore.None _ -> {}
        }
        return found;
    }

    private static boolean put(Map<String, String> found, Listed listed) {
        switch (listed) {
            case Listed.Session(SessionKey key, Entry entry) ->
                    found.put(key.value(), entry.text());
            case Listed.Odd odd -> throw new AssertionError(odd.toString());
        }
        return true;
    }

    /// Every session that is anywhere in the form that is in force: what a single file has, or what
    /// a directory has and has put aside. Keys folded as the layout does.
    Map<String, String> everything() throws IOException {
        Map<String, String> all = new TreeMap<>(found());
        boolean directory = opened() instanceof OpenedStore.InDirectory;
        Map<String, String> told = new TreeMap<>();
        all.forEach((key, value) ->
                told.put(settings.layout().canonical(new SessionKey(key)) + " " + value, value));
        if (directory && disk.exists(STORE + "/conflict")) {
            for (Name name : disk.names(STORE + "/conflict")) {
                if (name.value().endsWith(".about")) {
                    String about = disk.text(STORE + "/conflict/" + name);
                    String item = name.value().replace(".about", ".json");
                    String path = STORE + "/conflict/" + item;
                    if (disk.exists(path)) {
                        String key =
                                about.replaceAll("(?s)^\\{\"key\":\"(.*?)\",\"entry\".*", "$1");
                        String text = disk.text(path);
                        told.put(
                                settings.layout().canonical(new SessionKey(key)) + " " + text,
                                text);
                    }
                }
            }
        }
        return told;
    }

    /// The same of these sessions.
    Map<String, String> told(Map<String, String> sessions) {
        Map<String, String> told = new TreeMap<>();
        sessions.forEach((key, value) ->
                told.put(settings.layout().canonical(new SessionKey(key)) + " " + value, value));
        return told;
    }

    void holdsEverything(String where) throws IOException {
        assertThat(everything()).as(where).isEqualTo(told(ALL));
    }

    /// After a sync that failed and a loss of power, what is in force may have to be put back
    /// first.
    void holdsEverything(String where, boolean unlessLost) throws IOException {
        if (!unlessLost || !(state() instanceof StoreState.Lost)) {
            holdsEverything(where);
        }
    }
}
