package dev.sessionwatchdog.sim;

import dev.sessionwatchdog.observation.Gateway;
import dev.sessionwatchdog.observation.NamespaceProof;
import dev.sessionwatchdog.observation.ProcessSight;
import dev.sessionwatchdog.observation.ProcessTable;
import dev.sessionwatchdog.observation.Visibility;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The simulated twin of the process table: knows only the processes that it was told of.
public final class SimulatedProcesses implements ProcessTable {

    private final Map<Long, Supplier<ProcessSight>> known = new HashMap<>();
    private final List<Gateway> gateways = new ArrayList<>();
    private NamespaceProof namespace = new NamespaceProof.Proven("simulated");
    private Optional<String> unseen = Optional.empty();
    private Visibility visibility = new Visibility.Sees();

    public void running(long pid, Instant since) {
        is(pid, new ProcessSight.Running(since));
    }

    public void unknown(long pid) {
        is(pid, new ProcessSight.Unknown("hidden"));
    }

    public void gone(long pid) {
        known.remove(pid);
    }

    public void zombie(long pid) {
        is(pid, new ProcessSight.Zombie());
    }

    /// Any process, with everything that can be seen of it.
    public void is(long pid, ProcessSight sight) {
        is(pid, () -> sight);
    }

    /// Likewise, seen anew at each look.
    public void is(long pid, Supplier<ProcessSight> sight) {
        known.put(pid, sight);
    }

    public void gateway(Gateway gateway) {
        gateways.add(gateway);
    }

    public void noGateways() {
        gateways.clear();
    }

    /// Whoever had this id is no gateway any more.
    public void noGateway(long pid) {
        gateways.removeIf(gateway -> gateway.pid() == pid);
    }

    /// A process that does not show what it is may be a gateway on the root.
    public void unseenGateway(String why) {
        unseen = Optional.of(why);
    }

    /// It is certain after all that there is none.
    public void noUnseenGateway() {
        unseen = Optional.empty();
    }

    /// Process ids may be those of another container.
    public void otherNamespaces() {
        namespace = new NamespaceProof.Unproven("simulated");
    }

    /// It is certain after all that process ids are our own.
    public void oneNamespace() {
        namespace = new NamespaceProof.Proven("simulated");
    }

    public void blind() {
        visibility = new Visibility.Blind("simulated");
    }

    public void sees() {
        visibility = new Visibility.Sees();
    }

    @Override
    public Visibility visibility() {
        return visibility;
    }

    @Override
    public NamespaceProof namespace(long pid, String rootPath) {
        return namespace;
    }

    @Override
    public List<Gateway> gateways(String rootPath) {
        return List.copyOf(gateways);
    }

    @Override
    public Optional<String> unseenGateways(String rootPath) {
        return visibility instanceof Visibility.Blind blind ? Optional.of(blind.reason()) : unseen;
    }

    @Override
    public ProcessSight look(long pid) {
        Supplier<ProcessSight> sight = known.get(pid);
        return sight == null ? new ProcessSight.Gone() : sight.get();
    }
}
