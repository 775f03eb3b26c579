package dev.sessionwatchdog.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sessionwatchdog.Launched;
import dev.sessionwatchdog.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The life of the package and of its unit on a Debian system: one boot, from the installation to
/// the purge. Each scene between them has a user of its own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class InstalledUnitIT {

    private Optional<BootedDebian> booted = Optional.empty();

    private BootedDebian machine() {
        return booted.orElseThrow();
    }

    @BeforeAll
    void a_machine(@TempDir Path place) throws Exception {
        Optional<String> impossible = BootedDebian.impossible();
        assumeTrue(impossible.isEmpty(), () -> skipped(impossible.orElse("")));
        try {
            booted = Optional.of(BootedDebian.start(DebianTree.cached(), place));
        } catch (IOException failed) {
            abort(skipped(String.valueOf(failed.getMessage())));
        }
        Files.copy(Path.of(System.getProperty("deb")), machine().file("/root/first.deb"));
    }

    private static String skipped(String why) {
        return "SKIPPED: no Debian is booted (" + why + "); the units' text is checked all the same";
    }

    @AfterAll
    void the_machine_goes() {
        booted.ifPresent(BootedDebian::close);
    }

    @Test
    @Order(1)
    void the_package_brings_a_unit_and_starts_nothing() throws Exception {
        machine().done("apt-get", "install", "--yes", "/root/first.deb");

        assertThat(machine().done("session-watchdog", "version")).startsWith("session-watchdog ");
        assertThat(machine().run("systemctl", "is-enabled", "session-watchdog@gateway").out())
                .isEqualTo("disabled\n");
        assertThat(machine().done("systemctl", "list-units", "--all", "--plain", "--no-legend"))
                .contains("multi-user.target")
                .doesNotContain("session-watchdog");
        assertThat(machine().done("find", "/etc/systemd", "-name", "session-watchdog*")).isEmpty();
        assertThat(machine().done("find", "/usr/lib/session-watchdog", "-name", "*.aot"))
                .as("the AOT cache that is made on the target")
                .isNotEmpty();
    }

    @Test
    @Order(2)
    void the_unit_guards_a_users_tree_from_its_sandbox() throws Exception {
        GuardedUser user = GuardedUser.in(machine(), "gateway");
        user.configure(GuardedUser.QUICK);
        Path lock = user.holds("leaked", GuardedUser.SHORT);
        String owner = json(lock).path("pid").asString();
        Path orphan = user.orphan(1);

        machine().done("systemctl", "enable", "--now", user.unit());

        assertThat(user.property("Type")).isEqualTo("notify");
        assertThat(user.property("ActiveState")).isEqualTo("active");
        user.awaits("the lock is broken and the orphan is gone", () ->
                !Files.exists(lock) && !Files.exists(orphan));
        assertThat(user.property("StatusText")).isNotEmpty();
        assertThat(machine().file("/proc/" + owner)).as("the lock's owner lives").exists();
        assertThat(user.log().told("lock.break", lock))
                .containsExactly("intent live-owner-lease-lapsed", "done ");
        JsonNode intent = user.log().events("lock.break", lock).getFirst();
        assertThat(intent.path("owner").path("pid").asString("")).isEqualTo(owner);
        assertThat(intent.path("owner").toString()).contains("openclaw-gateway");
        Launched status = user.verb("status", "--json", "--exit-code");
        assertThat(status.exitCode()).as("%s", status).isZero();
        assertThat(status.out()).doesNotContain("blind").contains("\"running\"");
        user.awaits("the journal has it, with the catalog's words", () ->
                machine()
                        .journal("--catalog", "--identifier=session-watchdog")
                        .matches("(?s).*lock\\.break done: .* Subject: A lock was broken\n.*"));
        assertThat(machine().journal("--catalog", "SESSION_WATCHDOG_ACTION=tmp.reap"))
                .contains(" Undo: ");
    }

    @Test
    @Order(3)
    void a_daemon_that_the_gateway_is_hidden_from_is_blind_and_says_so() throws Exception {
        GuardedUser user = GuardedUser.in(machine(), "blind");
        user.configure(GuardedUser.QUICK);
        user.drop("blind", "[Service]\nPrivateUsers=yes\nProtectProc=invisible\n");
        Path leaked = user.holds("leaked", GuardedUser.SHORT);
        Path dead = user.deadOwners("dead");
        Path needsOwner = user.tree().doubtful(GuardedUser.AGENT, 1, "{}");
        user.ownsAll();
        Path needsNone = user.orphan(2);

        user.start();

        user.awaits("it is blind, and reaps what needs no owner", () ->
                user.said().has("blind") && !Files.exists(needsNone));
        String sweep = user.said().path("last_sweep").path("id").asString("");
        user.awaits("ten more sweeps", () -> sweeps(user) > number(sweep) + 10);
        assertThat(user.log().events("visibility.lost", "observed")).hasSize(1);
        assertThat(user.log().events("lock.break", "intent")).isEmpty();
        for (Path stays : List.of(leaked, dead, needsOwner)) {
            assertThat(stays).exists();
        }
        assertThat(machine().journal("SESSION_WATCHDOG_ACTION=visibility.lost"))
                .contains("PrivateUsers");
        assertThat(user.property("StatusText")).contains("blind");
        machine().done("systemctl", "stop", user.unit());
    }

    private static long sweeps(GuardedUser user) {
        return number(user.said().path("last_sweep").path("id").asString(""));
    }

    private static long number(String sweep) {
        return Long.parseLong("0" + sweep.replaceFirst(".*-", ""));
    }

    @Test
    @Order(4)
    void a_reload_takes_a_good_file_and_a_bad_one_changes_nothing() throws Exception {
        GuardedUser user = GuardedUser.in(machine(), "reloads");
        user.configure("mode: observe\n" + GuardedUser.QUICK);
        Path orphan = user.orphan(1);
        user.start();
        user.awaits("it observes", () -> !user.log().events("tmp.reap", "observed").isEmpty());
        long pid = user.pid();

        user.configure("mode: enforced\n" + GuardedUser.QUICK);
        Launched refused = machine().run("systemctl", "reload", user.unit());
        assertThat(refused.exitCode()).as("a bad file: %s", refused).isNotZero();
        assertThat(user.journal()).contains("/etc/session-watchdog/reloads.yaml:3:7");
        assertThat(user.log().events("config.reload", "refused")).hasSize(1);
        assertThat(user.property("ActiveState")).isEqualTo("active");
        assertThat(user.said().path("mode").asString("")).isEqualTo("observe");
        assertThat(orphan).exists();

        user.configure("mode: enforce\n" + GuardedUser.QUICK);
        machine().done("systemctl", "reload", user.unit());
        user.awaits("the orphan is gone", () -> !Files.exists(orphan));
        assertThat(user.log().events("config.reload", "done")).hasSize(1);
        assertThat(user.property("ActiveState")).isEqualTo("active");
        assertThat(user.pid()).isEqualTo(pid);
        machine().done("systemctl", "stop", user.unit());
        assertThat(user.property("Result")).isEqualTo("success");
    }

    @Test
    @Order(5)
    void a_wedged_sweep_is_dumped_and_restarted() throws Exception {
        GuardedUser user = GuardedUser.in(machine(), "wedged");
        user.configure(GuardedUser.QUICK);
        user.drop("short", "[Service]\nWatchdogSec=4s\nTimeoutAbortSec=2s\nRestartSec=100ms\n");
        user.start();
        long pid = user.pid();

        try (Obstruction _ =
                Obstruction.of(
                        user,
                        "openat,statx,newfstatat,fstat,getdents64",
                        user.inside(user.tree().sessions(GuardedUser.AGENT)))) {
            user.awaits("it is killed", () ->
                    user.journal().contains("Killing process " + pid + " (java) with signal SIGKILL"));
        }

        user.awaits("it is restarted", () -> user.property("NRestarts").equals("1"));
        machine().awaitUnit(user.unit(), "active");
        assertThat(user.pid()).isNotEqualTo(pid);
        assertThat(machine().journal("--unit=" + user.unit(), "--output=cat"))
                .contains("Watchdog timeout")
                .contains("Full thread dump")
                .contains("dev.sessionwatchdog.sweep.Daemon.run");
        Path orphan = user.orphan(1);
        user.awaits("it works again", () -> !Files.exists(orphan));
        machine().done("systemctl", "stop", user.unit());
    }

    @Test
    @Order(6)
    void a_killed_daemon_is_restarted_and_concludes_what_it_had_begun() throws Exception {
        GuardedUser user = GuardedUser.in(machine(), "killed");
        user.configure(GuardedUser.QUICK);
        user.drop("short", "[Service]\nWatchdogSec=60s\nRestartSec=100ms\n");
        user.start();
        String sessions = user.inside(user.tree().sessions(GuardedUser.AGENT));
        Path orphan;
        JsonNode intent;
        try (Obstruction _ = Obstruction.of(user, "unlinkat", sessions)) {
            orphan = user.orphan(1);
            user.awaits("an intent", () -> !user.log().events("tmp.reap", "intent").isEmpty());
            intent = user.log().events("tmp.reap", "intent").getFirst();
            assertThat(user.log().events("tmp.reap")).as("it is open").hasSize(1);

            machine().done("kill", "-KILL", Long.toString(user.pid()));
            assertThat(orphan).exists();
        }

        user.awaits("it is restarted", () -> user.property("NRestarts").equals("1"));
        user.awaits("the orphan is gone", () -> !Files.exists(orphan));
        String id = intent.path("event").path("id").asString("");
        List<JsonNode> conclusions =
                user.log().events("tmp.reap").stream()
                        .filter(event ->
                                event.path("correlation").path("intent").asString("").equals(id))
                        .toList();
        assertThat(conclusions)
                .singleElement()
                .satisfies(event ->
                        assertThat(event.path("event").path("reason").asString(""))
                                .startsWith("reconciled: "));
        machine().done("systemctl", "stop", user.unit());
        assertThatItVerifies(user);
    }

    private static void assertThatItVerifies(GuardedUser user) throws Exception {
        Launched verified = user.verb("events", "verify");
        assertThat(verified.exitCode()).as("%s", verified).isZero();
        assertThat(verified.out()).contains(" 0 open intents");
    }

    @Test
    @Order(7)
    void a_bad_configuration_is_not_tried_again_and_calls_for_help() throws Exception {
        GuardedUser user = GuardedUser.in(machine(), "misconfigured");
        user.configure("mode: enforced\n");
        user.drop("short", "[Service]\nRestartSec=100ms\n");

        Launched started = machine().run("systemctl", "start", user.unit());

        assertThat(started.exitCode()).as("%s", started).isNotZero();
        machine().awaitUnit(user.unit(), "failed");
        user.awaits("the failure hook has run", () ->
                machine()
                        .journal("--priority=crit", "--identifier=session-watchdog")
                        .contains("session-watchdog@misconfigured is down and stays down"));
        assertThat(user.property("ExecMainStatus")).isEqualTo("78");
        assertThat(user.property("NRestarts")).isEqualTo("0");
        assertThat(user.property("ActiveState")).isEqualTo("failed");
        assertThat(user.journal()).contains("/etc/session-watchdog/misconfigured.yaml:3:7");
    }

    @Test
    @Order(8)
    void two_instances_guard_two_users_and_neither_sees_the_others_tree() throws Exception {
        GuardedUser left = GuardedUser.in(machine(), "left");
        GuardedUser right = GuardedUser.in(machine(), "right");
        Map<GuardedUser, Path> orphans = Map.of(left, left.orphan(1), right, right.orphan(1));
        for (GuardedUser user : orphans.keySet()) {
            user.configure(GuardedUser.QUICK);
            user.start();
        }
        for (GuardedUser user : orphans.keySet()) {
            user.awaits("its orphan is gone", () -> !Files.exists(orphans.get(user)));
            GuardedUser other = user.equals(left) ? right : left;
            assertThat(machine().done("ls", "-A", "/proc/" + user.pid() + "/root/home"))
                    .isEqualTo(user.name());
            assertThat(String.join("\n", user.log().lines()))
                    .contains("/home/" + user.name() + "/")
                    .doesNotContain("/home/" + other.name());
            assertThat(user.said().path("pid").asLong()).isEqualTo(user.pid());
            assertThat(user.said().has("blind")).isFalse();
        }
        machine().done("systemctl", "stop", left.unit(), right.unit());
    }

    @Test
    @Order(9)
    void a_user_unit_guards_its_own_tree() throws Exception {
        GuardedUser user = GuardedUser.in(machine(), "lingers");
        Path configuration = machine().home().resolve("lingers/.config/session-watchdog");
        Files.createDirectories(configuration);
        Files.writeString(
                configuration.resolve("session-watchdog.yaml"),
                "version: 1\ndrill: true\n" + GuardedUser.QUICK);
        user.ownsAll();
        Path lock = user.holds("leaked", GuardedUser.SHORT);
        Path orphan = user.orphan(1);
        String uid = machine().done("id", "-u", user.name());
        machine().done("loginctl", "enable-linger", user.name());
        machine().awaitUnit("user@" + uid + ".service", "active");

        manage(user, uid, "enable", "--now", "session-watchdog.service");

        assertThat(manage(user, uid, "show", "-P", "Type", "session-watchdog"))
                .isEqualTo("notify");
        assertThat(manage(user, uid, "is-active", "session-watchdog")).isEqualTo("active");
        await("the lock is broken and the orphan is gone")
                .atMost(BootedDebian.PATIENCE)
                .until(() -> !Files.exists(lock) && !Files.exists(orphan));
        assertThat(manage(user, uid, "show", "-P", "StatusText", "session-watchdog"))
                .isNotEmpty();
        assertThat(user.said().has("blind")).isFalse();
        manage(user, uid, "disable", "--now", "session-watchdog.service");
        machine().done("loginctl", "disable-linger", user.name());
    }

    private String manage(GuardedUser user, String uid, String... command) throws Exception {
        List<String> all =
                new java.util.ArrayList<>(
                        List.of("runuser", "-u", user.name(), "--", "env"));
        all.add("XDG_RUNTIME_DIR=/run/user/" + uid);
        all.addAll(List.of("systemctl", "--user"));
        all.addAll(List.of(command));
        return machine().done(all.toArray(String[]::new));
    }

    @Test
    @Order(10)
    void an_upgrade_restarts_what_runs_and_starts_nothing_else() throws Exception {
        GuardedUser runs = new GuardedUser(machine(), "gateway", tree("gateway"));
        String before = runs.property("InvocationID");
        machine().done(
                "sh",
                "-euc",
                """
                cd /root
                dpkg-deb --raw-extract first.deb next
                sed -i 's/^Version: .*/&+next/' next/DEBIAN/control
                dpkg-deb -Znone --root-owner-group --build next next.deb
                """);

        machine().done("apt-get", "install", "--yes", "/root/next.deb");

        assertThat(machine().done("dpkg-query", "-W", "-f", "${Version}", "session-watchdog"))
                .endsWith("+next");
        machine().awaitUnit(runs.unit(), "active");
        assertThat(runs.property("InvocationID")).isNotEqualTo(before);
        assertThat(machine().done("systemctl", "list-units", "--plain", "--no-legend",
                        "--state=active", "session-watchdog@*").lines())
                .hasSize(1);
        Path orphan = runs.orphan(7);
        runs.awaits("the new one works", () -> !Files.exists(orphan));
        assertThatItVerifies(runs);
    }

    private dev.sessionwatchdog.GatewayTree tree(String user) {
        Path home = machine().home().resolve(user);
        return new dev.sessionwatchdog.GatewayTree(home.resolve(".openclaw"), home, 0);
    }

    @Test
    @Order(11)
    void remove_and_purge_take_the_units_and_leave_trees_quarantine_and_logs() throws Exception {
        GuardedUser runs = new GuardedUser(machine(), "gateway", tree("gateway"));
        Map<String, Snapshot.Entry> tree = Snapshot.files(runs.tree().root());
        Map<String, Snapshot.Entry> quarantine =
                Snapshot.everything(runs.tree().ours().resolve("quarantine"));
        assertThat(quarantine).as("the broken lock").isNotEmpty();
        List<String> lines = runs.log().lines();

        machine().done("apt-get", "remove", "--yes", "session-watchdog");

        assertThat(runs.property("ActiveState")).isEqualTo("inactive");
        assertThat(machine().run("sh", "-c", "command -v session-watchdog").out()).isEmpty();
        assertThat(machine().done("find", "/usr/lib/systemd", "-name", "session-watchdog*"))
                .isEmpty();
        assertThat(machine().file("/usr/lib/session-watchdog")).doesNotExist();
        assertThat(Snapshot.files(runs.tree().root())).isEqualTo(tree);
        assertThat(runs.log().lines()).startsWith(lines.toArray(String[]::new));
        assertThat(runs.log().events("daemon.stop")).as("it ended in order").isNotEmpty();
        Map<String, Snapshot.Entry> homes = Snapshot.everything(machine().home());
        Path logs = machine().file("/var/log/session-watchdog");
        Map<String, Snapshot.Entry> logged = Snapshot.everything(logs);

        machine().done("apt-get", "purge", "--yes", "session-watchdog");

        assertThat(Snapshot.everything(machine().home())).isEqualTo(homes);
        assertThat(Snapshot.everything(logs)).isEqualTo(logged);
        assertThat(Snapshot.everything(runs.tree().ours().resolve("quarantine")))
                .isEqualTo(quarantine);
        assertThat(machine().done("find", "/etc/systemd", "-name", "session-watchdog@*.service"))
                .as("links that enable made")
                .isEmpty();
        assertThat(machine().run("dpkg-query", "-W", "session-watchdog").exitCode()).isNotZero();
    }

    private static JsonNode json(Path file) throws IOException {
        return JsonMapper.shared().readTree(Files.readString(file));
    }
}
