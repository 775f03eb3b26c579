package dev.sessionwatchdog.sim;

import dev.sessionwatchdog.observation.ProcessSight;
import dev.sessionwatchdog.observation.ProcessTable;
import dev.sessionwatchdog.observation.Visibility;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// The simulated twin of the process table: knows only the processes that it was told of.
public final class SimulatedProcesses implements ProcessTable {

    private final Map<Long, ProcessSight> known = new HashMap<>();
    private Visibility visibility = new Visibility.Sees();

    public void running(long pid, Instant since) {
        known.put(pid, new ProcessSight.Running(since));
    }

    public void unknown(long pid) {
        known.put(pid, new ProcessSight.Unknown("hidden"));
    }

    public void gone(long pid) {
        known.remove(pid);
    }

    public void blind() {
        visibility = new Visibility.Blind("simulated");
    }

    @Override
    public Visibility visibility() {
        return visibility;
    }

    @Override
    public ProcessSight look(long pid) {
        return known.getOrDefault(pid, new ProcessSight.Gone());
    }
}
