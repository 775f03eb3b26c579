package dev.sessionwatchdog.doctor;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Whether a program carries a tree's files to other machines (S84): by the name of a directory on
/// the way to it, and by the files that such programs leave.
final class SyncedFolderChecks {

    private static final String CHECK = "fs.synced";

    /// Names of directories that clients make, and of whom.
    private static final Map<Pattern, String> NAMES =
            Map.of(
                    Pattern.compile("Dropbox(?: \\(.*\\))?"),
                    "Dropbox",
                    Pattern.compile("OneDrive(?: - .*|-.*)?"),
                    "OneDrive",
                    Pattern.compile("Google ?Drive|GoogleDrive-.*|My Drive"),
                    "Google Drive",
                    Pattern.compile("Mobile Documents|com~apple~CloudDocs|iCloud ?Drive(?:~.*)?"),
                    "iCloud",
                    Pattern.compile("CloudStorage"),
                    "a cloud provider of macOS",
                    Pattern.compile("Nextcloud|ownCloud"),
                    "Nextcloud or ownCloud",
                    Pattern.compile("pCloud ?Drive|pCloudDrive"),
                    "pCloud",
                    Pattern.compile("MEGA(?:sync)?|Box Sync|Syncthing"),
                    "a sync client");

    /// Files that clients leave in a directory that they carry, and of whom.
    private static final Map<String, String> MARKS =
            Map.ofEntries(
                    Map.entry(".dropbox", "Dropbox"),
                    Map.entry(".dropbox.cache", "Dropbox"),
                    Map.entry(".stfolder", "Syncthing"),
                    Map.entry(".stversions", "Syncthing"),
                    Map.entry(".stignore", "Syncthing"),
                    Map.entry(".tmp.driveupload", "Google Drive"),
                    Map.entry(".tmp.drivedownload", "Google Drive"),
                    Map.entry(".sync.ffs_db", "FreeFileSync"),
                    Map.entry(".nextcloudsync.log", "Nextcloud or ownCloud"),
                    Map.entry(".owncloudsync.log", "Nextcloud or ownCloud"),
                    Map.entry(".849C9593-D756-4E56-8D6E-42412F2A707B", "OneDrive"),
                    Map.entry(".megaignore", "MEGA"));

    private final GuardedTree tree;

    SyncedFolderChecks(GuardedTree tree) {
        this.tree = tree;
    }

    /// @param folder the highest directory that is carried
    private record Carrier(String name, Path folder) {}

    List<Result> look() {
        if (!tree.opens()) {
            return List.of();
        }
        Optional<Carrier> carrier = carrier();
        return List.of(
                carrier.map(this::finding)
                        .orElseGet(() ->
                                new Result.Ok(
                                        CHECK,
                                        "nothing on the way to "
                                                + tree.name()
                                                + " looks like a synced folder")));
    }

    private Optional<Carrier> carrier() {
        for (Path at = tree.real(); at != null && at.getFileName() != null; at = at.getParent()) {
            String name = at.getFileName().toString();
            for (Map.Entry<Pattern, String> known : NAMES.entrySet()) {
                if (known.getKey().matcher(name).matches()) {
                    return Optional.of(new Carrier(known.getValue(), at));
                }
            }
            for (Map.Entry<String, String> mark : MARKS.entrySet()) {
                if (Files.exists(at.resolve(mark.getKey()), LinkOption.NOFOLLOW_LINKS)) {
                    return Optional.of(new Carrier(mark.getValue(), at));
                }
            }
        }
        return Optional.empty();
    }

    private Result finding(Carrier carrier) {
        return Result.Finding.error(
                CHECK,
                Harm.UNSAFE,
                tree.name()
                        + " is carried to other machines: "
                        + carrier.folder()
                        + " is a folder of "
                        + carrier.name(),
                "files appear, change and vanish there without a program of this machine, half"
                        + " copied ones look torn, and locks of other machines look like ours. Let"
                        + " it be left out, or move the tree with the gateway stopped",
                remedy(carrier));
    }

    private String remedy(Carrier carrier) {
        Path below = carrier.folder().relativize(tree.real());
        if (carrier.name().equals("Dropbox")) {
            return "dropbox exclude add " + ShellWord.of(tree.real());
        }
        if (carrier.name().equals("Syncthing") && !below.toString().isEmpty()) {
            return "echo "
                    + ShellWord.of("/" + below)
                    + " >> "
                    + ShellWord.of(carrier.folder().resolve(".stignore"));
        }
        return "mv -n " + ShellWord.of(tree.real()) + " \"$HOME/.openclaw\"";
    }
}
