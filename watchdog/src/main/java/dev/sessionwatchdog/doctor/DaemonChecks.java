package dev.sessionwatchdog.doctor;

import dev.sessionwatchdog.config.Config;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the daemons that run now can see and do, which may be less than a shell beside them.
final class DaemonChecks {

    private final Circumstances circumstances;
    private final Machine machine;

    DaemonChecks(Circumstances circumstances) {
        this.circumstances = circumstances;
        this.machine = circumstances.machine();
    }

    List<Result> look() {
        List<Result> results = new ArrayList<>();
        for (Config.RootConfig root : circumstances.config().roots()) {
            Optional<GuardingDaemon> daemon = circumstances.daemonOf(root);
            if (daemon.isEmpty()) {
                results.add(notRunning(root));
            } else {
                look(daemon.get(), results);
            }
        }
        return results;
    }

    private Result notRunning(Config.RootConfig root) {
        return Result.Finding.error(
                "daemon.running",
                Harm.IDLE,
                "no daemon guards " + root.path(),
                "orphans and leaked locks stay until somebody looks",
                circumstances.withoutServiceManager()
                        ? "session-watchdog run --root " + ShellWord.of(root.path())
                        : "session-watchdog service install --user");
    }

    private void look(GuardingDaemon daemon, List<Result> results) {
        String restart = RunningUnit.of(machine, daemon.pid()).restart();
        results.add(
                new Result.Ok(
                        "daemon.running", "process " + daemon.pid() + " guards " + daemon.root()));
        daemon.blind()
                .ifPresent(reason ->
                        results.add(
                                Result.Finding.error(
                                        "daemon.blind",
                                        Harm.BLIND,
                                        "the daemon says that it is blind: " + reason,
                                        "no lock and no lease is broken while it is",
                                        "session-watchdog events --action visibility.lost",
                                        restart)));
        results.add(version(daemon, restart));
        if (circumstances.user().onLinux()) {
            results.add(namespaces(daemon, restart));
            results.add(procMount(daemon, restart));
        }
    }

    private Result version(GuardingDaemon daemon, String restart) {
        boolean replaced =
                machine.link("/proc/" + daemon.pid() + "/exe")
                        .filter(exe -> exe.endsWith(" (deleted)"))
                        .isPresent();
        if (daemon.version().equals(circumstances.version()) && !replaced) {
            return new Result.Ok("daemon.version", "it runs what is installed");
        }
        return Result.Finding.warning(
                "daemon.version",
                Harm.IDLE,
                replaced
                        ? "the program of the daemon was replaced on disk while it runs"
                        : "the daemon runs version "
                                + daemon.version()
                                + ", installed is "
                                + circumstances.version(),
                "what the new version does better is not in force before it is started again",
                restart);
    }

    private Result namespaces(GuardingDaemon daemon, String restart) {
        List<String> other = new ArrayList<>();
        for (String kind : List.of("pid", "user")) {
            Optional<String> theirs = machine.link("/proc/" + daemon.pid() + "/ns/" + kind);
            Optional<String> ours = machine.link("/proc/self/ns/" + kind);
            if (theirs.isEmpty() || ours.isEmpty()) {
                return Result.CannotTell.because(
                        "daemon.namespaces",
                        "the namespaces of process " + daemon.pid() + " are not shown to us",
                        "sudo ls -l /proc/" + daemon.pid() + "/ns");
            }
            if (!theirs.equals(ours)) {
                other.add(kind);
            }
        }
        return other.isEmpty()
                ? new Result.Ok("daemon.namespaces", "it sees the same processes as this shell")
                : Result.Finding.error(
                        "daemon.namespaces",
                        Harm.BLIND,
                        "the daemon runs in another "
                                + String.join(" and ", other)
                                + " namespace than this shell",
                        "PrivateUsers= and PrivatePIDs= of a unit do that, and so do containers:"
                                + " the gateway is not seen, or not recognised",
                        "session-watchdog service install --dry-run",
                        restart);
    }

    /// `ProtectProc=invisible` of our own unit is no harm: the gateway runs under the same user.
    private Result procMount(GuardingDaemon daemon, String restart) {
        Optional<String> table = machine.text("/proc/" + daemon.pid() + "/mountinfo");
        if (table.isEmpty()) {
            return Result.CannotTell.because(
                    "daemon.proc",
                    "the mounts of process " + daemon.pid() + " are not shown to us",
                    "sudo grep ' - proc ' /proc/" + daemon.pid() + "/mountinfo");
        }
        List<Mount> procs =
                Mount.parse(table.get()).stream()
                        .filter(mount ->
                                mount.point().equals("/proc") && mount.type().equals("proc"))
                        .toList();
        if (procs.isEmpty()) {
            return Result.Finding.error(
                    "daemon.proc",
                    Harm.BLIND,
                    "the daemon has no /proc",
                    "no process is seen, so no rule about owners runs",
                    restart);
        }
        Mount last = procs.getLast();
        boolean partly = last.option("subset").isPresent();
        String hides = last.option("hidepid").orElse("0");
        if (partly || hides.equals("ptraceable") || hides.equals("4")) {
            return Result.Finding.error(
                    "daemon.proc",
                    Harm.BLIND,
                    "the daemon's /proc is mounted with "
                            + (partly ? "subset=pid" : "hidepid=ptraceable"),
                    "ProcSubset=pid and ProtectProc=ptraceable of a unit do that: starts of"
                            + " processes cannot be compared, or gateways are hidden",
                    "systemctl cat " + RunningUnit.of(machine, daemon.pid()).name(),
                    restart);
        }
        return new Result.Ok("daemon.proc", "its /proc shows its own user's processes");
    }
}
