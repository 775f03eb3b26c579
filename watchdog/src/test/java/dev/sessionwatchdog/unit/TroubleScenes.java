package dev.sessionwatchdog.unit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What happens to a daemon in its unit.
record TroubleScenes(BootedDebian machine) {

    void isBlind() throws Exception {
        GuardedUser user = GuardedUser.in(machine, "blind");
        user.configure(GuardedUser.QUICK);
        user.drop("blind", "[Service]\nPrivateUsers=yes\nProtectProc=invisible\n");
        Path leaked = user.holds("leaked", GuardedUser.SHORT);
        Path dead = user.deadOwners("dead");
        Path needsOwner = user.tree().doubtful(GuardedUser.AGENT, 1, "{}");
        user.ownsAll();
        Path needsNone = user.orphan(2);

        user.start();

        user.awaits(
                "it is blind, and reaps what needs no owner",
                () -> user.said().has("blind") && !Files.exists(needsNone));
        String sweep = user.said().path("last_sweep").path("id").asString("");
        user.awaits("ten more sweeps", () -> sweeps(user) > number(sweep) + 10);
        assertThat(user.log().events("visibility.lost", "observed")).hasSize(1);
        assertThat(user.log().events("lock.break", "intent")).isEmpty();
        for (Path stays : List.of(leaked, dead, needsOwner)) {
            assertThat(stays).exists();
        }
        assertThat(machine.journal("SESSION_WATCHDOG_ACTION=visibility.lost"))
                .contains("PrivateUsers");
        assertThat(user.property("StatusText")).contains("blind");
        machine.done("systemctl", "stop", user.unit());
    }

    void isWedged() throws Exception {
        GuardedUser user = GuardedUser.in(machine, "wedged");
        user.configure(GuardedUser.QUICK);
        user.drop("short", "[Service]\nWatchdogSec=4s\nTimeoutAbortSec=2s\nRestartSec=100ms\n");
        user.start();
        long pid = user.pid();

        try (Obstruction _ =
                Obstruction.of(
                        user,
                        "openat,statx,newfstatat,fstat,getdents64",
                        user.inside(user.tree().sessions(GuardedUser.AGENT)))) {
            user.awaits(
                    "it is killed",
                    () ->
                            user.journal()
                                    .contains(
                                            "Killing process "
                                                    + pid
                                                    + " (java) with signal SIGKILL"));
        }

        user.awaits("it is restarted", () -> user.property("NRestarts").equals("1"));
        machine.awaitUnit(user.unit(), "active");
        assertThat(user.pid()).isNotEqualTo(pid);
        assertThat(machine.journal("--unit=" + user.unit(), "--output=cat"))
                .contains("Watchdog timeout")
                .contains("Full thread dump")
                .contains("dev.sessionwatchdog.sweep.Daemon.run");
        Path orphan = user.orphan(1);
        user.awaits("it works again", () -> !Files.exists(orphan));
        machine.done("systemctl", "stop", user.unit());
    }

    void isKilled() throws Exception {
        GuardedUser user = GuardedUser.in(machine, "killed");
        user.configure(GuardedUser.QUICK);
        user.drop("short", "[Service]\nWatchdogSec=60s\nRestartSec=100ms\n");
        user.start();
        String sessions = user.inside(user.tree().sessions(GuardedUser.AGENT));
        Path orphan;
        JsonNode intent;
        try (Obstruction _ = Obstruction.of(user, "unlinkat", sessions)) {
            orphan = user.orphan(1);
            user.awaits("an intent", () -> !user.log().events("tmp.reap", "intent").isEmpty());
            intent = user.log().events("tmp.reap", "intent").getFirst();
            assertThat(user.log().events("tmp.reap")).as("it is open").hasSize(1);

            machine.done("kill", "-KILL", Long.toString(user.pid()));
            assertThat(orphan).exists();
        }

        user.awaits("it is restarted", () -> user.property("NRestarts").equals("1"));
        user.awaits("the orphan is gone", () -> !Files.exists(orphan));
        String id = intent.path("event").path("id").asString("");
        List<JsonNode> conclusions =
                user.log().events("tmp.reap").stream()
                        .filter(event ->
                                event.path("correlation").path("intent").asString("").equals(id))
                        .toList();
        assertThat(conclusions)
                .singleElement()
                .satisfies(event ->
                        assertThat(event.path("event").path("reason").asString(""))
                                .startsWith("reconciled: "));
        machine.done("systemctl", "stop", user.unit());
        user.assertThatItsLogVerifies();
    }

    private static long sweeps(GuardedUser user) {
        return number(user.said().path("last_sweep").path("id").asString(""));
    }

    private static long number(String sweep) {
        return Long.parseLong("0" + sweep.replaceFirst(".*-", ""));
    }
}
