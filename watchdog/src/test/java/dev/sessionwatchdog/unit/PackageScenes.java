package dev.sessionwatchdog.unit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.GatewayTree;
import dev.sessionwatchdog.Snapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The package comes, is followed by a newer one, and goes.
record PackageScenes(BootedDebian machine) {

    /// Who is guarded all the while.
    static final String USER = "gateway";

    void installs() throws Exception {
        machine.done("apt-get", "install", "--yes", "/root/first.deb");

        assertThat(machine.done("session-watchdog", "version")).startsWith("session-watchdog ");
        assertThat(machine.run("systemctl", "is-enabled", "session-watchdog@gateway").out())
                .isEqualTo("disabled\n");
        assertThat(machine.done("systemctl", "list-units", "--all", "--plain", "--no-legend"))
                .contains("multi-user.target")
                .doesNotContain("session-watchdog");
        assertThat(machine.done("find", "/etc/systemd", "-name", "session-watchdog*")).isEmpty();
        assertThat(machine.done("find", "/usr/lib/session-watchdog", "-name", "*.aot"))
                .as("the AOT cache that is made on the target")
                .isNotEmpty();
    }

    void upgrades() throws Exception {
        GuardedUser runs = user();
        String before = runs.property("InvocationID");
        machine.done(
                "sh",
                "-euc",
                """
                cd /root
                dpkg-deb --raw-extract first.deb next
                sed -i 's/^Version: .*/&+next/' next/DEBIAN/control
                dpkg-deb -Znone --root-owner-group --build next next.deb
                """);

        machine.done("apt-get", "install", "--yes", "/root/next.deb");

        assertThat(machine.done("dpkg-query", "-W", "-f", "${Version}", "session-watchdog"))
                .endsWith("+next");
        machine.awaitUnit(runs.unit(), "active");
        assertThat(runs.property("InvocationID")).isNotEqualTo(before);
        assertThat(
                        machine.done(
                                        "systemctl",
                                        "list-units",
                                        "--plain",
                                        "--no-legend",
                                        "--state=active",
                                        "session-watchdog@*")
                                .lines())
                .hasSize(1);
        Path orphan = runs.orphan(7);
        runs.awaits("the new one works", () -> !Files.exists(orphan));
        runs.assertThatItsLogVerifies();
    }

    void removes() throws Exception {
        GuardedUser runs = user();
        Map<String, Snapshot.Entry> tree = Snapshot.files(runs.tree().root());
        Map<String, Snapshot.Entry> quarantine =
                Snapshot.everything(runs.tree().ours().resolve("quarantine"));
        assertThat(quarantine).as("the broken lock").isNotEmpty();
        List<String> lines = runs.log().lines();

        machine.done("apt-get", "remove", "--yes", "session-watchdog");

        assertThat(runs.property("ActiveState")).isEqualTo("inactive");
        assertThat(machine.run("sh", "-c", "command -v session-watchdog").out()).isEmpty();
        assertThat(machine.done("find", "/usr/lib/systemd", "-name", "session-watchdog*"))
                .isEmpty();
        assertThat(machine.file("/usr/lib/session-watchdog")).doesNotExist();
        assertThat(Snapshot.files(runs.tree().root())).isEqualTo(tree);
        assertThat(runs.log().lines()).startsWith(lines.toArray(String[]::new));
        assertThat(runs.log().events("daemon.stop")).as("it ended in order").isNotEmpty();
        Map<String, Snapshot.Entry> homes = Snapshot.everything(machine.home());
        Path logs = machine.file("/var/log/session-watchdog");
        Map<String, Snapshot.Entry> logged = Snapshot.everything(logs);

        machine.done("apt-get", "purge", "--yes", "session-watchdog");

        assertThat(Snapshot.everything(machine.home())).isEqualTo(homes);
        assertThat(Snapshot.everything(logs)).isEqualTo(logged);
        assertThat(Snapshot.everything(runs.tree().ours().resolve("quarantine")))
                .isEqualTo(quarantine);
        assertThat(machine.done("find", "/etc/systemd", "-name", "session-watchdog@*.service"))
                .as("links that enable made")
                .isEmpty();
        assertThat(machine.run("dpkg-query", "-W", "session-watchdog").exitCode()).isNotZero();
    }

    private GuardedUser user() {
        Path home = machine.home().resolve(USER);
        return new GuardedUser(machine, USER, new GatewayTree(home.resolve(".openclaw"), home, 0));
    }
}
