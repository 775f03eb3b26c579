package dev.sessionwatchdog.config;

/// A setting of the file that is accepted and does nothing yet.
public record Note(String path, int line) {

    public String text() {
        return "accepted, not yet in force: " + path + " (line " + line + ")";
    }
}
