package dev.sessionwatchdog.service;

import java.util.List;

/// What a person types after the files of a service were written, or before they are taken away:
/// nothing is ever enabled, started or stopped by us.
public final class NextSteps {

    private NextSteps() {}

    /// Brings what was written into force, now and at each boot or login.
    public static List<String> toStart(Service service) {
        String main = quoted(service.main().path().toString());
        return switch (service.manager()) {
            case SYSTEMD ->
                    service.scope() == Scope.USER
                            ? List.of(
                                    "systemctl --user daemon-reload",
                                    "systemctl --user enable --now " + service.name(),
                                    "loginctl enable-linger   # to run without a login, as the"
                                            + " gateway may")
                            : List.of(
                                    "systemctl daemon-reload",
                                    "systemd-tmpfiles --create session-watchdog.conf",
                                    "systemctl enable --now " + quoted(service.name()));
            case LAUNCHD ->
                    service.scope() == Scope.USER
                            ? List.of(
                                    "mkdir -p \"$HOME/Library/Logs/session-watchdog\"",
                                    "launchctl bootstrap gui/$(id -u) " + main)
                            : List.of(
                                    "sudo -u "
                                            + quoted(service.user())
                                            + " mkdir -p "
                                            + quoted(
                                                    service.home()
                                                            .resolve(
                                                                    "Library/Logs/session-watchdog")
                                                            .toString()),
                                    "sudo launchctl bootstrap system " + main);
        };
    }

    /// Starts an installed unit now, and at each boot or login.
    public static String toEnable(Service service) {
        return service.scope() == Scope.USER
                ? "systemctl --user enable --now " + service.name()
                : "sudo systemctl enable --now " + quoted(service.name());
    }

    /// Brings a change of an installed service into force.
    public static String toRestart(Service service) {
        return switch (service.manager()) {
            case SYSTEMD ->
                    service.scope() == Scope.USER
                            ? "systemctl --user restart " + service.name()
                            : "sudo systemctl restart " + quoted(service.name());
            case LAUNCHD ->
                    "launchctl kickstart -k "
                            + (service.scope() == Scope.USER ? "gui/$(id -u)/" : "system/")
                            + quoted(service.name());
        };
    }

    /// Ends it, now and for good.
    public static String toStop(Service service) {
        return switch (service.manager()) {
            case SYSTEMD ->
                    service.scope() == Scope.USER
                            ? "systemctl --user disable --now " + service.name()
                            : "sudo systemctl disable --now " + quoted(service.name());
            case LAUNCHD ->
                    "launchctl bootout "
                            + (service.scope() == Scope.USER ? "gui/$(id -u)/" : "system/")
                            + quoted(service.name());
        };
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_@%+=:,./-]+")
                ? word
                : "'" + word.replace("'", "'\\''") + "'";
    }
}
