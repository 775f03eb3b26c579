package dev.sessionwatchdog.doctor;

import dev.sessionwatchdog.observation.Visibility;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Whether a process of this user's, started here, would see who owns a lock: how `/proc` is
/// mounted, and in which namespaces we are. What a running daemon sees is [DaemonChecks]'s.
final class SightChecks {

    /// `PROC_PID_INIT_INO` and `PROC_USER_INIT_INO` of `<linux/proc_ns.h>`.
    static final String FIRST_PIDS = "pid:[4026531836]";

    private final Circumstances circumstances;
    private final Machine machine;

    SightChecks(Circumstances circumstances) {
        this.circumstances = circumstances;
        this.machine = circumstances.machine();
    }

    List<Result> look() {
        List<Result> results = new ArrayList<>();
        results.add(visible());
        if (circumstances.user().onLinux()) {
            results.add(procMount());
            results.add(pidNamespace());
            results.add(userNamespace());
        }
        return results;
    }

    private Result visible() {
        return switch (circumstances.processes().visibility()) {
            case Visibility.Sees _ ->
                    new Result.Ok("proc.visible", "we see ourselves by /proc and by kill(2)");
            case Visibility.Blind(String reason) ->
                    Result.Finding.error(
                            "proc.visible",
                            Harm.BLIND,
                            reason,
                            "a process that is not seen could be alive, so no rule about owners"
                                    + " runs: no lock and no lease is broken",
                            "sudo mount -t proc proc /proc");
        };
    }

    private Result procMount() {
        Optional<Mount> proc =
                circumstances.mounts().stream()
                        .filter(mount ->
                                mount.point().equals("/proc") && mount.type().equals("proc"))
                        .reduce((_, later) -> later);
        return proc.map(mount -> judge(mount, "sudo mount -o remount,hidepid=0 /proc"))
                .orElseGet(() ->
                        Result.CannotTell.because(
                                "proc.mount",
                                "no mount table shows how /proc is mounted",
                                "findmnt /proc"));
    }

    private static Result judge(Mount proc, String remedy) {
        if (proc.option("subset").filter("pid"::equals).isPresent()) {
            return Result.Finding.error(
                    "proc.mount",
                    Harm.BLIND,
                    "/proc is mounted with subset=pid",
                    "the time since boot cannot be read there, so no start of a process can be"
                            + " compared",
                    "sudo umount /proc",
                    "sudo mount -t proc proc /proc");
        }
        return switch (proc.option("hidepid").orElse("0")) {
            case "0", "off" -> new Result.Ok("proc.mount", "/proc shows every process");
            case "4", "ptraceable" ->
                    Result.Finding.error(
                            "proc.mount",
                            Harm.BLIND,
                            "/proc is mounted with hidepid=ptraceable",
                            "a gateway with a capability is hidden even from its own user",
                            remedy);
            default ->
                    Result.Finding.warning(
                            "proc.mount",
                            Harm.BLIND,
                            "/proc hides other users' processes (hidepid)",
                            "that an owner is gone is believed only while a gateway of the root"
                                    + " runs in sight; beside none, dead owners' locks stay",
                            remedy);
        };
    }

    private Result pidNamespace() {
        Optional<String> ours = machine.link("/proc/self/ns/pid");
        if (ours.isEmpty()) {
            return Result.CannotTell.because(
                    "proc.pid-namespace",
                    "/proc/self/ns/pid is hidden",
                    "readlink /proc/self/ns/pid");
        }
        if (ours.get().equals(FIRST_PIDS)) {
            return new Result.Ok(
                    "proc.pid-namespace", "the machine's first: every process is seen");
        }
        String where = container().map(name -> " (" + name + ")").orElse("");
        return Result.Finding.warning(
                "proc.pid-namespace",
                Harm.BLIND,
                "we run in a PID namespace of our own" + where,
                "a process id in a lock may be one of the host or of another container: without a"
                        + " gateway in this namespace dead owners' locks are reported, not broken,"
                        + " and no store is migrated. Run it on the host, beside the gateway, or"
                        + " start the container with --pid=host",
                container().isPresent()
                        ? "session-watchdog service print --user   # install it on the host"
                        : "sudo nsenter --target 1 --pid --mount session-watchdog doctor");
    }

    /// What says that this is a container's inside, as container managers leave it.
    private Optional<String> container() {
        if (!(machine.read("/.dockerenv") instanceof Machine.Seen.Absent)) {
            return Optional.of("a Docker container");
        }
        if (!(machine.read("/run/.containerenv") instanceof Machine.Seen.Absent)) {
            return Optional.of("a Podman container");
        }
        return machine.text("/run/systemd/container").map(kind -> "a container: " + kind.strip());
    }

    private Result userNamespace() {
        Optional<String> map = machine.text("/proc/self/uid_map");
        if (map.isEmpty()) {
            return Result.CannotTell.because(
                    "proc.user-namespace", "/proc/self/uid_map is hidden", "lsns --type user");
        }
        return isWhole(map.get())
                ? new Result.Ok("proc.user-namespace", "the machine's first")
                : Result.Finding.error(
                        "proc.user-namespace",
                        Harm.BLIND,
                        "we run in a user namespace of our own",
                        "environments and namespaces of processes outside of it are hidden: the"
                                + " gateway is not recognised, and files seem to belong to nobody",
                        "sudo nsenter --target 1 --user --mount session-watchdog doctor");
    }

    /// The map of the first user namespace: every number stands for itself (user_namespaces(7)).
    static boolean isWhole(String map) {
        String[] numbers = map.strip().split("\\s+", -1);
        return numbers.length == 3
                && numbers[0].equals("0")
                && numbers[1].equals("0")
                && numbers[2].equals("4294967295");
    }
}
