package dev.sessionwatchdog.host;

import dev.sessionwatchdog.observation.ProcessSight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A program that the tests start inside of other namespaces: looks and prints what it saw.
final class LookFromInside {

    private static final int TRIES = 20;

    private LookFromInside() {}

    public static void main(String[] arguments) throws Exception {
        SystemProcesses processes = new SystemProcesses(true);
        String root = arguments[1];
        switch (arguments[0]) {
            case "alone" -> tell(processes, root);
            case "beside-a-gateway" -> {
                Process gateway = Gateways.start(Path.of(root));
                tell(processes, root);
                gateway.destroyForcibly().waitFor();
            }
            case "recycle" -> recycle(processes);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void tell(SystemProcesses processes, String root) {
        System.out.println(processes.visibility());
        System.out.println(processes.namespace(7, root));
        System.out.println("gateways: " + processes.gateways(root).size());
        System.out.println("init: " + processes.look(1));
        SystemProcesses withoutKill = new SystemProcesses(false);
        System.out.println("without kill: " + withoutKill.visibility() + withoutKill.look(1));
        System.out.println("self: " + processes.look(ProcessHandle.current().pid()));
    }

    /// Lets a process end and another have its id.
    private static void recycle(SystemProcesses processes) throws Exception {
        Process first = new ProcessBuilder("sleep", "60").start();
        ProcessSight before = processes.look(first.pid());
        first.destroyForcibly().waitFor();
        System.out.println("between: " + processes.look(first.pid()));
        TimeUnit.MILLISECONDS.sleep(50);
        Optional<Process> second = again(first.pid());
        if (second.isEmpty()) {
            System.out.println("not recycled");
            return;
        }
        ProcessSight after = processes.look(first.pid());
        second.get().destroyForcibly().waitFor();
        System.out.println("ticks: " + ticks(before) + " then " + ticks(after));
        System.out.println(ticks(after) > ticks(before) ? "recycled" : "the same?");
    }

    private static Optional<Process> again(long pid) throws IOException, InterruptedException {
        for (int tries = 0; tries < TRIES; tries++) {
            Files.writeString(Path.of("/proc/sys/kernel/ns_last_pid"), Long.toString(pid - 1));
            Process process = new ProcessBuilder(List.of("sleep", "60")).start();
            if (process.pid() == pid) {
                return Optional.of(process);
            }
            process.destroyForcibly().waitFor();
        }
        return Optional.empty();
    }

    private static long ticks(ProcessSight sight) {
        return sight instanceof ProcessSight.Running running ? running.startTicks().orElse(-1) : -2;
    }
}
