package dev.sessionwatchdog.store.lease;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What the kernel shows of processes in `/proc`, for the one question of a lease: is its owner
/// gone for good? Where that cannot be proven it is taken as alive (`protocols.md` 3.5, 3.6).
final class ProcessSurvey {

    /// Where systemd mounts the unified hierarchy of control groups, alone or beside the older
    /// ones.
    private static final List<Path> CONTROL_GROUPS =
            List.of(Path.of("/sys/fs/cgroup"), Path.of("/sys/fs/cgroup/unified"));

    private final Path proc;
    private final List<Path> controlGroups;
    private final ProcessIdentity self;
    private final boolean hidesProcesses;

    ProcessSurvey(String boot) {
        this(boot, Path.of("/proc"), CONTROL_GROUPS);
    }

    ProcessSurvey(String boot, Path proc, List<Path> controlGroups) {
        this.proc = proc;
        this.controlGroups = List.copyOf(controlGroups);
        this.hidesProcesses = hidesProcesses(text("self/mountinfo"));
        this.self =
                new ProcessIdentity(
                        ProcessHandle.current().pid(),
                        startTicks("self").orElse(0),
                        boot,
                        namespace("pid"),
                        namespace("time"),
                        text("sys/kernel/hostname"),
                        ProcessHandle.current().info().command().orElse(""));
    }

    /// Whether this table of mounts, as in `/proc/self/mountinfo`, says that `/proc` hides
    /// processes (proc(5)); one that does not tell of `/proc` says so.
    static boolean hidesProcesses(String mounts) {
        boolean hides = true;
        for (String line : mounts.split("\n", -1)) {
            String[] fields = line.split(" ", -1);
            if (fields.length > 6 && fields[4].equals("/proc")) {
                String options = fields[fields.length - 1];
                hides =
                        !line.contains(" - proc ")
                                || options.matches(".*\\bhidepid=(?!0\\b|off\\b).*");
            }
        }
        return hides;
    }

    /// This process.
    ProcessIdentity self() {
        return self;
    }

    /// Whether it is proven that the process runs no more: another boot, or the same boot and
    /// namespaces and no such process, or another one under its number.
    ///
    /// Where `/proc` hides processes (`hidepid`, `ProtectProc=`), even one of our own user may not
    /// be shown: that it is absent proves nothing there.
    ///
    /// @param ourOwn whether its user is ours
    boolean gone(ProcessIdentity owner, boolean ourOwn) {
        if (self.boot().equals("unknown") || owner.boot().isEmpty()) {
            return false;
        }
        if (!owner.boot().equals(self.boot())) {
            return true;
        }
        if (!isComparable(owner, ourOwn)) {
            return false;
        }
        try {
            Optional<Stat> stat = statOf(Long.toString(owner.pid()));
            return stat.isEmpty() ? !hidesProcesses : stat.get().startTicks() != owner.startTicks();
        } catch (IOException unseen) {
            return false;
        }
    }

    /// Whether the process is seen to get no time to run: stopped, traced, waiting where no signal
    /// reaches it (state D, which the older freezer shows too), or in a frozen control group.
    ///
    /// @param ourOwn as for [#gone]
    boolean paused(ProcessIdentity owner, boolean ourOwn) {
        if (!owner.boot().equals(self.boot()) || !isComparable(owner, ourOwn)) {
            return false;
        }
        try {
            String process = Long.toString(owner.pid());
            return statOf(process)
                    .filter(stat -> stat.startTicks() == owner.startTicks())
                    .filter(stat -> stat.state().matches("[TtD]") || isFrozen(process))
                    .isPresent();
        } catch (IOException unseen) {
            return false;
        }
    }

    /// By `cgroup.events`, which counts groups above too; false also where that cannot be seen. A
    /// group outside of our control-group namespace begins with "/.." (cgroup_namespaces(7)).
    private boolean isFrozen(String process) {
        String group =
                text(process + "/cgroup")
                        .lines()
                        .filter(line -> line.startsWith("0::/") && !line.contains("/.."))
                        .map(line -> line.substring("0::".length()))
                        .findFirst()
                        .orElse("");
        return !group.isEmpty()
                && controlGroups.stream()
                        .map(mount -> textOf(Path.of(mount + group).resolve("cgroup.events")))
                        .anyMatch(events -> events.lines().anyMatch("frozen 1"::equals));
    }

    private boolean isComparable(ProcessIdentity owner, boolean ourOwn) {
        return ourOwn
                && owner.host().equals(self.host())
                && owner.pidNamespace() == self.pidNamespace()
                && owner.timeNamespace() == self.timeNamespace()
                && self.pidNamespace() != 0
                && self.timeNamespace() != 0
                && owner.startTicks() != 0
                && self.startTicks() != 0
                && owner.pid() > 0;
    }

    /// @param state field 3 of `/proc/PID/stat`
    /// @param startTicks field 22
    private record Stat(String state, long startTicks) {}

    private OptionalLong startTicks(String process) {
        try {
            Optional<Stat> stat = statOf(process);
            return stat.isPresent()
                    ? OptionalLong.of(stat.get().startTicks())
                    : OptionalLong.empty();
        } catch (IOException unseen) {
            return OptionalLong.empty();
        }
    }

    /// Empty when there is no such process.
    ///
    /// @throws IOException when that cannot be said
    private Optional<Stat> statOf(String process) throws IOException {
        String stat;
        try {
            stat = Files.readString(proc.resolve(process).resolve("stat"));
        } catch (NoSuchFileException none) {
            if (Files.exists(proc.resolve("self/stat"))) {
                return Optional.empty();
            }
            throw none;
        }
        // The command's name, in brackets, may hold blanks and brackets (proc_pid_stat(5)).
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        int start = 22 - 3;
        if (fields.length <= start || !fields[start].matches("[0-9]{1,18}")) {
            throw new IOException("stat is not understood");
        }
        return Optional.of(new Stat(fields[0], Long.parseLong(fields[start])));
    }

    /// `/proc/self/ns/pid` leads to `pid:[4026531836]` (namespaces(7)).
    private long namespace(String kind) {
        try {
            String link = Files.readSymbolicLink(proc.resolve("self/ns/" + kind)).toString();
            String digits = link.replaceAll("[^0-9]", "");
            return digits.isEmpty() ? 0 : Long.parseLong(digits);
        } catch (IOException | UnsupportedOperationException absent) {
            return 0;
        }
    }

    private String text(String file) {
        return textOf(proc.resolve(file));
    }

    private static String textOf(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException absent) {
            return "";
        }
    }
}
