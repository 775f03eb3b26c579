package dev.sessionwatchdog.doctor;

import dev.sessionwatchdog.host.SyncedFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Whether a program carries a tree's files to other machines (S84); the daemon only looks there.
final class SyncedFolderChecks {

    private static final String CHECK = "fs.synced";

    private final GuardedTree tree;
    private final Path home;

    SyncedFolderChecks(GuardedTree tree, Path home) {
        this.tree = tree;
        this.home = home;
    }

    List<Result> look() {
        if (!tree.opens()) {
            return List.of();
        }
        Optional<SyncedFolder> carrier = SyncedFolder.around(tree.real(), home);
        return List.of(
                carrier.map(this::finding)
                        .orElseGet(() ->
                                new Result.Ok(
                                        CHECK,
                                        "nothing on the way to "
                                                + tree.name()
                                                + " looks like a synced folder")));
    }

    private Result finding(SyncedFolder carrier) {
        return Result.Finding.error(
                CHECK,
                Harm.UNSAFE,
                tree.name()
                        + " is carried to other machines: "
                        + carrier.at()
                        + " is a folder of "
                        + carrier.program(),
                "files appear, change and vanish there without a program of this machine, half"
                        + " copied ones look torn, and locks of other machines look like ours. Let"
                        + " it be left out, or move the tree with the gateway stopped",
                remedy(carrier));
    }

    private String remedy(SyncedFolder carrier) {
        Path below = carrier.at().relativize(tree.real());
        if (carrier.program().equals("Dropbox")) {
            return "dropbox exclude add " + ShellWord.of(tree.real());
        }
        if (carrier.program().equals("Syncthing") && !below.toString().isEmpty()) {
            return "echo "
                    + ShellWord.of("/" + below)
                    + " >> "
                    + ShellWord.of(carrier.at().resolve(".stignore"));
        }
        return "mv -n " + ShellWord.of(tree.real()) + " \"$HOME/.openclaw\"";
    }
}
