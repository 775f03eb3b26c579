package dev.sessionwatchdog.doctor;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.store.root.Assurance;
import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What the file system of a root can do for us (S80, S81): exchange two names in one step, tell by
/// leases who has a file open, tell of changes.
///
/// Nothing is tried out, for that would need files: the kernel's table of mounts is believed.
final class FileSystemChecks {

    private final Circumstances circumstances;
    private final GuardedTree tree;

    FileSystemChecks(Circumstances circumstances, GuardedTree tree) {
        this.circumstances = circumstances;
        this.tree = tree;
    }

    List<Result> look() throws IOException {
        if (!tree.opens()) {
            return List.of();
        }
        List<Result> results = new ArrayList<>();
        Optional<Mount> mount = Mount.of(circumstances.mounts(), tree.real());
        if (mount.isEmpty()) {
            results.add(
                    Result.CannotTell.because(
                            "fs.type",
                            "no table of mounts shows where " + tree.name() + " lies",
                            "df " + ShellWord.of(tree.real())));
        } else {
            results.add(kind(mount.get()));
            writable(mount.get()).ifPresent(results::add);
        }
        results.add(assurance());
        tellsCase(tree.real()).map(this::letterCase).ifPresent(results::add);
        return results;
    }

    private Result kind(Mount mount) {
        String where = tree.name() + " lies on " + mount.type() + " (" + mount.point() + ")";
        return switch (FileSystemKind.of(mount.type())) {
            case WHOLE -> new Result.Ok("fs.type", where);
            case OVERLAY ->
                    Result.Finding.warning(
                            "fs.type",
                            Harm.UNSAFE,
                            where,
                            "it is a container's own layer: sessions, quarantine and log end with"
                                    + " the container. Mount a volume there",
                            "findmnt --target " + ShellWord.of(tree.real()));
            case SHARED -> shared(mount, where);
            case POOR ->
                    Result.Finding.error(
                            "fs.type",
                            Harm.UNSAFE,
                            where,
                            "it has neither permissions of its own nor an exchange of two names in"
                                    + " one step: locks are not broken there. Move the tree to a"
                                    + " local file system such as ext4, with the gateway stopped",
                            "cp -a " + ShellWord.of(tree.real()) + " \"$HOME/.openclaw\"");
            case UNKNOWN ->
                    Result.CannotTell.because(
                            "fs.type",
                            where
                                    + ", of which it is not known whether two names can be exchanged"
                                    + " in one step",
                            "findmnt --target " + ShellWord.of(tree.real()));
        };
    }

    private Result shared(Mount mount, String where) {
        boolean polls = circumstances.config().watch().backend() == Config.WatchBackend.POLL;
        String server = mount.source().replaceFirst("^//", "").split("[:/]", 2)[0];
        boolean named = mount.type().matches("nfs4?|cifs|smb3|smbfs|fuse\\.sshfs");
        return Result.Finding.error(
                "fs.type",
                polls ? Harm.UNSAFE : Harm.DEAF,
                where,
                "other machines may use it: this kernel knows neither who has a file open nor of"
                        + " their changes. Locks are reported, not broken, and no store is migrated."
                        + " Guard it on the machine that has the disk"
                        + (polls ? "" : ", or set watch.backend: poll"),
                named && !server.isEmpty()
                        ? "ssh " + ShellWord.of(server) + " session-watchdog doctor"
                        : "findmnt --target " + ShellWord.of(tree.real()),
                "session-watchdog config check");
    }

    private Optional<Result> writable(Mount mount) {
        return mount.options().contains("ro")
                ? Optional.of(
                        Result.Finding.error(
                                "fs.writable",
                                Harm.IDLE,
                                tree.name() + " lies on a file system that is mounted read-only",
                                "nothing can be taken away, and the daemon does not start",
                                "sudo mount -o remount,rw " + ShellWord.of(mount.point())))
                : Optional.empty();
    }

    private Result assurance() throws IOException {
        try (Root root = tree.open()) {
            return switch (root.assurance()) {
                case Assurance.Proven _ ->
                        new Result.Ok(
                                "fs.leases",
                                "the kernel tells who has a file of " + tree.name() + " open");
                case Assurance.Degraded(String reason) ->
                        Result.Finding.warning(
                                "fs.leases",
                                Harm.BLIND,
                                "the kernel does not tell who has a file of "
                                        + tree.name()
                                        + " open: "
                                        + reason,
                                "stricter rules hold: the process in a temp's name must be dead or"
                                        + " the file a day old, and events say degraded: true",
                                "findmnt --target " + ShellWord.of(tree.real()));
            };
        }
    }

    private Result letterCase(boolean told) {
        return told
                ? new Result.Ok("fs.case", tree.name() + " tells upper from lower case")
                : Result.Finding.warning(
                        "fs.case",
                        Harm.UNSAFE,
                        tree.name() + " does not tell upper from lower case in names",
                        "session keys that differ in case alone fall together: no store is"
                                + " migrated to one file per session there",
                        "session-watchdog migrate status --root " + ShellWord.of(tree.real()));
    }

    /// Whether a directory tells upper from lower case: by a name that is there, asked for in the
    /// other case. Nothing where every name is the same in both.
    static Optional<Boolean> tellsCase(Path directory) throws IOException {
        List<Path> entries = Machine.list(directory);
        for (Path entry : entries) {
            Path other = entry.resolveSibling(swapped(String.valueOf(entry.getFileName())));
            if (!other.toString().equals(entry.toString())) {
                // Both names may be there, even for one file; then they were told apart.
                boolean both =
                        entries.stream().anyMatch(it -> it.toString().equals(other.toString()));
                return Optional.of(both || !Files.exists(other) || !Files.isSameFile(entry, other));
            }
        }
        return Optional.empty();
    }

    private static String swapped(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return upper.equals(name) ? name.toLowerCase(Locale.ROOT) : upper;
    }
}
