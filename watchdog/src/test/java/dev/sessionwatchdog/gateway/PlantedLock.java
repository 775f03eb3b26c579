package dev.sessionwatchdog.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// A session's lock as a gateway of this version writes it, made by a test.
record PlantedLock(Path file, String payload) {

    /// @param pid its owner, who lives
    /// @param term for how long it says that it is held; where the version says so
    /// @param age since when it stands there
    static PlantedLock plant(
            GatewayHome home,
            GatewayVersion version,
            String session,
            long pid,
            Duration term,
            Duration age)
            throws IOException {
        Instant made = Instant.now().minus(age).truncatedTo(ChronoUnit.MILLIS);
        String declared =
                version.declaresTerms() ? "  \"maxHoldMs\": " + term.toMillis() + ",\n" : "";
        String payload =
                "{\n  \"pid\": "
                        + pid
                        + ",\n  \"createdAt\": \""
                        + made
                        + "\",\n"
                        + declared
                        + "  \"starttime\": "
                        + startTicks(pid)
                        + "\n}"
                        + (version.declaresTerms() ? "\n" : "");
        Path unfinished = Files.writeString(home.base().resolve("lock"), payload);
        Files.setLastModifiedTime(unfinished, FileTime.from(made));
        Path lock = home.lock(session);
        Files.move(unfinished, lock, StandardCopyOption.ATOMIC_MOVE);
        return new PlantedLock(lock, payload);
    }

    /// Field 22 of its line in `/proc`.
    private static String startTicks(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];
    }

    /// Whether it stands as it was planted.
    boolean stands() throws IOException {
        return Files.exists(file) && Files.readString(file).equals(payload);
    }
}
