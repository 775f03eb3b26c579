package dev.sessionwatchdog.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Which settings of a unit blind the daemon in it, or keep it from its tree
/// (`watchdog/doc/hardening.md`).
final class UnitSight {

    private static final String CHECK = "unit.sandbox";

    /// In a user's own manager each of these makes a user namespace first, as `PrivateUsers=` does
    /// (systemd.exec(5): "user namespacing is implied").
    private static final Set<String> IMPLY_A_NAMESPACE =
            Set.of(
                    "ProtectSystem",
                    "ProtectHome",
                    "PrivateTmp",
                    "PrivateDevices",
                    "PrivateNetwork",
                    "PrivateIPC",
                    "PrivateMounts",
                    "ProtectKernelTunables",
                    "ProtectKernelModules",
                    "ProtectKernelLogs",
                    "ProtectControlGroups",
                    "ProtectProc",
                    "ReadWritePaths",
                    "ReadOnlyPaths",
                    "InaccessiblePaths",
                    "ExecPaths",
                    "NoExecPaths",
                    "TemporaryFileSystem",
                    "BindPaths",
                    "BindReadOnlyPaths",
                    "RootDirectory",
                    "RootImage",
                    "MountAPIVFS");

    private static final Set<String> NO = Set.of("no", "false", "off", "0", "default", "disabled");

    private final UnitSettings settings;
    private final boolean ofUser;

    /// @param ofUser whether a user's own manager starts it
    UnitSight(UnitSettings settings, boolean ofUser) {
        this.settings = settings;
        this.ofUser = ofUser;
    }

    List<Result> look() {
        List<Result> results = new ArrayList<>();
        blinding("PrivateUsers", "the gateway's environment and namespaces are hidden", results);
        blinding("PrivatePIDs", "no process but its own is seen", results);
        is("ProcSubset", "pid", "starts of processes cannot be compared", results);
        is("ProtectProc", "ptraceable", "gateways that may not be traced are hidden", results);
        is("ProtectHome", "yes", "the tree is not there at all", results);
        is("ProtectHome", "true", "the tree is not there at all", results);
        is("ProtectHome", "read-only", "nothing in the tree can be taken away", results);
        blinding(
                "DynamicUser",
                "it is not the gateway's user: files of others are never touched",
                results);
        is("User", "root", "whatever root writes there the gateway can no longer change", results);
        if (ofUser) {
            IMPLY_A_NAMESPACE.forEach(key ->
                    blinding(
                            key,
                            "in a user's own manager it implies PrivateUsers=, which hides the"
                                    + " gateway's environment and namespaces",
                            results));
        }
        if (results.isEmpty()) {
            results.add(
                    new Result.Ok(CHECK, "no setting of the unit hides the gateway or its tree"));
        }
        return results;
    }

    private void blinding(String key, String why, List<Result> results) {
        settings.get(key)
                .filter(value -> !NO.contains(value.text().toLowerCase(Locale.ROOT)))
                .ifPresent(value -> results.add(finding(key, value, why)));
    }

    private void is(String key, String bad, String why, List<Result> results) {
        settings.get(key)
                .filter(value -> value.text().equalsIgnoreCase(bad))
                .ifPresent(value -> results.add(finding(key, value, why)));
    }

    private Result finding(String key, UnitSettings.Value value, String why) {
        return Result.Finding.error(
                CHECK,
                key.equals("ProtectHome") || key.equals("User") || key.equals("DynamicUser")
                        ? Harm.IDLE
                        : Harm.BLIND,
                value.file() + " says " + key + "=" + value.text(),
                why,
                (ofUser ? "" : "sudo ")
                        + "sed -i "
                        + ShellWord.of("/^" + key + "=/d")
                        + " "
                        + ShellWord.of(value.file()),
                ofUser ? "systemctl --user daemon-reload" : "sudo systemctl daemon-reload");
    }
}
