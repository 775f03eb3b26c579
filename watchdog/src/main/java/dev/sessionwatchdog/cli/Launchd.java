package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.store.forensic.Printable;
import java.util.Map;
import java.util.Set;

/// What launchd is told when the daemon ends.
///
/// Its `KeepAlive` starts a job again after every exit but 0 (launchd.plist(5), `SuccessfulExit`),
/// and knows no list of codes as systemd's `RestartPreventExitStatus=` is. So where no restart
/// would help, the job that our property lists start ends with 0, having said why: otherwise a
/// configuration with one wrong word would start a JVM twice a minute for ever.
public final class Launchd {

    /// Set by our property lists only.
    static final String VARIABLE = "SESSION_WATCHDOG_SERVICE";

    private static final String OURSELVES = "launchd";

    /// The label of the job, as launchd tells it to its processes.
    private static final String LABEL = "XPC_SERVICE_NAME";

    /// The codes that `RestartPreventExitStatus=` lists in our systemd units.
    private static final Set<Integer> NO_RESTART_HELPS =
            Set.of(
                    ExitCode.USAGE,
                    ExitCode.OWNED_BY_ANOTHER,
                    ExitCode.PERMISSION,
                    ExitCode.CONFIGURATION);

    private Launchd() {}

    /// The exit code of the process, which is `code` but where launchd started it in vain.
    public static int exitCode(int code, Map<String, String> environment, String... words) {
        boolean itsJob =
                OURSELVES.equals(environment.get(VARIABLE))
                        && words.length > 0
                        && words[0].equals("run");
        if (!itsJob || !NO_RESTART_HELPS.contains(code)) {
            return code;
        }
        System.err.println(
                "session-watchdog: ends with 0 and not with "
                        + code
                        + ", so that launchd does not start it again in vain. When it is put"
                        + " right: "
                        + kickstart(
                                environment.getOrDefault(LABEL, "ai.openclaw.session-watchdog")));
        return ExitCode.DONE;
    }

    private static String kickstart(String label) {
        return label.contains(".daemon.")
                ? "sudo launchctl kickstart system/" + Printable.of(label)
                : "launchctl kickstart gui/$(id -u)/" + Printable.of(label);
    }
}
