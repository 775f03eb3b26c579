package dev.sessionwatchdog.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sessionwatchdog.Launched;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A throw-away copy of a [DebianTree], booted under its own systemd in a container that has no
/// network. What it changes is in memory, but for `/home`, which is a directory of the caller's.
///
/// It ends with the test that started it, because its standard input does.
///
/// @param init its first process, as this machine knows it
/// @param home its `/home`
record BootedDebian(Process process, long init, Path home) implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Map<String, String> ENVIRONMENT =
            Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL", "C.UTF-8");

    /// Mounts and processes are in namespaces that end with the first of them, however it ends.
    /// Directories and files are of one device (`xino`), as on a disk, though the layers are not.
    /// The control groups are made here, since it is not a service of this machine's.
    private static final String BOOT =
            """
            set -eu
            tree=$1 place=$2 name=$3
            gone() {
              find "$1" -depth -type d -exec rmdir {} + 2> /dev/null || [ ! -d "$1" ]
            }
            mount -t tmpfs -o mode=0755 tmpfs "$place/layers"
            mkdir "$place/layers/upper" "$place/layers/work"
            mount -t overlay overlay "$place/root" \\
              -o "xino=on,lowerdir=$tree,upperdir=$place/layers/upper,workdir=$place/layers/work"
            mkdir -p /run/systemd/nspawn
            mount -t tmpfs tmpfs /run/systemd/nspawn
            groups=()
            for hierarchy in /sys/fs/cgroup /sys/fs/cgroup/systemd /sys/fs/cgroup/unified; do
              [ -f "$hierarchy/cgroup.procs" ] || continue
              for group in "$hierarchy"/session-watchdog-test-*; do
                gone "$group" || true
              done
              mkdir "$hierarchy/$name"
              echo $$ > "$hierarchy/$name/cgroup.procs"
              groups+=("$hierarchy/$name")
            done
            systemd-nspawn --quiet --register=no --keep-unit --private-network --boot \\
              --console=pipe --machine="$name" --directory="$place/root" \\
              --bind="$place/home:/home" < /dev/null &
            read -r _ || true
            kill -KILL -1
            wait || true
            for group in "${groups[@]}"; do
              echo $$ > "${group%/*}/cgroup.procs"
              for try in {1..50}; do
                gone "$group" && break
                sleep 0.1
              done
            done
            """;

    private static final String[] NAMESPACES = {
        "unshare", "--mount", "--pid", "--fork", "--kill-child=KILL", "--mount-proc"
    };

    /// Why no machine can be booted here; empty if it is worth a try.
    static Optional<String> impossible() throws IOException, InterruptedException {
        for (String command : List.of("systemd-nspawn", "debootstrap", "unshare", "nsenter")) {
            if (!isThere(command)) {
                return Optional.of("there is no " + command);
            }
        }
        boolean root = new ProcessBuilder("unshare", "--mount", "true").start().waitFor() == 0;
        return root ? Optional.empty() : Optional.of("only root may do that");
    }

    private static boolean isThere(String command) throws IOException, InterruptedException {
        Process found =
                new ProcessBuilder("sh", "-c", "PATH=$PATH:/usr/sbin:/sbin; command -v " + command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        return found.waitFor() == 0;
    }

    /// Boots one and waits until it is up.
    ///
    /// @param place an empty directory on a disk
    /// @throws IOException if it does not come up in time; the message says what it said last
    static BootedDebian start(DebianTree tree, Path place) throws IOException {
        for (String directory : List.of("layers", "root", "home")) {
            Files.createDirectory(place.resolve(directory));
        }
        Path said = place.resolve("said");
        String name = "session-watchdog-test-" + ProcessHandle.current().pid();
        List<String> command = new ArrayList<>(List.of(NAMESPACES));
        command.addAll(List.of("bash", "-c", BOOT, "boot", tree.directory().toString()));
        command.addAll(List.of(place.toString(), name));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        try {
            await().atMost(PATIENCE).until(() -> !process.isAlive() || init(process).isPresent());
            BootedDebian machine =
                    new BootedDebian(process, init(process).orElseThrow(), place.resolve("home"));
            await().atMost(PATIENCE).until(() -> !process.isAlive() || machine.isUp());
            return machine;
        } catch (RuntimeException failed) {
            end(process);
            throw new IOException(
                    "the machine does not come up: " + Files.readString(said), failed);
        }
    }

    /// Whoever is the first in a PID namespace below ours and that of the shell.
    private static Optional<Long> init(Process process) {
        return process.descendants()
                .filter(one -> {
                    try {
                        return Files.readString(Path.of("/proc", one.pid() + "/status"))
                                .matches("(?s).*\nNSpid:\t\\d+\t\\d+\t1\n.*");
                    } catch (IOException ended) {
                        return false;
                    }
                })
                .map(ProcessHandle::pid)
                .findAny();
    }

    private boolean isUp() throws IOException, InterruptedException {
        String state = run("systemctl", "is-system-running", "--wait").out().strip();
        return state.equals("running") || state.equals("degraded");
    }

    /// Runs a command in it to its end, as root.
    Launched run(String... command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("/usr/bin/nsenter", "--target"));
        all.addAll(List.of(Long.toString(init), "--all", "--"));
        all.addAll(List.of(command));
        return Launched.run(Path.of("/"), ENVIRONMENT, all);
    }

    /// Runs a command that has to succeed.
    ///
    /// @return what it printed, without the last end of line
    String done(String... command) throws IOException, InterruptedException {
        Launched launched = run(command);
        assertThat(launched.exitCode()).as("%s: %s", String.join(" ", command), launched).isZero();
        return launched.out().stripTrailing();
    }

    /// A file of it, as this machine sees it.
    Path file(String path) {
        return Path.of("/proc/" + init + "/root" + path);
    }

    /// A property of a unit, as its systemd tells it.
    String property(String unit, String name) throws IOException, InterruptedException {
        return done("systemctl", "show", "--property=" + name, "--value", unit);
    }

    /// Waits until a unit is as told, such as `active`.
    void awaitUnit(String unit, String state) {
        await("%s is %s".formatted(unit, state))
                .atMost(PATIENCE)
                .until(() -> property(unit, "ActiveState").equals(state));
    }

    /// What the journal holds for these filters, with their catalog's text if `-x` is one of them.
    String journal(String... filters) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("journalctl", "--quiet", "--no-pager"));
        command.addAll(List.of(filters));
        return run(command.toArray(String[]::new)).out();
    }

    @Override
    public void close() {
        end(process);
    }

    private static void end(Process process) {
        try {
            process.outputWriter().close();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.descendants().toList().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (IOException | InterruptedException giveUp) {
            process.descendants().toList().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
