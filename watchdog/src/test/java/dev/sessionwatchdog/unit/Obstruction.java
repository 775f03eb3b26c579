package dev.sessionwatchdog.unit;

import static org.awaitility.Awaitility.await;

import java.io.IOException;

/// The daemon's system calls that name a directory do not come back, as on a dead mount: strace
/// holds each thread that makes one, and lets all others go on.
///
/// A process that is held can be killed and is gone only when the obstruction ends, as on a mount.
record Obstruction(BootedDebian machine, String strace) implements AutoCloseable {

    /// Lets such calls of the daemon hang from now on.
    ///
    /// @param calls as strace names them, separated by commas
    /// @param directory a path in the machine; calls relative to its descriptor count too
    static Obstruction of(GuardedUser user, String calls, String directory)
            throws IOException, InterruptedException {
        String pid = Long.toString(user.pid());
        Obstruction obstruction =
                new Obstruction(user.machine(), "obstruction-" + user.name() + ".service");
        user.machine()
                .done(
                        "systemd-run",
                        "--quiet",
                        "--collect",
                        "--unit=" + obstruction.strace,
                        "strace",
                        "--follow-forks",
                        "--output=/dev/null",
                        "--trace-path=" + directory,
                        "--inject=" + calls + ":delay_enter=1000s",
                        "--attach=" + pid);
        await("strace holds " + pid)
                .atMost(BootedDebian.PATIENCE)
                .until(() -> isHeld(user.machine(), pid));
        return obstruction;
    }

    /// Every thread has a tracer.
    private static boolean isHeld(BootedDebian machine, String pid)
            throws IOException, InterruptedException {
        String tracers =
                machine.done("sh", "-c", "cat /proc/" + pid + "/task/*/status | grep TracerPid");
        return tracers.lines().noneMatch(line -> line.endsWith("\t0"));
    }

    @Override
    public void close() throws IOException {
        try {
            machine.run("systemctl", "kill", "--signal=KILL", strace);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
