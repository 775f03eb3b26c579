package dev.sessionwatchdog.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sessionwatchdog.Launched;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The unit as an operator uses it.
record UnitScenes(BootedDebian machine) {

    void guards() throws Exception {
        GuardedUser user = GuardedUser.in(machine, PackageScenes.USER);
        user.configure(GuardedUser.QUICK);
        Path lock = user.holds("leaked", GuardedUser.SHORT);
        String owner = JsonMapper.shared().readTree(Files.readString(lock)).path("pid").asString();
        Path orphan = user.orphan(1);

        machine.done("systemctl", "enable", "--now", user.unit());

        assertThat(user.property("Type")).isEqualTo("notify");
        assertThat(user.property("ActiveState")).isEqualTo("active");
        assertThat(machine.done("grep", "-m1", "\\.aot", "/proc/" + user.pid() + "/maps"))
                .as("the AOT cache that was made on the target is in use")
                .contains("/usr/lib/session-watchdog/app/");
        user.awaits(
                "the lock is broken and the orphan is gone",
                () -> !Files.exists(lock) && !Files.exists(orphan));
        assertThat(user.property("StatusText")).isNotEmpty();
        assertThat(machine.file("/proc/" + owner)).as("the lock's owner lives").exists();
        assertThat(user.log().told("lock.break", lock))
                .containsExactly("intent live-owner-lease-lapsed", "done ");
        JsonNode intent = user.log().events("lock.break", lock).getFirst();
        assertThat(intent.path("owner").path("pid").asString("")).isEqualTo(owner);
        assertThat(intent.path("owner").toString()).contains("openclaw-gateway");
        Launched status = user.verb("status", "--json", "--exit-code");
        assertThat(status.exitCode()).as("%s", status).isZero();
        assertThat(status.out()).doesNotContain("blind").contains("\"running\"");
        user.awaits(
                "the journal has it, with the catalog's words",
                () ->
                        machine.journal("--catalog", "--identifier=session-watchdog")
                                .matches(
                                        "(?s).*lock\\.break done: .* Subject: A lock was broken\n.*"));
        assertThat(machine.journal("--catalog", "SESSION_WATCHDOG_ACTION=tmp.reap"))
                .contains(" Undo: ");
    }

    void reloads() throws Exception {
        GuardedUser user = GuardedUser.in(machine, "reloads");
        user.configure("mode: observe\n" + GuardedUser.QUICK);
        Path orphan = user.orphan(1);
        user.start();
        user.awaits("it observes", () -> !user.log().events("tmp.reap", "observed").isEmpty());
        long pid = user.pid();

        user.configure("mode: enforced\n" + GuardedUser.QUICK);
        Launched refused = machine.run("systemctl", "reload", user.unit());
        assertThat(refused.exitCode()).as("a bad file: %s", refused).isNotZero();
        assertThat(user.journal()).contains("/etc/session-watchdog/reloads.yaml:3:7");
        assertThat(user.log().events("config.reload", "refused")).hasSize(1);
        assertThat(user.property("ActiveState")).isEqualTo("active");
        assertThat(user.said().path("mode").asString("")).isEqualTo("observe");
        assertThat(orphan).exists();

        user.configure("mode: enforce\n" + GuardedUser.QUICK);
        machine.done("systemctl", "reload", user.unit());
        user.awaits("the orphan is gone", () -> !Files.exists(orphan));
        assertThat(user.log().events("config.reload", "done")).hasSize(1);
        assertThat(user.property("ActiveState")).isEqualTo("active");
        assertThat(user.pid()).isEqualTo(pid);
        machine.done("systemctl", "stop", user.unit());
        assertThat(user.property("Result")).isEqualTo("success");
    }

    void isMisconfigured() throws Exception {
        GuardedUser user = GuardedUser.in(machine, "misconfigured");
        user.configure("mode: enforced\n");
        user.drop("short", "[Service]\nRestartSec=100ms\n");

        Launched started = machine.run("systemctl", "start", user.unit());

        assertThat(started.exitCode()).as("%s", started).isNotZero();
        machine.awaitUnit(user.unit(), "failed");
        user.awaits(
                "the failure hook has run",
                () ->
                        machine.journal("--priority=crit", "--identifier=session-watchdog")
                                .contains("session-watchdog@misconfigured is down and stays down"));
        assertThat(user.property("ExecMainStatus")).isEqualTo("78");
        assertThat(user.property("NRestarts")).isEqualTo("0");
        assertThat(user.property("ActiveState")).isEqualTo("failed");
        assertThat(user.journal()).contains("/etc/session-watchdog/misconfigured.yaml:3:7");
    }

    void guardsTwoUsers() throws Exception {
        GuardedUser left = GuardedUser.in(machine, "left");
        GuardedUser right = GuardedUser.in(machine, "right");
        Map<GuardedUser, Path> orphans = Map.of(left, left.orphan(1), right, right.orphan(1));
        for (GuardedUser user : orphans.keySet()) {
            user.configure(GuardedUser.QUICK);
            user.start();
        }
        for (GuardedUser user : orphans.keySet()) {
            user.awaits("its orphan is gone", () -> !Files.exists(orphans.get(user)));
            GuardedUser other = user.equals(left) ? right : left;
            assertThat(machine.done("ls", "-A", "/proc/" + user.pid() + "/root/home"))
                    .isEqualTo(user.name());
            assertThat(String.join("\n", user.log().lines()))
                    .contains("/home/" + user.name() + "/")
                    .doesNotContain("/home/" + other.name());
            assertThat(user.said().path("pid").asLong()).isEqualTo(user.pid());
            assertThat(user.said().has("blind")).isFalse();
        }
        machine.done("systemctl", "stop", left.unit(), right.unit());
    }

    void isAUsersOwn() throws Exception {
        GuardedUser user = GuardedUser.in(machine, "lingers");
        Path configuration = machine.home().resolve("lingers/.config/session-watchdog");
        Files.createDirectories(configuration);
        Files.writeString(
                configuration.resolve("session-watchdog.yaml"),
                "version: 1\ndrill: true\n" + GuardedUser.QUICK);
        user.ownsAll();
        Path lock = user.holds("leaked", GuardedUser.SHORT);
        Path orphan = user.orphan(1);
        String uid = machine.done("id", "-u", user.name());
        machine.done("loginctl", "enable-linger", user.name());
        machine.awaitUnit("user@" + uid + ".service", "active");

        manage(user, uid, "enable", "--now", "session-watchdog.service");

        assertThat(manage(user, uid, "show", "-P", "Type", "session-watchdog")).isEqualTo("notify");
        assertThat(manage(user, uid, "is-active", "session-watchdog")).isEqualTo("active");
        await("the lock is broken and the orphan is gone")
                .atMost(BootedDebian.PATIENCE)
                .until(() -> !Files.exists(lock) && !Files.exists(orphan));
        assertThat(manage(user, uid, "show", "-P", "StatusText", "session-watchdog")).isNotEmpty();
        assertThat(user.said().has("blind")).isFalse();
        manage(user, uid, "disable", "--now", "session-watchdog.service");
        machine.done("loginctl", "disable-linger", user.name());
    }

    private String manage(GuardedUser user, String uid, String... command) throws Exception {
        List<String> all = new ArrayList<>(List.of("runuser", "-u", user.name(), "--", "env"));
        all.add("XDG_RUNTIME_DIR=/run/user/" + uid);
        all.addAll(List.of("systemctl", "--user"));
        all.addAll(List.of(command));
        return machine.done(all.toArray(String[]::new));
    }
}
