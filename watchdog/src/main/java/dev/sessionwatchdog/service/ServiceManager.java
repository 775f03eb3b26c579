package dev.sessionwatchdog.service;

/// Who starts the daemon, and starts it again.
public enum ServiceManager {
    SYSTEMD,
    LAUNCHD;

    /// The one of a system.
    ///
    /// @param systemName as in the system property `os.name`
    public static ServiceManager of(String systemName) {
        return systemName.startsWith("Mac") ? LAUNCHD : SYSTEMD;
    }
}
