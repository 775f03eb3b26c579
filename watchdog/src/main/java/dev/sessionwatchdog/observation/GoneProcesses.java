package dev.sessionwatchdog.observation;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A process table for looking at files that were all found before it was made: a process that is
/// gone once has written none of them since, and whoever takes its number later is another one. So
/// that is asked once, although a gateway leaves many temps.
final class GoneProcesses implements ProcessTable {

    private final ProcessTable processes;
    private final Set<Long> gone = new HashSet<>();

    GoneProcesses(ProcessTable processes) {
        this.processes = processes;
    }

    @Override
    public Visibility visibility() {
        return processes.visibility();
    }

    @Override
    public ProcessSight look(long pid) {
        if (gone.contains(pid)) {
            return new ProcessSight.Gone();
        }
        ProcessSight sight = processes.look(pid);
        if (sight instanceof ProcessSight.Gone) {
            gone.add(pid);
        }
        return sight;
    }

    @Override
    public NamespaceProof namespace(long pid, String rootPath) {
        return processes.namespace(pid, rootPath);
    }

    @Override
    public List<Gateway> gateways(String rootPath) {
        return processes.gateways(rootPath);
    }

    @Override
    public Optional<String> unseenGateways(String rootPath) {
        return processes.unseenGateways(rootPath);
    }
}
