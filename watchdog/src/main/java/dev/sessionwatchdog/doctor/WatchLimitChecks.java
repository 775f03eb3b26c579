package dev.sessionwatchdog.doctor;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.store.root.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whether the kernel grants as many watches and files as the trees need (inotify(7), S85). The
/// limits are one user's, over all of their programs.
final class WatchLimitChecks {

    private static final String INOTIFY = "/proc/sys/fs/inotify/";

    /// Below this one burst of a large store overflows the kernel's queue.
    private static final long SMALL_QUEUE = 8_192;

    /// Jars, the log, the roots, and what one sweep has open at a time.
    private static final long FEW_FILES = 256;

    private static final int MOST_PROCESSES = 4_096;
    private static final Pattern OPEN_FILES = Pattern.compile("(?m)^Max open files\\s+(\\S+)");

    private final Circumstances circumstances;
    private final Machine machine;

    WatchLimitChecks(Circumstances circumstances) {
        this.circumstances = circumstances;
        this.machine = circumstances.machine();
    }

    List<Result> look() throws IOException {
        if (!circumstances.user().onLinux()) {
            return List.of();
        }
        List<Result> results = new ArrayList<>();
        if (circumstances.config().watch().backend() == Config.WatchBackend.POLL) {
            results.add(new Result.Ok("watch", "watch.backend is poll: no watches are wanted"));
        } else {
            Used used = used();
            results.add(watches(used));
            results.add(instances(used));
            results.add(queue());
        }
        results.add(files());
        return results;
    }

    /// What this user's other programs have taken of their share, as far as they show it.
    private record Used(long watches, long instances) {
        Used and(Used other) {
            return new Used(watches + other.watches, instances + other.instances);
        }
    }

    private Result watches(Used used) throws IOException {
        long needed = needed();
        return limit(
                "watch.watches",
                "max_user_watches",
                used.watches + needed,
                needed + " directories are to be watched, " + used.watches + " are by others");
    }

    private Result instances(Used used) {
        return limit(
                "watch.instances",
                "max_user_instances",
                used.instances + 1,
                "one is needed, " + used.instances + " are taken by others");
    }

    private Result limit(String check, String setting, long wanted, String words) {
        OptionalLong limit = machine.number(INOTIFY + setting);
        if (limit.isEmpty()) {
            return Result.CannotTell.because(
                    check,
                    "fs.inotify." + setting + " is not shown",
                    "sysctl fs.inotify." + setting);
        }
        String seen = words + "; fs.inotify." + setting + " is " + limit.getAsLong();
        if (wanted <= limit.getAsLong()) {
            return new Result.Ok(check, seen);
        }
        long enough = Math.max(2 * limit.getAsLong(), 2 * wanted);
        return Result.Finding.error(
                check,
                Harm.DEAF,
                seen,
                "changes are found by the sweep only, every "
                        + circumstances.config().watch().fullSweep().toMinutes()
                        + " minutes",
                "sudo sysctl -w fs.inotify." + setting + "=" + enough,
                "echo fs.inotify."
                        + setting
                        + "="
                        + enough
                        + " | sudo tee /etc/sysctl.d/60-session-watchdog.conf");
    }

    private Result queue() {
        OptionalLong queue = machine.number(INOTIFY + "max_queued_events");
        if (queue.isEmpty()) {
            return Result.CannotTell.because(
                    "watch.queue",
                    "fs.inotify.max_queued_events is not shown",
                    "sysctl fs.inotify.max_queued_events");
        }
        return queue.getAsLong() < SMALL_QUEUE
                ? Result.Finding.warning(
                        "watch.queue",
                        Harm.DEAF,
                        "fs.inotify.max_queued_events is " + queue.getAsLong(),
                        "a burst in a large store overflows it; each overflow costs a sweep",
                        "sudo sysctl -w fs.inotify.max_queued_events=16384")
                : new Result.Ok(
                        "watch.queue",
                        "the kernel keeps " + queue.getAsLong() + " changes for a slow reader");
    }

    private Result files() {
        String of =
                circumstances.daemons().isEmpty()
                        ? "self"
                        : Long.toString(circumstances.daemons().getFirst().pid());
        Matcher limit = OPEN_FILES.matcher(machine.text("/proc/" + of + "/limits").orElse(""));
        if (!limit.find()) {
            return Result.CannotTell.because(
                    "watch.files", "the limits of process " + of + " are not shown", "ulimit -n");
        }
        if (limit.group(1).equals("unlimited")) {
            return new Result.Ok("watch.files", "any number of files may be open");
        }
        return Long.parseLong(limit.group(1)) < FEW_FILES
                ? Result.Finding.error(
                        "watch.files",
                        Harm.IDLE,
                        "only " + limit.group(1) + " files may be open at a time",
                        "a sweep breaks off in the middle, and so does the log",
                        "ulimit -n 16384")
                : new Result.Ok("watch.files", limit.group(1) + " files may be open at a time");
    }

    /// The root, the way down to each store, each store, and where requests are left.
    private long needed() throws IOException {
        long needed = 0;
        for (Config.RootConfig root : circumstances.config().roots()) {
            GuardedTree tree = GuardedTree.of(root, circumstances.natives());
            if (!tree.opens()) {
                continue;
            }
            Set<Place> directories = new HashSet<>();
            for (Place store : tree.stores()) {
                for (Place at = store; !at.isTop(); at = at.parent()) {
                    directories.add(at);
                }
            }
            needed += directories.size() + 2;
        }
        return needed;
    }

    /// `inotify` lines in `/proc/PID/fdinfo` are watches, links to `anon_inode:inotify` instances
    /// (proc(5)); a guarding daemon's own are not counted.
    private Used used() {
        Used used = new Used(0, 0);
        Optional<Object> us = owner(machine.at("/proc/self"));
        int looked = 0;
        for (Path process : machine.list("/proc")) {
            String pid = process.getFileName().toString();
            boolean counts =
                    pid.matches("[0-9]{1,10}") && !isOurs(pid) && owner(process).equals(us);
            if (counts && looked++ < MOST_PROCESSES) {
                used = used.and(of(process));
            }
        }
        return used;
    }

    private static Used of(Path process) {
        long watches = 0;
        long instances = 0;
        for (Path descriptor : Machine.list(process.resolve("fd"))) {
            if (isInotify(descriptor)) {
                instances++;
                Path info = process.resolve("fdinfo").resolve(descriptor.getFileName());
                if (Machine.read(info) instanceof Machine.Seen.Text(String text)) {
                    watches += text.lines().filter(line -> line.startsWith("inotify ")).count();
                }
            }
        }
        return new Used(watches, instances);
    }

    private static Optional<Object> owner(Path process) {
        try {
            return Optional.of(Files.getAttribute(process, "unix:uid"));
        } catch (IOException | UnsupportedOperationException notTold) {
            return Optional.empty();
        }
    }

    private boolean isOurs(String pid) {
        return circumstances.daemons().stream()
                .anyMatch(daemon -> Long.toString(daemon.pid()).equals(pid));
    }

    private static boolean isInotify(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().endsWith("inotify");
        } catch (IOException | UnsupportedOperationException hidden) {
            return false;
        }
    }
}
