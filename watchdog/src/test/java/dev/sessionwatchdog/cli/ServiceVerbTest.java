package dev.sessionwatchdog.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// What `service` writes, leaves and removes.
class ServiceVerbTest {

    private static final String UNIT = "etc/systemd/system/session-watchdog@.service";

    private final ServiceScene service;

    ServiceVerbTest(@TempDir Path home, @TempDir Path top) {
        service = new ServiceScene(home, top);
    }

    @Test
    void install_writes_a_users_unit_shows_it_and_starts_nothing() throws IOException {
        Verb.Answer answer = service.done("install");

        assertThat(service.written().keySet())
                .containsExactly(".config/systemd/user/session-watchdog.service");
        assertThat(answer.out())
                .contains("session-watchdog.service: written")
                .contains("  ExecStart=/usr/bin/session-watchdog run")
                .contains("systemctl --user enable --now session-watchdog.service");
    }

    @Test
    void install_a_second_time_changes_nothing() throws IOException {
        service.done("install", "--system", "--for", "alice");
        Map<String, String> first = service.written();
        assertThat(first.keySet())
                .containsExactlyInAnyOrder(
                        UNIT,
                        "etc/systemd/system/session-watchdog-failure@.service",
                        "etc/tmpfiles.d/session-watchdog.conf");

        Verb.Answer again = service.done("install", "--system", "--for", "alice");

        assertThat(service.written()).isEqualTo(first);
        assertThat(again.out()).contains(": unchanged").doesNotContain("written\n");
    }

    @Test
    void a_dry_run_writes_nothing() throws IOException {
        assertThat(service.done("install", "-n").out()).contains("would be written");
        assertThat(service.written()).isEmpty();
    }

    @Test
    void a_unit_that_somebody_changed_is_left_and_told_and_kept_when_it_is_replaced()
            throws IOException {
        service.done("install", "--system", "--for", "alice");
        Path unit = service.top().resolve(UNIT);
        String changed = Files.readString(unit).replace("Nice=10", "Nice=5");
        Files.writeString(unit, changed);

        Verb.Answer refused = service.run("install", "--system", "--for", "alice");
        assertThat(refused.code()).isEqualTo(ExitCode.FAILED);
        assertThat(refused.out())
                .contains("refused", "- Nice=5", "+ Nice=10", "--replace")
                .doesNotContain("enable --now");
        assertThat(unit).hasContent(changed);

        service.done("install", "--system", "--for", "alice", "--replace");
        assertThat(unit).content().contains("Nice=10");
        assertThat(service.top().resolve(UNIT + ".before-session-watchdog")).hasContent(changed);
    }

    @Test
    void what_an_earlier_version_wrote_and_nobody_changed_is_replaced() throws IOException {
        System.setProperty("session-watchdog.image", "/opt/a place/of 100%");
        try {
            service.done("install");
            assertThat(service.home().resolve(".config/systemd/user/session-watchdog.service"))
                    .content()
                    .contains("ExecStart=\"/opt/a place/of 100%%/bin/session-watchdog\" run");
        } finally {
            System.clearProperty("session-watchdog.image");
        }
        assertThat(service.done("install").out())
                .contains("replaced", "- ExecStart=\"/opt", "+ ExecStart=/usr/bin");
    }

    @Test
    void a_masked_unit_stays_masked() throws IOException {
        Path unit = service.top().resolve(UNIT);
        Files.createDirectories(unit.getParent());
        Files.createSymbolicLink(unit, Path.of("/dev/null"));
        assertThat(service.run("install", "--system", "--for", "alice"))
                .satisfies(answer -> assertThat(answer.code()).isEqualTo(ExitCode.FAILED))
                .satisfies(answer -> assertThat(answer.out()).contains("mask"));
        assertThat(Files.isSymbolicLink(unit)).isTrue();
        Files.delete(unit);
    }

    @Test
    void where_the_unit_came_with_a_package_nothing_of_it_is_written() throws IOException {
        Path packaged = service.top().resolve("usr/lib/systemd/system/session-watchdog@.service");
        Files.createDirectories(packaged.getParent());
        Files.writeString(packaged, "[Service]\n");

        Verb.Answer answer = service.done("install", "--system", "--for", "alice");
        assertThat(answer.out())
                .contains("came with the package", "enable --now session-watchdog@alice");
        assertThat(service.written()).hasSize(1);

        service.done("install", "--system", "--for", "alice", "--hardening", "gateway-caps");
        assertThat(service.written())
                .hasSize(2)
                .containsKey(
                        "etc/systemd/system/session-watchdog@alice.service.d/gateway-caps.conf");
    }

    @Test
    void a_home_elsewhere_is_named_to_the_sandbox() throws IOException {
        Files.createDirectories(service.top().resolve("etc"));
        Files.writeString(
                service.top().resolve("etc/passwd"),
                "alice:x:1000:1000::/srv/people/al ice:/bin/sh\n");

        service.done("install", "--system", "--for", "alice");

        assertThat(
                        service.written()
                                .get(
                                        "etc/systemd/system/session-watchdog@alice.service.d/other-root.conf"))
                .contains(
                        "ConditionPathIsDirectory=\nConditionPathIsDirectory=/srv/people/al ice/.openclaw\n",
                        "BindPaths=\nBindPaths=\"/srv/people/al ice/.openclaw\"\n");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void without_permission_it_says_what_to_do_and_ends_with_77() throws IOException {
        // Nobody makes a directory there, root neither (sysfs(5)).
        Path sys = Path.of("/sys");
        assumeTrue(Files.isDirectory(sys.resolve("kernel")), "no sysfs");
        Verb.Answer answer =
                new ServiceScene(service.home(), sys).run("install", "--system", "--for", "alice");
        assumeFalse(answer.err().contains("Read-only"), "sysfs is mounted read-only");
        assertThat(answer.code()).isEqualTo(ExitCode.PERMISSION);
        assertThat(answer.err()).contains("sudo session-watchdog service install --system");
    }

    @Test
    void options_that_do_not_go_together_are_a_usage_error() {
        assertThat(service.run("install", "--hardening", "hook").code()).isEqualTo(ExitCode.USAGE);
        assertThat(service.run("install", "--for", "alice").code()).isEqualTo(ExitCode.USAGE);
        assertThat(service.run("install", "--user", "--system").code()).isEqualTo(ExitCode.USAGE);
        assertThat(service.run("print", "--system", "--for", "a", "--hardening", "lax").err())
                .contains("gateway-caps");
        service.environment().put("SUDO_USER", "alice");
        assertThat(service.run("install", "--user").code()).isEqualTo(ExitCode.USAGE);
        service.environment().put("SUDO_USER", "root");
        assertThat(service.run("install", "--system").err()).contains("--for USER");
    }

    @Test
    void sudo_says_whose_gateway_it_is() {
        service.environment().put("SUDO_USER", "alice");
        assertThat(service.done("install", "--system").out())
                .contains("session-watchdog@alice.service");
    }

    @Test
    void uninstall_removes_what_is_ours_and_leaves_what_somebody_changed() throws IOException {
        service.done("install", "--system", "--for", "alice", "--hardening", "listen,hook");
        Path failure =
                service.top().resolve("etc/systemd/system/session-watchdog-failure@.service");
        Files.writeString(failure, Files.readString(failure) + "# by hand\n");

        Verb.Answer answer = service.run("uninstall", "--system", "--for", "alice");

        assertThat(answer.code()).isEqualTo(ExitCode.PARTLY_DONE);
        assertThat(answer.out())
                .contains("left", "  - # by hand\nsomebody changed it")
                .doesNotContain("- # written");
        assertThat(service.written().keySet())
                .containsExactly("etc/systemd/system/session-watchdog-failure@.service");
        Files.delete(failure);
        assertThat(service.done("uninstall", "--system", "--for", "alice").out())
                .doesNotContain("removed");
    }

    @Test
    void uninstall_leaves_what_is_enabled_and_what_another_instance_needs() throws IOException {
        service.done("install", "--system", "--for", "alice", "--hardening", "listen");
        Path wants = service.top().resolve("etc/systemd/system/multi-user.target.wants");
        Files.createDirectories(wants);
        Path alice = wants.resolve("session-watchdog@alice.service");
        Files.createSymbolicLink(alice, Path.of("/dev/null"));

        Verb.Answer enabled = service.run("uninstall", "--system", "--for", "alice");
        assertThat(enabled.code()).isEqualTo(ExitCode.FAILED);
        assertThat(enabled.out())
                .contains("sudo systemctl disable --now session-watchdog@alice.service");
        assertThat(service.written()).hasSize(4);

        Files.move(alice, wants.resolve("session-watchdog@bob.service"));
        service.done("uninstall", "--system", "--for", "alice");
        assertThat(service.written().keySet()).hasSize(3).contains(UNIT);
        Files.delete(wants.resolve("session-watchdog@bob.service"));
    }
}
