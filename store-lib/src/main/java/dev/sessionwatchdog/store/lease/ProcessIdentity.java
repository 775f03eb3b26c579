package dev.sessionwatchdog.store.lease;

import java.util.Map;
import tools.jackson.core.JsonGenerator;

/// Which process it is. A process id alone says nothing: it counts in one PID namespace of one
/// boot, and the start only in one time namespace (`protocols.md` 3.6).
///
/// @param startTicks field 22 of `/proc/PID/stat`; 0 if unknown
/// @param boot the kernel's boot id
/// @param pidNamespace inode number of the PID namespace; 0 if unknown
/// @param timeNamespace inode number of the time namespace; 0 if unknown
/// @param argv0 the command, for people
public record ProcessIdentity(
        long pid,
        long startTicks,
        String boot,
        long pidNamespace,
        long timeNamespace,
        String host,
        String argv0) {

    void write(JsonGenerator json) {
        json.writeNumberProperty("pid", pid);
        json.writeNumberProperty("starttime", startTicks);
        json.writeStringProperty("boot", boot);
        json.writeNumberProperty("pidns", pidNamespace);
        json.writeNumberProperty("timens", timeNamespace);
        json.writeStringProperty("host", host);
        json.writeStringProperty("argv0", argv0);
    }

    /// @throws IllegalArgumentException if a number is none
    static ProcessIdentity read(Map<String, String> members) {
        return new ProcessIdentity(
                number(members, "pid"),
                number(members, "starttime"),
                members.getOrDefault("boot", ""),
                number(members, "pidns"),
                number(members, "timens"),
                members.getOrDefault("host", ""),
                members.getOrDefault("argv0", ""));
    }

    private static long number(Map<String, String> members, String name) {
        return Long.parseLong(members.getOrDefault(name, "0"));
    }
}
