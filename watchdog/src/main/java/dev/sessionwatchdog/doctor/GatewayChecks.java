package dev.sessionwatchdog.doctor;

import dev.sessionwatchdog.observation.Gateway;
import dev.sessionwatchdog.observation.Visibility;
import java.util.List;
import java.util.Optional;

/// Whether a gateway that runs on a root is seen.
final class GatewayChecks {

    private static final String CHECK = "gateway.seen";

    private final Circumstances circumstances;
    private final GuardedTree tree;

    GatewayChecks(Circumstances circumstances, GuardedTree tree) {
        this.circumstances = circumstances;
        this.tree = tree;
    }

    List<Result> look() {
        if (!tree.opens()) {
            return List.of();
        }
        String root = tree.real().toString();
        if (circumstances.processes().visibility() instanceof Visibility.Blind(String reason)) {
            return List.of(
                    Result.CannotTell.because(
                            CHECK, "we are blind: " + reason, "pgrep -af openclaw"));
        }
        List<Gateway> seen = circumstances.processes().gateways(root);
        if (seen.size() > 1) {
            return List.of(several(seen));
        }
        Optional<String> unseen = circumstances.processes().unseenGateways(root);
        if (!seen.isEmpty()) {
            Gateway one = seen.getFirst();
            return List.of(
                    one.ourNamespace()
                            ? new Result.Ok(
                                    CHECK, "gateway " + one.pid() + " runs on " + tree.name())
                            : elsewhere(one));
        }
        return List.of(
                unseen.<Result>map(reason ->
                                Result.CannotTell.because(
                                        CHECK,
                                        "no gateway of "
                                                + tree.name()
                                                + " is seen, but one may run: "
                                                + reason,
                                        "sudo pgrep -af openclaw"))
                        .orElseGet(
                                () -> new Result.Ok(CHECK, "no gateway runs on " + tree.name())));
    }

    private static Result elsewhere(Gateway gateway) {
        return Result.Finding.warning(
                CHECK,
                Harm.BLIND,
                "gateway " + gateway.pid() + " runs in a container",
                "process ids in its locks are those of its container, which other containers have"
                        + " too: its dead owners' locks are reported, not broken. A gateway takes"
                        + " them away itself when it starts",
                "session-watchdog locks --all");
    }

    private Result several(List<Gateway> seen) {
        return Result.Finding.error(
                CHECK,
                Harm.UNSAFE,
                seen.size() + " gateways run on " + tree.name() + ": " + ids(seen),
                "from version 2026.5.2 on nothing keeps two of them from writing one index at a"
                        + " time; the watchdog ends no gateway",
                "ps -o pid,ppid,lstart,args -p " + ids(seen));
    }

    private static String ids(List<Gateway> seen) {
        return String.join(
                ",", seen.stream().map(gateway -> Long.toString(gateway.pid())).toList());
    }
}
