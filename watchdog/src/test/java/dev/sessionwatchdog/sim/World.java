package dev.sessionwatchdog.sim;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.nudge.Backlog;
import dev.sessionwatchdog.nudge.Nudge;
import dev.sessionwatchdog.observation.Gateway;
import dev.sessionwatchdog.observation.ProcessTable;
import dev.sessionwatchdog.store.forensic.ForensicLog;
import dev.sessionwatchdog.store.forensic.Rotation;
import dev.sessionwatchdog.store.forensic.Verification;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.sim.SimulatedDisk;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import dev.sessionwatchdog.store.time.Time;
import dev.sessionwatchdog.sweep.RootGuard;
import dev.sessionwatchdog.sweep.Telling;
import dev.sessionwatchdog.sweep.Watch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// A gateway's tree, clocks and processes in memory, with the real daemon on it: the same guard,
/// sweep and log as in production, from one seed, in virtual time.
public final class World {

    public static final String ROOT = "home/.openclaw";
    public static final String SESSIONS = ROOT + "/agents/main/sessions";
    public static final String EVENTS = "state/events";

    private final long seed;
    private final SimulatedTime time = new SimulatedTime();
    private final SimulatedProcesses processes = new SimulatedProcesses();
    private final SimulatedPressure pressure = new SimulatedPressure(time);
    private final Backlog backlog = new Backlog();
    private SimulatedDisk disk = new SimulatedDisk(time);
    private Config config = Configs.defaults();
    private ProcessTable table = processes;
    private Time daemonTime = time;
    private Runnable asked = () -> {};
    private boolean degraded;
    private Optional<String> carrier = Optional.empty();
    private int starts;
    private final List<SimulatedOwner> owners = new ArrayList<>();
    private Optional<Daemon> daemon = Optional.empty();
    private Function<Daemon, Telling> telling = _ -> Telling.NOTHING;

    private World(long seed) {
        this.seed = seed;
        disk.mkdirs(SESSIONS);
        disk.mkdirs(EVENTS);
    }

    /// A world with one agent and no sessions; `-Dseed=` replays a run.
    public static World seeded(long seed) {
        return new World(Long.getLong("seed", seed));
    }

    public SimulatedDisk disk() {
        return disk;
    }

    public SimulatedTime time() {
        return time;
    }

    public SimulatedProcesses processes() {
        return processes;
    }

    /// What the machine tells of waiting for its disks; nothing at first.
    public SimulatedPressure pressure() {
        return pressure;
    }

    /// A process that lives since `age` ago and takes locks as a gateway does.
    public SimulatedOwner owner(long pid, Duration age) {
        SimulatedOwner owner = new SimulatedOwner(this, pid, ticks(age), age);
        owners.add(owner);
        return owner;
    }

    /// Hundredths of a second since some time before this boot.
    private long ticks(Duration age) {
        return 1_000_000_000L
                + Duration.ofNanos(time.moment().boottimeNanos()).minus(age).toMillis() / 10;
    }

    /// A gateway that runs on this root since `age` ago.
    public SimulatedOwner gateway(long pid, Duration age) {
        SimulatedOwner owner = owner(pid, age);
        processes.gateway(
                new Gateway(
                        pid,
                        time.moment().wall().minus(age),
                        OptionalLong.of(ticks(age)),
                        OptionalLong.of(1),
                        true));
        return owner;
    }

    public World configured(Config changed) {
        config = changed;
        return this;
    }

    public Config config() {
        return config;
    }

    /// From the next start on, somebody is told of what the daemon does.
    public World toldTo(Function<Daemon, Telling> listener) {
        telling = listener;
        return this;
    }

    /// From the next start on, with another process table.
    public World processTable(ProcessTable other) {
        table = other;
        return this;
    }

    /// From the next start on, with other clocks than the world's.
    public World daemonTime(Time other) {
        daemonTime = other;
        return this;
    }

    /// Runs whenever the daemon asks between two steps whether to stop.
    public World whenAsked(Runnable what) {
        asked = what;
        return this;
    }

    /// From the next start on, without native calls.
    public World degraded() {
        degraded = true;
        return this;
    }

    /// From the next start on, in a folder that a program carries to other machines.
    public World carriedBy(String program) {
        return carriedBy(Optional.of(program));
    }

    public World carriedBy(Optional<String> program) {
        carrier = program;
        return this;
    }

    /// A file in the agent's sessions directory, this old.
    public World session(String name, String content, Duration age) {
        disk.file(
                SESSIONS + "/" + name,
                content.getBytes(StandardCharsets.UTF_8),
                time.moment().wall().minus(age));
        return this;
    }

    /// A healthy index, just written.
    public World index() {
        return session(
                "sessions.json", "{\"agent:main:main\":{\"sessionId\":\"a\"}}", Duration.ZERO);
    }

    /// The gateway goes on writing a file of the agent's sessions directory.
    public void append(String name, String more) {
        appendTo(SESSIONS + "/" + name, more);
    }

    /// A line in the gateway's own error log below the root.
    public void complain(String line) {
        disk.mkdirs(ROOT + "/logs");
        appendTo(ROOT + "/logs/gateway.err.log", line + "\n");
    }

    private void appendTo(String path, String more) {
        disk.file(path, (disk.exists(path) ? disk.text(path) : "") + more);
    }

    /// Everything in the tree that is not ours, for comparing.
    public SortedMap<String, String> gatewaysFiles() {
        SortedMap<String, String> files = new TreeMap<>(disk.paths());
        files.keySet()
                .removeIf(path ->
                        path.startsWith("state") || path.startsWith(ROOT + "/.session-watchdog"));
        return files;
    }

    public boolean has(String name) {
        return disk.exists(SESSIONS + "/" + name);
    }

    /// Starts the daemon, as a service manager does after a stop or a crash.
    public World start() throws IOException {
        Random random = new Random(seed + ++starts);
        SimulatedRoot state = SimulatedRoot.open(disk, EVENTS);
        ForensicLog log =
                ForensicLog.open(
                        state.open(Place.TOP),
                        daemonTime,
                        new Start(seed, starts).origin(),
                        new Rotation(config.events().rotateBytes(), config.events().rotateEvery()),
                        random);
        Root root = degraded ? SimulatedRoot.degraded(disk, ROOT) : SimulatedRoot.open(disk, ROOT);
        BooleanSupplier stopping =
                () -> {
                    asked.run();
                    return backlog.stopping();
                };
        RootGuard guard =
                RootGuard.take(
                        root,
                        config,
                        config.roots().getFirst(),
                        daemonTime,
                        table,
                        pressure,
                        log,
                        random,
                        stopping,
                        carrier);
        Watch watch =
                new Watch(
                        List.of(guard),
                        config,
                        daemonTime,
                        log,
                        random,
                        new Start(seed, starts).file(time));
        Daemon started = new Daemon(log, guard, watch);
        watch.reportTo(telling.apply(started));
        daemon = Optional.of(started);
        return this;
    }

    /// Lets the daemon live for this long: it wakes when it wants to, and follows hints.
    public World live(Duration duration) throws IOException, InterruptedException {
        if (daemon.isEmpty()) {
            start();
        }
        Instant end = time.moment().wall().plus(duration);
        long endMonotonic = time.moment().monotonicNanos() + duration.toNanos();
        backlog.offer(new Nudge.Time());
        while (true) {
            Duration next = daemon.orElseThrow().watch().turn(backlog.poll());
            long left = endMonotonic - time.moment().monotonicNanos();
            if (next.toNanos() >= left || time.moment().wall().isAfter(end.plusSeconds(1))) {
                time.advance(Duration.ofNanos(Math.max(0, left)));
                return this;
            }
            time.advance(next);
            backlog.offer(new Nudge.Time());
        }
    }

    /// Lets the daemon do once what there is to do now; says when it wants its next turn.
    public Duration turn() throws IOException, InterruptedException {
        backlog.offer(new Nudge.Time());
        return daemon.orElseThrow().watch().turn(backlog.poll());
    }

    /// Something has changed in a store, and the daemon is told.
    public void changed(Place store) {
        backlog.offer(new Nudge.Changed("/simulated/" + ROOT, store));
    }

    /// Hints were lost.
    public void lost() {
        backlog.offer(new Nudge.Lost("overflow"));
    }

    /// Somebody asks the daemon to end.
    public void stop() {
        backlog.offer(new Nudge.Stop(0));
    }

    /// The daemon is killed; what it had open is closed, and the disk keeps what the kernel had.
    public World kill() {
        disk = disk.killed();
        daemon = Optional.empty();
        owners.forEach(SimulatedOwner::openAgain);
        return this;
    }

    /// A second watchdog on the same root, beside the first.
    ///
    /// @throws dev.sessionwatchdog.sweep.OwnedByAnotherException if the first holds it
    public void startAnother() throws IOException {
        RootGuard.take(
                        SimulatedRoot.open(disk, ROOT),
                        config,
                        config.roots().getFirst(),
                        time,
                        processes,
                        pressure,
                        daemon().log(),
                        new Random(seed),
                        () -> false,
                        Optional.empty())
                .close();
    }

    /// The machine loses power: what was not synced is kept or lost by chance, and nobody lives.
    public World losePower() {
        owners.forEach(SimulatedOwner::endsWithTheMachine);
        disk = disk.crash(new Random(seed + 7_919L * ++starts));
        daemon = Optional.empty();
        time.reboot();
        return this;
    }

    public Daemon daemon() {
        return daemon.orElseThrow();
    }

    /// Every event in the log, oldest first.
    public List<JsonNode> events() {
        return told().events();
    }

    /// Events of one action and phase.
    public List<JsonNode> events(String action, String phase) {
        return told().events(action, phase);
    }

    /// What `events verify` says.
    public Verification verify() {
        return told().verify();
    }

    private SimulatedLog told() {
        return new SimulatedLog(disk, EVENTS);
    }

    public record Daemon(ForensicLog log, RootGuard guard, Watch watch) {}
}
