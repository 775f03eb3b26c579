package dev.sessionwatchdog.host;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// A directory that a program carries to other machines (S84), known by its name or by the files
/// that such a program leaves in it. What the daemon holds back for, and what `doctor` shows, is
/// found here.
///
/// @param program whose folder it is
/// @param at the folder
public record SyncedFolder(String program, Path at) {

    /// Names of directories that clients make.
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
                    Pattern.compile("pCloud ?Drive"),
                    "pCloud",
                    Pattern.compile("MEGA(?:sync)?|Box Sync|Syncthing"),
                    "a sync client");

    /// Files and directories that clients leave in what they carry.
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

    private static final String OF_A_HOME = ".dropbox";

    /// The innermost one on the way to a directory, itself included.
    ///
    /// A home directory counts by its marks only below it: clients keep `~/.dropbox` for
    /// themselves.
    ///
    /// @param real canonical
    public static Optional<SyncedFolder> around(Path real, Path home) {
        for (Path at = real; at != null && at.getFileName() != null; at = at.getParent()) {
            Path here = at;
            Optional<String> program = named(here.getFileName().toString());
            if (program.isEmpty()) {
                program = marked(here, here.equals(home));
            }
            if (program.isPresent()) {
                return program.map(name -> new SyncedFolder(name, here));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> named(String name) {
        return NAMES.entrySet().stream()
                .filter(known -> known.getKey().matcher(name).matches())
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static Optional<String> marked(Path directory, boolean isHome) {
        return MARKS.entrySet().stream()
                .filter(mark -> !isHome || !mark.getKey().equals(OF_A_HOME))
                .filter(mark ->
                        Files.exists(directory.resolve(mark.getKey()), LinkOption.NOFOLLOW_LINKS))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
