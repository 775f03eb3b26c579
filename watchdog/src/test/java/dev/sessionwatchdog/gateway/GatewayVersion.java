package dev.sessionwatchdog.gateway;

import java.util.Arrays;
import java.util.stream.Stream;

/// A published version of OpenClaw and what is known of it before it runs (`facts/upstream.md` 0).
///
/// @param name as npm knows it
record GatewayVersion(String name) {

    /// The versions that `-Dgateway.versions=` chose.
    static Stream<GatewayVersion> chosen() {
        return Arrays.stream(System.getProperty("gateway.versions", "").split(",", -1))
                .map(String::strip)
                .filter(one -> !one.isEmpty())
                .map(GatewayVersion::new);
    }

    /// What a lock looks like that this version never frees in time by itself.
    enum Leak {
        /// The gateway's own, five minutes old; nobody has it open.
        OWN,
        /// Of another live OpenClaw process, which has let go of it; its term is not over.
        LET_GO,
        /// Of another live OpenClaw process, which has it open; its term is over.
        OVERDUE,
        /// There are no session locks.
        NONE
    }

    Leak leak() {
        if (isBefore(5, 12)) {
            return Leak.OWN;
        }
        if (isBefore(5, 28)) {
            return Leak.LET_GO;
        }
        return keepsDatabase() ? Leak.NONE : Leak.OVERDUE;
    }

    boolean keepsDatabase() {
        return !isBefore(8, 0);
    }

    /// Whether its locks say for how long they are held.
    boolean declaresTerms() {
        return !isBefore(5, 22) && !keepsDatabase();
    }

    /// Whether the name of a temp of the index says that it is one.
    boolean namesTarget() {
        return isBefore(5, 12) || !isBefore(5, 26);
    }

    /// Whether the lock of a killed gateway is what its next start resumes the session by.
    boolean resumesByLock() {
        return !isBefore(4, 24) && isBefore(6, 2);
    }

    /// Whether npm's registry has everything that it asks for.
    boolean needsStandIns() {
        return isBefore(5, 0);
    }

    private boolean isBefore(int month, int patch) {
        String[] part = name.split("[.-]", -1);
        int ours = Integer.parseInt(part[1]);
        return ours < month || (ours == month && Integer.parseInt(part[2]) < patch);
    }

    @Override
    public String toString() {
        return name;
    }
}
