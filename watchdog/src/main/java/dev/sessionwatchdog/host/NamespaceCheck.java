package dev.sessionwatchdog.host;

import dev.sessionwatchdog.observation.Gateway;
import dev.sessionwatchdog.observation.NamespaceProof;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Whether a process id from a root's file can only mean a process of our own PID namespace (S14,
/// S70-S73).
///
/// Two ways prove it. Either we are in the kernel's first namespace, see every process, and no
/// living process of a nested one has this id there: then whoever wrote it is the process that we
/// see under it, or is dead. Or a gateway of the root runs in our namespace and no OpenClaw process
/// of our user runs in another one that we see. What runs under a kernel of its own (a virtual
/// machine that shares the directory) shows in neither: there only the kernel lease speaks.
final class NamespaceCheck {

    /// `PROC_PID_INIT_INO` of `<linux/proc_ns.h>`: the kernel's first PID namespace, always.
    private static final String FIRST = "pid:[4026531836]";

    private final Proc proc;

    NamespaceCheck(Proc proc) {
        this.proc = proc;
    }

    NamespaceProof prove(long pid, Supplier<GatewaySearch.Result> gateways) {
        Optional<String> doubt = doubt(pid);
        if (doubt.isEmpty()) {
            return new NamespaceProof.Proven(
                    "we are in the first PID namespace, and no process of another one has this id");
        }
        GatewaySearch.Result found = gateways.get();
        if (found.onRoot().stream().noneMatch(Gateway::ourNamespace)) {
            return new NamespaceProof.Unproven(
                    doubt.get() + ", and no gateway of this root is seen in our PID namespace");
        }
        return found.openClawElsewhere()
                ? new NamespaceProof.Unproven(
                        doubt.get() + ", and OpenClaw runs in another PID namespace as well")
                : new NamespaceProof.Proven(
                        "a gateway of this root runs in our PID namespace and none in another");
    }

    /// Why a process may use the root that no process of ours can see; nothing in the first
    /// namespace, which sees every other one.
    Optional<String> whyGatewaysMayBeElsewhere() {
        return proc.self().namespace("pid").equals(Optional.of(FIRST))
                ? Optional.empty()
                : Optional.of("we run in a PID namespace of our own, and see no other");
    }

    /// Why the id may be one of another namespace; nothing if it cannot be.
    private Optional<String> doubt(long pid) {
        Optional<String> ours = proc.self().namespace("pid");
        if (!ours.equals(Optional.of(FIRST))) {
            return Optional.of("we run in a PID namespace of our own");
        }
        try {
            boolean first = false;
            for (long id : proc.processes()) {
                try {
                    List<Long> ids = proc.process(id).ids();
                    if (ids.subList(1, ids.size()).contains(pid)) {
                        return Optional.of(
                                "process " + id + " is " + pid + " in a PID namespace of its own");
                    }
                    first |= id == 1;
                } catch (NoSuchFileException ended) {
                    // What has ended is nobody that the id could still mean.
                }
            }
            return first
                    ? Optional.empty()
                    : Optional.of("/proc hides the processes of other users (hidepid)");
        } catch (IOException hidden) {
            return Optional.of("/proc does not show every process: " + hidden.getMessage());
        }
    }
}
