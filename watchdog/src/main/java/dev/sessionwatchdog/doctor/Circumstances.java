package dev.sessionwatchdog.doctor;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.observation.ProcessTable;
import dev.sessionwatchdog.service.ServiceManager;
import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.time.Time;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is examined: a machine, a user on it, and what they configured.
///
/// @param config what is in force; the defaults where the file is refused
/// @param configFile the file that was read, or refused
/// @param refusal why the configuration is refused, one reason a line
/// @param launcher how this program is started, as a unit would
public record Circumstances(
        Machine machine,
        User user,
        Config config,
        Optional<Path> configFile,
        List<String> refusal,
        Path state,
        Path events,
        List<GuardingDaemon> daemons,
        ProcessTable processes,
        Time time,
        LocalRoot.Natives natives,
        Questions questions,
        String version,
        Path launcher) {

    /// @param systemName as in the system property `os.name`
    public record User(String name, Path home, Map<String, String> environment, String systemName) {

        boolean onLinux() {
            return systemName.startsWith("Linux");
        }

        boolean onMac() {
            return systemName.startsWith("Mac");
        }
    }

    Optional<GuardingDaemon> daemonOf(Config.RootConfig root) {
        return daemons.stream().filter(daemon -> daemon.root().equals(root.path())).findFirst();
    }

    /// The mounts that a process of ours sees.
    List<Mount> mounts() {
        return machine.text("/proc/self/mountinfo").map(Mount::parse).orElse(List.of());
    }

    /// Whether the system's own service manager is not what runs this machine, as in containers.
    boolean withoutServiceManager() {
        return ServiceManager.of(user.systemName()) == ServiceManager.SYSTEMD
                && machine.read("/run/systemd/system") instanceof Machine.Seen.Absent;
    }
}
