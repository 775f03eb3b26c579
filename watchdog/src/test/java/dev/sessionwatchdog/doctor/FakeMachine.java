package dev.sessionwatchdog.doctor;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.config.ConfigSource;
import dev.sessionwatchdog.config.Overrides;
import dev.sessionwatchdog.config.Reading;
import dev.sessionwatchdog.config.Surroundings;
import dev.sessionwatchdog.sim.SimulatedProcesses;
import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.time.Moment;
import dev.sessionwatchdog.store.time.SystemTime;
import dev.sessionwatchdog.store.time.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A made-up Linux machine in a directory, on which all is well, and a tree of a gateway's on the
/// real disk.
final class FakeMachine {

    static final String USER = "alice";

    private static final String MOUNTS =
            """
            21 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
            22 21 0:21 / /proc rw,nosuid - proc proc rw
            23 21 0:22 / /sys rw - sysfs sysfs rw
            """;

    /// However full the disk of the tests is.
    private static final String FAR_FROM_FULL =
            "quarantine: { disk_pressure: { free_below: 1% } }\n";

    private final Path top;
    private final Path home;
    private final Path root;
    private final Map<List<String>, String> answers = new HashMap<>();
    private final List<GuardingDaemon> daemons = new ArrayList<>();
    private final List<String> refusal = new ArrayList<>();

    final SimulatedProcesses processes = new SimulatedProcesses();
    final Map<String, String> environment = new HashMap<>();
    boolean synchronised = true;
    String bootId = "b";
    Optional<Path> configFile = Optional.empty();
    String settings = "";
    LocalRoot.Natives natives = LocalRoot.Natives.AUTO;

    FakeMachine(Path directory) {
        try {
            Path real = Files.createDirectories(directory).toRealPath();
            top = Files.createDirectories(real.resolve("machine"));
            home = Files.createDirectories(real.resolve("home"));
            root = home.resolve(".openclaw");
            Files.createDirectories(root.resolve("agents/main/sessions"));
            only("rwx------", home.resolve(".openclaw"));
            Files.writeString(root.resolve("agents/main/sessions/sessions.json"), "{}");
            write("/proc/self/mountinfo", MOUNTS);
            write("/proc/self/uid_map", "         0          0 4294967295\n");
            write("/proc/self/limits", "Limit\nMax open files    1024    4096    files\n");
            link("/proc/self/ns/pid", SightChecks.FIRST_PIDS);
            link("/proc/self/ns/user", "user:[4026531837]");
            write("/proc/sys/fs/inotify/max_user_watches", "65536\n");
            write("/proc/sys/fs/inotify/max_user_instances", "128\n");
            write("/proc/sys/fs/inotify/max_queued_events", "16384\n");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static void only(String permissions, Path path) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    Path root() {
        return root;
    }

    Path home() {
        return home;
    }

    Path at(String path) {
        return new Machine(top).at(path);
    }

    /// Puts a file of the machine's into place.
    FakeMachine write(String path, String text) throws IOException {
        Files.createDirectories(at(path).getParent());
        Files.writeString(at(path), text);
        return this;
    }

    FakeMachine link(String path, String target) throws IOException {
        Files.createDirectories(at(path).getParent());
        Files.deleteIfExists(at(path));
        Files.createSymbolicLink(at(path), Path.of(target));
        return this;
    }

    FakeMachine without(String path) throws IOException {
        Files.delete(at(path));
        return this;
    }

    /// One more line in the table of mounts: a file system of this kind at the tree.
    FakeMachine treeOn(String type, String source, String options) throws IOException {
        String line = "30 21 0:40 / %s %s - %s %s rw\n".formatted(root, options, type, source);
        return write("/proc/self/mountinfo", MOUNTS + line);
    }

    FakeMachine procWith(String options) throws IOException {
        return write(
                "/proc/self/mountinfo", MOUNTS.replace("proc proc rw", "proc proc rw," + options));
    }

    FakeMachine answers(String command, String text) {
        answers.put(List.of(command.split(" ", -1)), text);
        return this;
    }

    FakeMachine refused(String reason) {
        refusal.add(reason);
        return this;
    }

    /// A daemon that guards the tree and sees what a shell sees.
    FakeMachine daemon(long pid, String version) throws IOException {
        return daemon(
                new GuardingDaemon(
                        root.toString(), pid, version, Optional.empty(), Optional.empty()));
    }

    FakeMachine daemon(GuardingDaemon daemon) throws IOException {
        daemons.add(daemon);
        String proc = "/proc/" + daemon.pid();
        link(proc + "/ns/pid", SightChecks.FIRST_PIDS);
        link(proc + "/ns/user", "user:[4026531837]");
        link(proc + "/exe", "/usr/lib/session-watchdog/runtime/bin/java");
        write(
                proc + "/mountinfo",
                MOUNTS.replace("proc proc rw", "proc proc rw,hidepid=invisible"));
        write(proc + "/limits", "Max open files    16384    16384    files\n");
        write(
                proc + "/cgroup",
                "0::/system.slice/system-session.slice/session-watchdog@alice.service\n");
        return this;
    }

    Config config() {
        Surroundings us = new Surroundings(USER, Set.of(USER, "root"), home, Map.of());
        try {
            Path file = home.resolve("c.yaml");
            String room = settings.contains("quarantine:") ? "" : FAR_FROM_FULL;
            Files.writeString(file, "version: 1\n" + room + settings);
            only("rw-------", file);
            Surroundings ours = Surroundings.ofThisProcess(Map.of("HOME", home.toString()));
            ConfigSource source =
                    new ConfigSource(
                            new Surroundings(USER, ours.owners(), us.home(), Map.of()),
                            Optional.of(file),
                            Overrides.NONE);
            Reading reading = source.load();
            Files.delete(file);
            return switch (reading) {
                case Reading.Loaded loaded -> loaded.config();
                case Reading.Rejected rejected ->
                        throw new IllegalArgumentException(rejected.toString());
            };
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    Circumstances circumstances() {
        return new Circumstances(
                new Machine(top),
                new Circumstances.User(USER, home, Map.copyOf(environment), "Linux"),
                config(),
                configFile,
                List.copyOf(refusal),
                home.resolve("state"),
                home.resolve("state/events"),
                List.copyOf(daemons),
                processes,
                time(),
                natives,
                command -> Optional.ofNullable(answers.get(command)),
                "1.0.0",
                Path.of("/usr/bin/session-watchdog"));
    }

    private Time time() {
        SystemTime real = new SystemTime();
        return new Time() {
            @Override
            public Moment moment() {
                Moment now = real.moment();
                return new Moment(now.monotonicNanos(), now.boottimeNanos(), now.wall(), bootId);
            }

            @Override
            public boolean synchronised() {
                return synchronised;
            }

            @Override
            public void await(Duration duration) {
                throw new UnsupportedOperationException("doctor does not wait");
            }
        };
    }

    List<Result> examine() {
        return new Doctor(circumstances()).examine();
    }

    /// What one check came to.
    List<Result> of(String check) {
        return examine().stream().filter(result -> result.check().equals(check)).toList();
    }

    /// The only finding of a check.
    Result.Finding finding(String check) {
        List<Result.Finding> found =
                of(check).stream()
                        .filter(Result.Finding.class::isInstance)
                        .map(Result.Finding.class::cast)
                        .toList();
        if (found.size() != 1) {
            throw new AssertionError(check + ": " + found + " of " + examine());
        }
        return found.getFirst();
    }
}
