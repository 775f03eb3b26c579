package dev.sessionwatchdog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a process did to the files of a root, by what `strace -f -y` wrote down, and which of that
/// we must never do: anything but reading, except in our own directory, and except moving a
/// catalogued lock or moving and unlinking a catalogued temp.
///
/// A call counts when it begins, so that one that fails is a violation too.
public record TraceCheck(Path root) {

    private static final Path STRACE = Path.of("/usr/bin/strace");

    private static final Pattern CALL =
            Pattern.compile("^(?:\\[pid +)?(?:\\d+)?\\]? *([a-z_0-9]+)\\((.*)$");
    private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"(\\.\\.\\.)?");

    /// A descriptor with its path, as `-y` shows it, or the working directory.
    private static final Pattern DESCRIPTOR = Pattern.compile("(?:\\d+|AT_FDCWD)<([^>]*)>");

    private static final Pattern WRITES =
            Pattern.compile("O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_TMPFILE|O_APPEND");
    private static final Pattern MOVABLE =
            Pattern.compile(
                    "agents/[^/]+/sessions/(?:[^/]+\\.jsonl\\.lock|sessions\\.json\\.lock"
                            + "|sessions\\.json\\.[^/]+\\.tmp|\\.fs-safe-replace\\.[^/]+\\.tmp)");
    private static final Set<String> OPENS = Set.of("open", "openat", "openat2", "creat");
    private static final Set<String> MOVES =
            Set.of("rename", "renameat", "renameat2", "unlink", "unlinkat");
    private static final Set<String> CHANGES =
            Set.of(
                    "link",
                    "linkat",
                    "symlink",
                    "symlinkat",
                    "mkdir",
                    "mkdirat",
                    "mknod",
                    "mknodat",
                    "rmdir",
                    "chmod",
                    "fchmod",
                    "fchmodat",
                    "fchmodat2",
                    "chown",
                    "fchown",
                    "lchown",
                    "fchownat",
                    "utime",
                    "utimes",
                    "utimensat",
                    "futimesat",
                    "truncate",
                    "ftruncate",
                    "fallocate",
                    "setxattr",
                    "lsetxattr",
                    "fsetxattr",
                    "removexattr",
                    "lremovexattr",
                    "fremovexattr",
                    "write",
                    "writev",
                    "pwrite64",
                    "pwritev",
                    "pwritev2",
                    "copy_file_range",
                    "sendfile",
                    "splice");

    /// A command that writes down what the command after it does.
    public static List<String> strace(Path trace) {
        return List.of(
                STRACE.toString(),
                "-f",
                "-y",
                "-qq",
                "-s",
                "300",
                "--seccomp-bpf",
                "-e",
                traced(),
                "-e",
                "signal=none",
                "-o",
                trace.toString());
    }

    /// Whether there is an `strace` here, and it may trace.
    public static boolean isPossible() throws IOException, InterruptedException {
        return Files.isExecutable(STRACE)
                && new ProcessBuilder(STRACE.toString(), "-qq", "-e", "none", "/bin/true")
                                .start()
                                .waitFor()
                        == 0;
    }

    /// What a trace says about the root, in its order.
    public List<Call> calls(Path trace) throws IOException {
        try (Stream<String> lines = Files.lines(trace)) {
            return lines.flatMap(line -> call(line).stream()).toList();
        }
    }

    private static String traced() {
        List<String> all = new ArrayList<>(OPENS);
        all.addAll(MOVES);
        all.addAll(CHANGES);
        all.sort(String::compareTo);
        return "trace=?" + String.join(",?", all);
    }

    /// @param name of the call
    /// @param inside the places below the root that it names
    public record Call(String name, List<Path> inside, String line) {

        /// Whether it opens something only to read it.
        public boolean reads() {
            return OPENS.contains(name) && !name.equals("creat") && !WRITES.matcher(line).find();
        }

        public boolean moves() {
            return MOVES.contains(name);
        }
    }

    /// What a line says about the root; nothing for all the other lines.
    public Optional<Call> call(String line) {
        Matcher matcher = CALL.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String name = matcher.group(1);
        if (!OPENS.contains(name) && !MOVES.contains(name) && !CHANGES.contains(name)) {
            return Optional.empty();
        }
        List<Path> inside =
                named(name, matcher.group(2)).stream()
                        .map(Path::normalize)
                        .filter(path -> path.startsWith(root))
                        .map(root::relativize)
                        .toList();
        return inside.isEmpty() ? Optional.empty() : Optional.of(new Call(name, inside, line));
    }

    /// The paths that a call names: a text belongs to the descriptor before it; a descriptor that
    /// no text follows is meant itself.
    private static List<Path> named(String name, String arguments) {
        boolean data = name.contains("write") || name.equals("sendfile");
        List<Path> paths = new ArrayList<>();
        Path base = Path.of("/");
        boolean pending = false;
        Matcher at = Pattern.compile(DESCRIPTOR + "|" + TEXT).matcher(arguments);
        while (at.find()) {
            if (at.group(1) != null) {
                if (pending) {
                    paths.add(base);
                }
                base = Path.of(at.group(1).replace(" (deleted)", ""));
                pending = true;
            } else if (!data) {
                // To move or unlink what has no name always fails: it asks whether the call is
                // there.
                if (!at.group(2).isEmpty() || !MOVES.contains(name)) {
                    paths.add(base.resolve(at.group(2)));
                }
                pending = false;
            }
        }
        if (pending) {
            paths.add(base);
        }
        return paths;
    }

    /// Whether this is what we must never do.
    public boolean isViolation(Call call) {
        if (call.reads()) {
            return false;
        }
        return call.inside().stream()
                .anyMatch(path ->
                        !path.startsWith(".session-watchdog")
                                && !(call.moves() && MOVABLE.matcher(path.toString()).matches())
                                && !isOurHome(call, path));
    }

    /// Our own directory is made once, directly below the root.
    private static boolean isOurHome(Call call, Path path) {
        return call.name().startsWith("mkdir") && path.equals(Path.of(".session-watchdog"));
    }
}
