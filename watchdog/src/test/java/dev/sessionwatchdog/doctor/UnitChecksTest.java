package dev.sessionwatchdog.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.service.Scope;
import dev.sessionwatchdog.service.Service;
import dev.sessionwatchdog.service.ServiceFile;
import dev.sessionwatchdog.service.ServiceManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Units as `service install` writes them, and what people make of them.
@EnabledOnOs(OS.LINUX)
class UnitChecksTest {

    private static final String SHOW =
            "systemctl show session-watchdog@alice.service"
                    + " --property=ActiveState,SubState,Result,ExecMainStatus,NeedDaemonReload";
    private static final String DROP_INS = "/etc/systemd/system/session-watchdog@alice.service.d/";

    private final FakeMachine machine;

    UnitChecksTest(@TempDir Path directory) throws IOException {
        machine = new FakeMachine(directory);
        Files.createDirectories(machine.at("/run/systemd/system"));
    }

    private Service service(Scope scope) {
        return new Service(
                ServiceManager.SYSTEMD,
                scope,
                machine.at("/"),
                machine.home().resolve(".config"),
                FakeMachine.USER,
                machine.home(),
                "/usr/bin/session-watchdog",
                Optional.empty());
    }

    private void install(Scope scope) throws IOException {
        for (ServiceFile file : service(scope).files(List.of())) {
            file.write();
        }
    }

    /// As `systemctl enable` does.
    private void enable(Scope scope) throws IOException {
        Service service = service(scope);
        Path units =
                scope == Scope.USER
                        ? machine.home().resolve(".config/systemd/user/default.target.wants")
                        : machine.at("/etc/systemd/system/multi-user.target.wants");
        Files.createDirectories(units);
        Files.createSymbolicLink(units.resolve(service.name()), service.main().path());
        machine.answers(SHOW, "ActiveState=active\nNeedDaemonReload=no\n");
    }

    private List<Result> look() throws IOException {
        return new UnitChecks(machine.circumstances()).look();
    }

    private Result.Finding only(String check) throws IOException {
        List<Result> found = look().stream().filter(Result.Finding.class::isInstance).toList();
        assertThat(found).extracting(Result::check).containsExactly(check);
        return (Result.Finding) found.getFirst();
    }

    private void installedAndEnabled() throws IOException {
        install(Scope.SYSTEM);
        enable(Scope.SYSTEM);
    }

    @Test
    void a_unit_that_is_installed_enabled_and_active_is_well() throws IOException {
        installedAndEnabled();
        assertThat(look())
                .extracting(Result::check)
                .containsExactly("unit.drift", "unit.sandbox", "unit.state", "unit.enabled");
        assertThat(look()).allSatisfy(it -> assertThat(it).isInstanceOf(Result.Ok.class));
    }

    @Test
    void no_unit_is_found_where_systemd_runs_the_machine_only() throws IOException {
        assertThat(only("unit.installed").commands())
                .containsExactly("session-watchdog service install --user");
        Files.delete(machine.at("/run/systemd/system"));
        assertThat(look()).singleElement().isInstanceOf(Result.Ok.class);
    }

    @Test
    void a_unit_that_is_not_enabled_is_found() throws IOException {
        install(Scope.SYSTEM);
        assertThat(only("unit.enabled").commands())
                .containsExactly("sudo systemctl enable --now session-watchdog@alice.service");
        Files.delete(service(Scope.SYSTEM).main().path());
        install(Scope.USER);
        assertThat(only("unit.enabled").commands())
                .containsExactly("systemctl --user enable --now session-watchdog.service");
    }

    @Test
    void two_enabled_units_of_one_tree_are_found() throws IOException {
        installedAndEnabled();
        install(Scope.USER);
        Path wants = machine.home().resolve(".config/systemd/user/default.target.wants");
        Files.createDirectories(wants);
        Files.createSymbolicLink(
                wants.resolve("session-watchdog.service"), Path.of("../session-watchdog.service"));
        assertThat(look())
                .filteredOn(Result.Finding.class::isInstance)
                .extracting(Result::check)
                .containsExactly("unit.enabled");
    }

    @Test
    void drift_is_found_with_the_first_line_that_differs() throws IOException {
        installedAndEnabled();
        Path unit = service(Scope.SYSTEM).main().path();
        Files.writeString(unit, Files.readString(unit).replace("Nice=10", "Nice=-5"));
        assertThat(only("unit.drift"))
                .satisfies(it -> assertThat(it.observed()).contains("- Nice=-5"))
                .satisfies(it ->
                        assertThat(it.commands().getLast()).endsWith("--for alice --replace"));
    }

    @Test
    void the_unit_of_another_version_is_found_with_the_restart_that_follows() throws IOException {
        installedAndEnabled();
        ServiceFile main = service(Scope.SYSTEM).main();
        new ServiceFile(main.path(), main.text().replace("WatchdogSec=3min", "WatchdogSec=1min"))
                .write();
        assertThat(only("unit.drift").commands())
                .containsExactly(
                        "sudo session-watchdog service install --system --for alice",
                        "sudo systemctl restart session-watchdog@alice.service");
    }

    @Test
    void a_packaged_unit_is_held_against_this_version_too() throws IOException {
        installedAndEnabled();
        Path own = service(Scope.SYSTEM).main().path();
        machine.write("/usr/lib/systemd/system/session-watchdog@.service", "[Service]\nNice=1\n");
        Files.delete(own);
        assertThat(only("unit.drift").commands().getFirst())
                .contains("apt-get install --reinstall");
    }

    @Test
    void a_masked_unit_is_found() throws IOException {
        Path own = service(Scope.SYSTEM).main().path();
        Files.createDirectories(own.getParent());
        Files.createSymbolicLink(own, Path.of("/dev/null"));
        enable(Scope.SYSTEM);
        assertThat(only("unit.drift").commands())
                .containsExactly("sudo systemctl unmask session-watchdog@.service");
        Files.delete(own);
    }

    @ParameterizedTest
    @CsvSource({
        "PrivateUsers=yes, BLIND",
        "PrivateUsers=identity, BLIND",
        "PrivatePIDs=yes, BLIND",
        "ProcSubset=pid, BLIND",
        "ProtectProc=ptraceable, BLIND",
        "ProtectHome=yes, IDLE",
        "ProtectHome=read-only, IDLE",
        "DynamicUser=yes, IDLE",
        "User=root, IDLE"
    })
    void a_drop_in_that_blinds_is_found_with_its_file(String line, Harm harm) throws IOException {
        installedAndEnabled();
        machine.write(DROP_INS + "harder.conf", "[Service]\n" + line + "\n");
        assertThat(only("unit.sandbox"))
                .satisfies(it -> assertThat(it.harm()).isEqualTo(harm))
                .satisfies(it -> assertThat(it.observed()).contains("harder.conf says " + line));
        machine.write(
                DROP_INS + "z-undone.conf", "[Service]\n" + line.replaceFirst("=.*", "=") + "\n");
        assertThat(look()).noneMatch(Result.Finding.class::isInstance);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PrivateUsers=no",
                "ProcSubset=all",
                "ProtectProc=invisible",
                "# PrivateUsers=yes"
            })
    void a_drop_in_that_leaves_it_its_sight_is_no_finding(String line) throws IOException {
        installedAndEnabled();
        machine.write(DROP_INS + "fine.conf", "[Service]\n" + line + "\n");
        machine.write(DROP_INS + "not-read.txt", "[Service]\nPrivateUsers=yes\n");
        assertThat(look()).noneMatch(Result.Finding.class::isInstance);
    }

    @Test
    void a_drop_in_for_all_instances_or_for_all_services_counts_too() throws IOException {
        installedAndEnabled();
        machine.write("/etc/systemd/system/service.d/10-all.conf", "[Service]\nPrivateUsers=yes\n");
        assertThat(only("unit.sandbox").observed()).contains("10-all.conf");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PrivateTmp=yes", "ProtectSystem=strict", "ReadOnlyPaths=/etc"})
    void in_a_users_own_manager_a_mount_namespace_blinds(String line) throws IOException {
        install(Scope.USER);
        Path drops = service(Scope.USER).dropInDirectory();
        Files.createDirectories(drops);
        Files.writeString(drops.resolve("harder.conf"), "[Service]\n" + line + "\n");
        assertThat(look())
                .filteredOn(it -> it.check().equals("unit.sandbox"))
                .singleElement()
                .isInstanceOfSatisfying(
                        Result.Finding.class, it -> assertThat(it.harm()).isEqualTo(Harm.BLIND));
    }

    @Test
    void no_unit_or_drop_in_of_ours_blinds_itself() throws IOException {
        for (Scope scope : Scope.values()) {
            install(scope);
        }
        for (ServiceFile file : service(Scope.SYSTEM).files(Service.dropIns())) {
            file.write();
        }
        assertThat(look())
                .filteredOn(it -> it.check().equals("unit.sandbox"))
                .hasSize(2)
                .allSatisfy(it -> assertThat(it).isInstanceOf(Result.Ok.class));
    }

    @Test
    void a_unit_that_is_down_or_was_not_read_again_is_found() throws IOException {
        installedAndEnabled();
        machine.answers(SHOW, "ActiveState=failed\nResult=exit-code\nExecMainStatus=78\n");
        assertThat(only("unit.state").observed()).contains("failed", "exit-code", "78");
        machine.answers(SHOW, "ActiveState=active\nNeedDaemonReload=yes\n");
        assertThat(only("unit.state").commands().getFirst())
                .isEqualTo("sudo systemctl daemon-reload");
    }

    @Test
    void a_manager_that_does_not_answer_is_not_called_well() throws IOException {
        install(Scope.SYSTEM);
        Path wants = machine.at("/etc/systemd/system/multi-user.target.wants");
        Files.createDirectories(wants);
        Files.createSymbolicLink(
                wants.resolve("session-watchdog@alice.service"),
                service(Scope.SYSTEM).main().path());
        assertThat(look())
                .filteredOn(it -> it.check().equals("unit.state"))
                .singleElement()
                .isInstanceOf(Result.CannotTell.class);
    }
}
