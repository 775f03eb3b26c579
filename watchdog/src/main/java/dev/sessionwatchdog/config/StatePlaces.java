package dev.sessionwatchdog.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Where state and the forensic log are kept. Path rules only; nothing is looked at.
///
/// `STATE_DIRECTORY` and `LOGS_DIRECTORY` are what systemd gives a unit (systemd.exec(5): several
/// directories are separated by colons); a relative `XDG_STATE_HOME` is to be ignored (XDG Base
/// Directory Specification).
public final class StatePlaces {

    private static final String US = "session-watchdog";

    private StatePlaces() {}

    /// The state directory.
    ///
    /// @param option `--state-dir`
    /// @param os as in the system property `os.name`
    public static Path state(
            Optional<Path> option, Map<String, String> environment, Path home, String os) {
        return option.or(() -> given(environment, "STATE_DIRECTORY", home))
                .orElseGet(() ->
                        isMac(os)
                                ? home.resolve("Library/Application Support").resolve(US)
                                : xdgState(environment, home));
    }

    /// The directory of the forensic log.
    ///
    /// @param option `--state-dir`; wins over everything
    /// @param setting `events.dir`; `~/` is expanded
    /// @param os as in the system property `os.name`
    public static Path events(
            Optional<Path> option,
            Optional<String> setting,
            Map<String, String> environment,
            Path home,
            String os) {
        return option.map(state -> state.resolve("events"))
                .or(() -> setting.map(dir -> expanded(dir, home)))
                .or(() -> given(environment, "LOGS_DIRECTORY", home))
                .orElseGet(() ->
                        isMac(os)
                                ? home.resolve("Library/Logs").resolve(US)
                                : xdgState(environment, home).resolve("events"));
    }

    private static Path xdgState(Map<String, String> environment, Path home) {
        String named = environment.getOrDefault("XDG_STATE_HOME", "");
        Path base = named.startsWith("/") ? home.resolve(named) : home.resolve(".local/state");
        return base.resolve(US);
    }

    private static Optional<Path> given(Map<String, String> environment, String name, Path home) {
        String first = environment.getOrDefault(name, "").split(":", 2)[0];
        return first.isEmpty() ? Optional.empty() : Optional.of(home.resolve(first));
    }

    private static Path expanded(String dir, Path home) {
        return dir.startsWith("~/") ? home.resolve(dir.substring(2)) : home.resolve(dir);
    }

    private static boolean isMac(String os) {
        return os.startsWith("Mac");
    }
}
