package dev.sessionwatchdog.hunt;

import dev.sessionwatchdog.observation.Gateway;
import dev.sessionwatchdog.observation.NamespaceProof;
import dev.sessionwatchdog.observation.ProcessSight;
import dev.sessionwatchdog.observation.ProcessSight.Activity;
import dev.sessionwatchdog.observation.ProcessTable;
import dev.sessionwatchdog.observation.Visibility;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/// Which processes there really are, and what the kernel shows of them.
final class TrueProcesses implements ProcessTable {

    private final SimulatedTime time;
    private final TrueTime truth;
    private final Lie lie;
    private final Map<Long, TrueProcess> visible = new HashMap<>();
    private final Set<Long> foreignIds = new HashSet<>();
    private long nextPid = 100;
    private boolean blind;

    TrueProcesses(SimulatedTime time, TrueTime truth, Lie lie) {
        this.time = time;
        this.truth = truth;
        this.lie = lie;
    }

    /// @param ageNanos since when it runs
    TrueProcess start(long ageNanos, boolean gateway) {
        return start(nextPid++, ageNanos, gateway);
    }

    /// Another process gets the id of one that is gone.
    TrueProcess recycle(TrueProcess dead) {
        return start(dead.pid, 0, false);
    }

    private TrueProcess start(long pid, long ageNanos, boolean gateway) {
        TrueProcess made = make(pid, ageNanos, false, gateway);
        visible.put(pid, made);
        return made;
    }

    /// In another namespace: its id is nobody's here, or is the given stranger's.
    TrueProcess startElsewhere(Optional<TrueProcess> stranger) {
        long pid = stranger.map(other -> other.pid).orElseGet(() -> nextPid++);
        foreignIds.add(pid);
        return make(pid, 0, true, false);
    }

    private TrueProcess make(long pid, long ageNanos, boolean foreign, boolean gateway) {
        long born = time.moment().boottimeNanos() - ageNanos;
        return new TrueProcess(
                pid,
                Math.max(1, born / 10_000_000 + (foreign ? 77 : 0)),
                born,
                truth.now() - ageNanos,
                truth.boot(),
                foreign,
                gateway);
    }

    void set(TrueProcess process, TrueProcess.State state) {
        process.state = state;
        process.since = truth.now();
        if (state == TrueProcess.State.GONE) {
            visible.remove(process.pid, process);
        }
    }

    void reboot() {
        visible.clear();
    }

    List<TrueProcess> gateways() {
        List<TrueProcess> found = new ArrayList<>();
        for (TrueProcess process : visible.values()) {
            if (process.gateway && process.lives()) {
                found.add(process);
            }
        }
        return found;
    }

    /// Whether nobody else has its id now.
    boolean isFree(TrueProcess process) {
        TrueProcess now = visible.get(process.pid);
        return now == null || now == process;
    }

    boolean blind() {
        return blind;
    }

    void blind(boolean now) {
        blind = now;
    }

    @Override
    public Visibility visibility() {
        return blind && lie != Lie.BLINDNESS_UNSEEN
                ? new Visibility.Blind("hidepid")
                : new Visibility.Sees();
    }

    @Override
    public Optional<String> unseenGateways(String rootPath) {
        return blind ? Optional.of("blind") : Optional.empty();
    }

    @Override
    public ProcessSight look(long pid) {
        if (blind) {
            return lie == Lie.BLINDNESS_UNSEEN
                    ? new ProcessSight.Gone()
                    : new ProcessSight.Unknown("hidepid");
        }
        TrueProcess process = visible.get(pid);
        if (process == null) {
            return new ProcessSight.Gone();
        }
        return switch (process.state) {
            case GONE -> new ProcessSight.Gone();
            case ZOMBIE -> new ProcessSight.Zombie();
            case RUNNING -> running(process, Activity.RUNNING);
            case PAUSED ->
                    running(process, lie == Lie.PAUSES_UNSEEN ? Activity.RUNNING : Activity.PAUSED);
        };
    }

    private ProcessSight running(TrueProcess process, Activity activity) {
        return new ProcessSight.Running(
                startedAt(process),
                OptionalLong.of(process.ticks),
                true,
                activity,
                OptionalInt.of(0),
                Optional.of(process.gateway ? "openclaw-gateway" : "node"));
    }

    /// As the kernel tells it: by the wall clock of now.
    private Instant startedAt(TrueProcess process) {
        return time.moment()
                .wall()
                .minusNanos(time.moment().boottimeNanos() - process.bornBoottime);
    }

    @Override
    public NamespaceProof namespace(long pid, String rootPath) {
        return foreignIds.contains(pid) && lie != Lie.NAMESPACES_UNSEEN
                ? new NamespaceProof.Unproven("another container may have written it")
                : new NamespaceProof.Proven("no other namespace has this root");
    }

    @Override
    public List<Gateway> gateways(String rootPath) {
        return gateways().stream()
                .map(gateway ->
                        new Gateway(
                                gateway.pid,
                                startedAt(gateway),
                                OptionalLong.of(gateway.ticks),
                                OptionalLong.of(1),
                                true))
                .toList();
    }
}
