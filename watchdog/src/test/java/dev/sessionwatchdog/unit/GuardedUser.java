package dev.sessionwatchdog.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sessionwatchdog.EventLog;
import dev.sessionwatchdog.GatewayTree;
import dev.sessionwatchdog.Launched;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Callable;
import org.awaitility.core.ConditionTimeoutException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/// A user of the booted machine who runs a gateway, and the instance of the unit that guards its
/// tree.
///
/// @param tree at `~/.openclaw`, with the agent `main`
record GuardedUser(BootedDebian machine, String name, GatewayTree tree) {

    static final String AGENT = "main";

    /// Everything is looked at each second, and what a drill may do is done within seconds.
    static final String QUICK =
            """
            tmp:
              older_than: 1ms
              confirm_gap: 100ms
            locks:
              confirm_gap: 1s
              unreadable_grace: 3s
              declared_grace: 2s
              undeclared_max_age: 6s
              suspend_guard: 1s
            watch:
              settle: 10ms
              full_sweep: 1s
              sweep_jitter: 0%
            """;

    /// What a lock that is held says besides who holds it: that it is not held for long.
    static final String SHORT = ",\"maxHoldMs\":1000";

    /// Takes a lock as gateways do and never lets go, under a gateway's name.
    private static final String HOLD =
            """
            if [ -z "${NAMED-}" ]; then
              NAMED=1 exec -a openclaw-gateway bash "$0" "$@"
            fi
            lock=$1 members=$2
            read -r stat < /proc/$$/stat
            stat=${stat##*) }
            set -- $stat
            start=${20}
            TZ=UTC printf -v made '%(%FT%TZ)T' -1
            umask 077
            set -C
            exec 9> "$lock"
            printf '{"pid":%d,"createdAt":"%s","starttime":%d%s}\\n' $$ "$made" $start "$members" >&9
            while sleep 60; do :; done
            """;

    private static final String HOLDER = "/usr/local/bin/hold-a-lock";

    /// Makes the user, with an empty but healthy tree, and no configuration.
    static GuardedUser in(BootedDebian machine, String name)
            throws IOException, InterruptedException {
        machine.done("useradd", "--create-home", "--shell", "/bin/bash", name);
        Path home = machine.home().resolve(name);
        GuardedUser user =
                new GuardedUser(machine, name, GatewayTree.in(home.resolve(".openclaw"), AGENT));
        user.ownsAll();
        return user;
    }

    /// What the test wrote belongs to the user from now on.
    void ownsAll() throws IOException, InterruptedException {
        machine.done("chown", "-R", name + ":" + name, "/home/" + name);
    }

    String unit() {
        return "session-watchdog@" + name + ".service";
    }

    /// Writes what the administrator configures for this user.
    ///
    /// @param settings YAML, after `version` and `drill: true`
    void configure(String settings) throws IOException, InterruptedException {
        Path file = machine.file("/etc/session-watchdog/" + name + ".yaml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "version: 1\ndrill: true\n" + settings);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    /// Adds a drop-in to this user's instance.
    void drop(String name, String lines) throws IOException, InterruptedException {
        Path file = machine.file("/etc/systemd/system/" + unit() + ".d/" + name + ".conf");
        Files.createDirectories(file.getParent());
        Files.writeString(file, lines);
        machine.done("systemctl", "daemon-reload");
    }

    /// Starts the instance, which has to say that it is ready.
    void start() throws IOException, InterruptedException {
        Launched started = machine.run("systemctl", "start", unit());
        assertThat(started.exitCode()).as("%s: %s", started, journal()).isZero();
    }

    String property(String property) throws IOException, InterruptedException {
        return machine.property(unit(), property);
    }

    /// The main process, as the machine knows it.
    long pid() throws IOException, InterruptedException {
        return Long.parseLong(property("MainPID"));
    }

    /// The last lines of the unit's journal.
    String journal() throws IOException, InterruptedException {
        return machine.journal("--unit=" + unit(), "--lines=60", "--output=cat");
    }

    /// A verb, run by the user outside of the sandbox.
    Launched verb(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 5];
        System.arraycopy(
                new String[] {"runuser", "-u", name, "--", "session-watchdog"}, 0, command, 0, 5);
        System.arraycopy(arguments, 0, command, 5, arguments.length);
        return machine.run(command);
    }

    /// Its chain holds, and nothing that was begun is not concluded.
    void assertThatItsLogVerifies() throws IOException, InterruptedException {
        Launched verified = verb("events", "verify");
        assertThat(verified.exitCode()).as("%s", verified).isZero();
        assertThat(verified.out()).contains(" 0 open intents");
    }

    /// What the daemon says in its root; nothing when that cannot be read right now.
    JsonNode said() {
        try {
            return JsonMapper.shared()
                    .readTree(Files.readString(tree.ours().resolve("daemon.json")));
        } catch (IOException | JacksonException notNow) {
            return MissingNode.getInstance();
        }
    }

    /// Its forensic log.
    EventLog log() {
        return new EventLog(machine.file("/var/log/session-watchdog/" + name));
    }

    /// Begins a session, takes its lock and holds it, by a process that looks like a gateway's.
    ///
    /// @param members of the lock besides who holds it
    /// @return the lock
    Path holds(String session, String members) throws IOException, InterruptedException {
        Path lock = tree.session(AGENT, session);
        ownsAll();
        Files.writeString(machine.file(HOLDER), HOLD);
        machine.done(
                "systemd-run",
                "--quiet",
                "--unit=gateway-" + name + "-" + session,
                "--uid=" + name,
                "--setenv=HOME=/home/" + name,
                "bash",
                HOLDER,
                inside(lock),
                members);
        await("%s is held".formatted(lock))
                .atMost(BootedDebian.PATIENCE)
                .until(() -> Files.exists(lock) && Files.readString(lock).endsWith("\n"));
        return lock;
    }

    /// Puts an orphan in its place at once, whole and old and the user's own.
    ///
    /// @return it, as this machine sees it
    Path orphan(int number) throws IOException, InterruptedException {
        Path orphan =
                tree.sessions(AGENT).resolve("sessions.json." + GatewayTree.uuid(number) + ".tmp");
        machine.done(
                "runuser",
                "-u",
                name,
                "--",
                "sh",
                "-c",
                "umask 077; echo '{}' > ~/new && touch -d '5 hours ago' ~/new && mv ~/new \"$1\"",
                "sh",
                inside(orphan));
        return orphan;
    }

    /// A path below the user's home, as the machine sees it.
    String inside(Path path) {
        return "/home/" + machine.home().relativize(path);
    }

    /// Waits for an end of something, and tells the unit's journal if it does not come.
    void awaits(String what, Callable<Boolean> end) throws IOException, InterruptedException {
        try {
            await(what).atMost(BootedDebian.PATIENCE).until(end);
        } catch (ConditionTimeoutException late) {
            throw new AssertionError(what + ": not in time\n" + journal(), late);
        }
    }

    /// A lock whose owner is gone.
    Path deadOwners(String session) throws IOException, InterruptedException {
        Path lock = tree.session(AGENT, session);
        Files.writeString(
                lock,
                "{\"pid\":%d,\"createdAt\":\"2026-01-01T00:00:00Z\"}\n".formatted(tree.deadPid()));
        ownsAll();
        return lock;
    }
}
