package dev.sessionwatchdog.config;

/// Something in the file that is accepted and does less than its reader may think.
///
/// @param text for people
public record Note(String path, int line, String text) {

    /// A setting that does nothing yet.
    static Note notInForce(String path, int line) {
        return new Note(path, line, "accepted, not yet in force: " + path + " (line " + line + ")");
    }

    /// A program that cannot be run as it is now.
    static Note hookNotRunnable(String path, int line, String why) {
        return new Note(
                path, line, path + " (line " + line + "): " + why + "; nobody will be notified");
    }

    /// A migration that is wanted where nothing in the file says that the gateway reads its result
    /// (scenario S53).
    static Note layoutNotSupported(String path, int line, String root) {
        return new Note(
                path,
                line,
                path
                        + " (line "
                        + line
                        + "): layout-not-supported-by-gateway: "
                        + root
                        + " does not say gateway_reads: directory, and no published gateway reads"
                        + " sessions.d; nothing is migrated there unless a store of the same root"
                        + " shows that its gateway does");
    }
}
