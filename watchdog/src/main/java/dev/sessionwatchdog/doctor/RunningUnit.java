package dev.sessionwatchdog.doctor;

import java.util.Optional;

/// The systemd unit that a process belongs to, by its control group (systemd names groups by
/// units).
///
/// @param name empty where it is of no unit of ours
/// @param ofUser whether it is one of a user's own manager
/// @param pid of the process
record RunningUnit(String name, boolean ofUser, long pid) {

    static RunningUnit of(Machine machine, long pid) {
        Optional<String> group =
                machine.text("/proc/" + pid + "/cgroup")
                        .flatMap(text ->
                                text.lines()
                                        .filter(line -> line.contains("/session-watchdog"))
                                        .findFirst());
        if (group.isEmpty()) {
            return new RunningUnit("", false, pid);
        }
        String path = group.get();
        String name = "";
        for (String element : path.split("/", -1)) {
            if (element.startsWith("session-watchdog") && element.endsWith(".service")) {
                name = element;
            }
        }
        return new RunningUnit(name, path.contains("/user@"), pid);
    }

    /// What starts it anew.
    String restart() {
        if (name.isEmpty()) {
            return "kill -TERM " + pid + " && session-watchdog run";
        }
        return ofUser
                ? "systemctl --user restart " + ShellWord.of(name)
                : "sudo systemctl restart " + ShellWord.of(name);
    }
}
