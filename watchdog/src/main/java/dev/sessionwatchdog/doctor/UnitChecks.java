package dev.sessionwatchdog.doctor;

import dev.sessionwatchdog.service.Difference;
import dev.sessionwatchdog.service.NextSteps;
import dev.sessionwatchdog.service.Scope;
import dev.sessionwatchdog.service.Service;
import dev.sessionwatchdog.service.ServiceFile;
import dev.sessionwatchdog.service.ServiceManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Whether a service manager starts the daemon, by the files of this version, in a sandbox that
/// leaves it its sight.
final class UnitChecks {

    private final Circumstances circumstances;
    private final Machine machine;

    UnitChecks(Circumstances circumstances) {
        this.circumstances = circumstances;
        this.machine = circumstances.machine();
    }

    List<Result> look() throws IOException {
        ServiceManager manager = ServiceManager.of(circumstances.user().systemName());
        if (circumstances.withoutServiceManager()) {
            return List.of(
                    new Result.Ok(
                            "unit.installed",
                            "systemd does not run this machine: no unit is wanted"));
        }
        List<Result> results = new ArrayList<>();
        List<Service> installed = new ArrayList<>();
        for (Scope scope : List.of(Scope.USER, Scope.SYSTEM)) {
            Service service = service(manager, scope);
            if (isInstalled(service)) {
                installed.add(service);
                look(service, results);
            }
        }
        if (installed.isEmpty()) {
            results.add(
                    Result.Finding.warning(
                            "unit.installed",
                            Harm.IDLE,
                            "no unit or job starts the daemon",
                            "it ends with the shell that started it, and is not started again",
                            "session-watchdog service install --user"));
        }
        if (manager == ServiceManager.SYSTEMD) {
            enabled(installed, results);
        }
        return results;
    }

    private Service service(ServiceManager manager, Scope scope) {
        Circumstances.User user = circumstances.user();
        Path configHome =
                Optional.ofNullable(user.environment().get("XDG_CONFIG_HOME"))
                        .map(Path::of)
                        .filter(Path::isAbsolute)
                        .orElse(user.home().resolve(".config"));
        return new Service(
                manager,
                scope,
                machine.top(),
                configHome,
                user.name(),
                user.home(),
                circumstances.launcher().toString(),
                Optional.empty());
    }

    private static boolean isInstalled(Service service) throws IOException {
        return service.fromPackage().isPresent()
                || service.main().state() != ServiceFile.State.ABSENT;
    }

    private void look(Service service, List<Result> results) throws IOException {
        results.add(drift(service));
        if (service.manager() == ServiceManager.SYSTEMD) {
            boolean ofUser = service.scope() == Scope.USER;
            results.addAll(new UnitSight(settings(service), ofUser).look());
            if (!service.enabledBy().isEmpty()) {
                results.add(new UnitState(circumstances.questions(), service).look());
            }
        }
    }

    /// A file below `/etc` covers the package's (systemd.unit(5)).
    private Result drift(Service service) throws IOException {
        ServiceFile own = service.main();
        ServiceFile file =
                service.fromPackage().isPresent() && own.state() == ServiceFile.State.ABSENT
                        ? new ServiceFile(service.fromPackage().get(), own.text())
                        : own;
        String install =
                service.scope() == Scope.USER
                        ? "session-watchdog service install --user"
                        : "sudo session-watchdog service install --system --for "
                                + ShellWord.of(service.user());
        return switch (file.state()) {
            case SAME, ABSENT ->
                    new Result.Ok("unit.drift", file.path() + " is as this version writes it");
            case OLDER ->
                    Result.Finding.warning(
                            "unit.drift",
                            Harm.IDLE,
                            file.path() + " was written by another version, or for another place",
                            "what this version needs of its unit may not be in it",
                            install,
                            NextSteps.toRestart(service));
            case LINK -> masked(service, file);
            case CHANGED -> changed(file, file.equals(own), install);
        };
    }

    private static Result masked(Service service, ServiceFile file) {
        return Result.Finding.error(
                "unit.drift",
                Harm.IDLE,
                file.path() + " is a link, as systemctl mask makes them",
                "it is not started",
                (service.scope() == Scope.USER
                                ? "systemctl --user unmask "
                                : "sudo systemctl unmask ")
                        + ShellWord.of(String.valueOf(file.path().getFileName())));
    }

    /// @param own whether it is not the package's
    private static Result changed(ServiceFile file, boolean own, String install)
            throws IOException {
        return Result.Finding.warning(
                "unit.drift",
                Harm.UNSAFE,
                file.path()
                        + " is not as this version writes it: "
                        + first(Difference.between(file.found(), file.text())),
                "a change belongs into a drop-in, where it stays over an upgrade",
                own ? install + " --dry-run" : "sudo apt-get install --reinstall session-watchdog",
                install + " --replace");
    }

    private static String first(List<String> lines) {
        return lines.isEmpty()
                ? "blanks at its end"
                : lines.getFirst() + (lines.size() > 1 ? " ..." : "");
    }

    private UnitSettings settings(Service service) throws IOException {
        boolean ofUser = service.scope() == Scope.USER;
        List<Path> files = new ArrayList<>();
        files.add(
                service.main().state() == ServiceFile.State.ABSENT
                        ? service.fromPackage().orElse(service.main().path())
                        : service.main().path());
        String kind = ofUser ? "user" : "system";
        List<String> names =
                ofUser
                        ? List.of("service", service.name())
                        : List.of("service", "session-watchdog@.service", service.name());
        files.addAll(
                UnitSettings.dropIns(
                        machine,
                        List.of(
                                "/usr/lib/systemd/" + kind,
                                "/run/systemd/" + kind,
                                "/etc/systemd/" + kind),
                        names));
        if (ofUser) {
            files.addAll(
                    Machine.list(service.dropInDirectory()).stream()
                            .filter(file -> file.toString().endsWith(".conf"))
                            .toList());
        }
        return UnitSettings.of(files);
    }

    private void enabled(List<Service> installed, List<Result> results) {
        List<Service> enabled = installed.stream().filter(this::isEnabled).toList();
        if (enabled.size() > 1) {
            results.add(
                    Result.Finding.warning(
                            "unit.enabled",
                            Harm.IDLE,
                            "both the system's and the user's unit are enabled",
                            "one guards the tree, the other ends with exit code 7 at each start",
                            NextSteps.toStop(enabled.getFirst())));
        } else if (enabled.isEmpty() && !installed.isEmpty()) {
            results.add(
                    Result.Finding.warning(
                            "unit.enabled",
                            Harm.IDLE,
                            installed.getFirst().name() + " is installed, and not enabled",
                            "it does not start at the next boot or login",
                            NextSteps.toEnable(installed.getLast())));
        } else if (!enabled.isEmpty()) {
            results.add(new Result.Ok("unit.enabled", enabled.getFirst().name() + " is enabled"));
        }
    }

    /// By an administrator for everybody, too.
    private boolean isEnabled(Service service) {
        return !service.enabledBy().isEmpty()
                || (service.scope() == Scope.USER
                        && Files.isSymbolicLink(
                                machine.at(
                                        "/etc/systemd/user/default.target.wants/"
                                                + service.name())));
    }
}
