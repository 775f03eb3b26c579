package dev.sessionwatchdog.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.incident.RealLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// On a machine on which all is well nothing is found; whatever blinds the daemon, or keeps it from
/// running, is found alone.
@EnabledOnOs(OS.LINUX)
final class SightFindingsTest extends Examination {

    SightFindingsTest(@TempDir Path directory) throws IOException {
        super(directory);
    }

    @Test
    void where_all_is_well_nothing_is_found_and_nothing_left_in_the_dark() throws IOException {
        Path events = machine.home().resolve("state/events");
        RealLog.in(events).close();
        FakeMachine.only("rwx------", events);
        FakeMachine.only("rwx------", machine.home().resolve("state"));
        assertThat(machine.examine())
                .hasSizeGreaterThan(25)
                .allSatisfy(result -> assertThat(result).isInstanceOf(Result.Ok.class));
    }

    @Test
    void a_look_changes_no_file_anywhere() throws IOException {
        machine.treeOn("nfs4", "nas:/export", "rw");
        Map<Path, String> before = everything();
        assertThat(machine.examine()).isNotEmpty();
        assertThat(everything()).isEqualTo(before);
    }

    private Map<Path, String> everything() throws IOException {
        Map<Path, String> files = new TreeMap<>();
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path file : tree.filter(it -> !it.endsWith("home")).toList()) {
                files.put(
                        file,
                        Files.readAttributes(
                                        file,
                                        "unix:ino,ctime,mode",
                                        java.nio.file.LinkOption.NOFOLLOW_LINKS)
                                .toString());
            }
        }
        return files;
    }

    @Test
    void blindness_is_found_and_then_no_gateway_is_said_to_be_absent() {
        machine.processes.blind();
        assertThat(only("proc.visible").harm()).isEqualTo(Harm.BLIND);
        assertThat(doubt("gateway.seen").reason()).contains("blind");
    }

    @ParameterizedTest
    @CsvSource({
        "hidepid=invisible, WARNING",
        "hidepid=2,         WARNING",
        "hidepid=noaccess,  WARNING",
        "hidepid=ptraceable, ERROR",
        "subset=pid,        ERROR"
    })
    void a_proc_that_hides_is_found(String option, Severity severity) throws IOException {
        machine.procWith(option);
        assertThat(only("proc.mount").severity()).isEqualTo(severity);
    }

    @Test
    void a_proc_whose_mount_is_not_shown_is_not_called_well() throws IOException {
        machine.write("/proc/self/mountinfo", "");
        assertThat(doubt("proc.mount").commands()).containsExactly("findmnt /proc");
        assertThat(doubt("fs.type").reason()).contains("no table of mounts");
    }

    @Test
    void a_pid_namespace_of_its_own_is_found_and_a_container_called_by_its_name()
            throws IOException {
        machine.link("/proc/self/ns/pid", "pid:[4026532178]");
        machine.link("/proc/77/ns/pid", "pid:[4026532178]");
        assertThat(only("proc.pid-namespace").commands().getFirst()).contains("nsenter");
        machine.write("/.dockerenv", "");
        assertThat(only("proc.pid-namespace").observed()).contains("Docker");
        machine.without("/proc/self/ns/pid");
        assertThat(doubt("proc.pid-namespace").reason()).contains("hidden");
    }

    @Test
    void a_user_namespace_of_its_own_is_found() throws IOException {
        machine.write("/proc/self/uid_map", "1000 0 1\n");
        assertThat(only("proc.user-namespace").harm()).isEqualTo(Harm.BLIND);
        machine.without("/proc/self/uid_map");
        assertThat(doubt("proc.user-namespace").reason()).contains("hidden");
    }

    @Test
    void a_tree_without_a_daemon_is_found() {
        machine = new FakeMachine(directory.resolve("other"));
        assertThat(only("daemon.running").harm()).isEqualTo(Harm.IDLE);
        assertThat(only("daemon.running").commands())
                .containsExactly("session-watchdog run --root " + machine.root());
    }

    @Test
    void a_daemon_that_says_it_is_blind_is_believed() throws IOException {
        machine = new FakeMachine(directory.resolve("other"));
        machine.daemon(
                new GuardingDaemon(
                        machine.root().toString(),
                        78,
                        "1.0.0",
                        Optional.of("hidden"),
                        Optional.empty()));
        assertThat(only("daemon.blind").commands())
                .last()
                .isEqualTo("sudo systemctl restart session-watchdog@alice.service");
    }

    @Test
    void an_upgrade_that_waits_for_a_restart_is_found() throws IOException {
        machine.link("/proc/77/exe", "/usr/lib/session-watchdog/runtime/bin/java (deleted)");
        assertThat(only("daemon.version").observed()).contains("replaced on disk");
        machine = new FakeMachine(directory.resolve("other")).daemon(78, "0.9.0");
        machine.write(
                "/proc/78/cgroup",
                "0::/user.slice/user-1000.slice/user@1000.service/app.slice/session-watchdog.service\n");
        assertThat(only("daemon.version").commands())
                .containsExactly("systemctl --user restart session-watchdog.service");
    }

    @Test
    void a_daemon_in_namespaces_of_its_own_is_found() throws IOException {
        machine.link("/proc/77/ns/user", "user:[4026532999]");
        assertThat(only("daemon.namespaces").observed()).contains("another user namespace");
        machine.without("/proc/77/ns/user");
        assertThat(doubt("daemon.namespaces").commands()).isNotEmpty();
    }

    @Test
    void a_daemon_whose_proc_hides_more_than_our_unit_asks_for_is_found() throws IOException {
        machine.write("/proc/77/mountinfo", "22 21 0:21 / /proc rw - proc proc rw,subset=pid\n");
        assertThat(only("daemon.proc").observed()).contains("subset=pid");
        machine.write(
                "/proc/77/mountinfo", "22 21 0:21 / /proc rw - proc proc rw,hidepid=ptraceable\n");
        assertThat(only("daemon.proc").observed()).contains("ptraceable");
        machine.write("/proc/77/mountinfo", "21 1 8:1 / / rw - ext4 /dev/sda1 rw\n");
        assertThat(only("daemon.proc").observed()).contains("no /proc");
        machine.without("/proc/77/mountinfo");
        assertThat(doubt("daemon.proc").commands()).isNotEmpty();
    }

    @Test
    void a_refused_configuration_is_found_with_the_command_that_tells_all_of_it() {
        machine.configFile = Optional.of(machine.home().resolve("it's mine.yaml"));
        machine.refused("c.yaml:2:1: no such setting: moed");
        assertThat(only("config").commands().getFirst())
                .startsWith("session-watchdog config check '")
                .endsWith("it'\\''s mine.yaml'");
    }

    @Test
    void a_gateway_in_a_container_and_a_second_gateway_are_found() {
        Instant since = Instant.parse("2026-11-22T00:00:00Z");
        machine.processes.gateway(gateway(5, since, true));
        assertThat(machine.of("gateway.seen").toString()).contains("gateway 5 runs");
        machine.processes.gateway(gateway(6, since, true));
        assertThat(only("gateway.seen").commands().getFirst()).endsWith("-p 5,6");
        machine.processes.noGateways();
        machine.processes.gateway(gateway(7, since, false));
        assertThat(only("gateway.seen").observed()).contains("container");
    }

    private static dev.sessionwatchdog.observation.Gateway gateway(
            long pid, Instant since, boolean here) {
        return new dev.sessionwatchdog.observation.Gateway(
                pid, since, OptionalLong.empty(), OptionalLong.empty(), here);
    }

    @Test
    void a_gateway_that_may_run_unseen_is_not_called_absent() {
        machine.processes.unseenGateway("process 9 may be OpenClaw's and cannot be read");
        assertThat(doubt("gateway.seen").reason()).contains("process 9");
    }
}
