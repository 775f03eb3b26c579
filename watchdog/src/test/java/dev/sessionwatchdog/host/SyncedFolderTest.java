package dev.sessionwatchdog.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whether a tree lies in a folder that some program carries to other machines (S84).
final class SyncedFolderTest {

    @TempDir private Path directory;
    private Path home = Path.of("");

    @BeforeEach
    void a_home() throws Exception {
        home = Files.createDirectory(directory.resolve("u"));
    }

    private Optional<String> around(String below) throws Exception {
        Path root = Files.createDirectories(home.resolve(below));
        return SyncedFolder.around(root, home).map(SyncedFolder::program);
    }

    @ParameterizedTest
    @CsvSource({
        "Dropbox/openclaw, Dropbox",
        "Dropbox (Acme)/a/b, Dropbox",
        "OneDrive - Acme/openclaw, OneDrive",
        "Google Drive/x, Google Drive",
        "Library/Mobile Documents/com~apple~CloudDocs/x, iCloud",
        "Nextcloud/.openclaw, Nextcloud or ownCloud"
    })
    void the_names_of_their_folders_are_known(String below, String program) throws Exception {
        assertThat(around(below)).contains(program);
    }

    @Test
    void an_ordinary_home_is_none_also_where_such_clients_are_installed() throws Exception {
        Files.createDirectory(home.resolve(".dropbox"));
        Files.createDirectory(home.resolve("Dropbox"));

        assertThat(around(".openclaw")).isEmpty();
        assertThat(around("Dropboxes/.openclaw")).isEmpty();
    }

    @Test
    void a_folder_of_any_name_is_known_by_what_is_left_in_it() throws Exception {
        Files.createDirectories(home.resolve("shared/.stfolder"));
        assertThat(around("shared/agents/.openclaw")).contains("Syncthing");

        Files.createDirectory(home.resolve(".stfolder"));
        assertThat(around(".openclaw")).contains("Syncthing");
    }
}
