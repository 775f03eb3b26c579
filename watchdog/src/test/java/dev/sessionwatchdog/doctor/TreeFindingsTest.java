package dev.sessionwatchdog.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sessionwatchdog.store.root.LocalRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever is wrong with a root, its file system or its owner is found alone.
@EnabledOnOs(OS.LINUX)
final class TreeFindingsTest extends Examination {

    TreeFindingsTest(@TempDir Path directory) throws IOException {
        super(directory);
    }

    @Test
    void a_root_that_is_not_there_or_leads_nowhere_is_found() throws IOException {
        machine.settings = "roots:\n  - path: \"" + directory.resolve("gone") + "\"\n";
        assertThat(machine.finding("root.open").observed()).contains("does not exist");
        Files.createSymbolicLink(directory.resolve("dangling"), directory.resolve("gone"));
        machine.settings = "roots:\n  - path: \"" + directory.resolve("dangling") + "\"\n";
        assertThat(machine.finding("root.open").observed()).contains("leads nowhere");
    }

    @Test
    void a_symlinked_root_is_followed_once_and_told() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), machine.root());
        machine.settings = "roots:\n  - path: \"" + link + "\"\n";
        assertThat(machine.of("root.open").toString()).contains("leads to " + machine.root());
        Files.delete(link);
    }

    @Test
    void a_root_without_stores_and_a_store_behind_a_link_are_found() throws IOException {
        Path other = Files.createDirectories(directory.resolve("elsewhere/sessions"));
        Files.createSymbolicLink(machine.root().resolve("agents/linked"), other.getParent());
        assertThat(only("root.stores").observed()).contains("agents/linked").contains("symlink");
        Files.delete(machine.root().resolve("agents/linked"));
        machine.settings = "roots:\n  - path: ~/.openclaw\n    stores: other/*/sessions\n";
        assertThat(only("root.stores").observed()).contains("other/*/sessions");
    }

    @Test
    void a_tree_that_others_can_write_is_found() throws IOException {
        FakeMachine.only("rwxrwx---", machine.root());
        assertThat(only("owner.mode").commands()).containsExactly("chmod go-w " + machine.root());
        FakeMachine.only("rwx-----x", machine.root());
        assertThat(machine.of("owner.mode").getFirst()).isInstanceOf(Result.Ok.class);
    }

    @Test
    void files_that_sudo_left_and_trees_of_others_are_found() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root gives files away");
        store("5f0c7a52.jsonl", "{}\n");
        Path file = machine.root().resolve("agents/main/sessions/5f0c7a52.jsonl");
        Files.setAttribute(file, "unix:uid", 1234);
        assertThat(only("owner.files").observed()).startsWith("1 files").contains("5f0c7a52.jsonl");
        Files.setAttribute(machine.root(), "unix:uid", 1234);
        assertThat(machine.finding("owner.root").observed()).contains("this runs as root");
        assertThat(machine.finding("owner.root").commands().getFirst())
                .startsWith("sudo -u '#1234' session-watchdog");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nfs4",
                "cifs",
                "9p",
                "virtiofs",
                "fuse.sshfs",
                "fuse.rclone",
                "vboxsf",
                "ceph"
            })
    void a_network_mount_is_found(String type) throws IOException {
        machine.treeOn(type, "nas.example:/export", "rw");
        assertThat(only("fs.type"))
                .satisfies(it -> assertThat(it.harm()).isEqualTo(Harm.DEAF))
                .satisfies(it -> assertThat(it.severity()).isEqualTo(Severity.ERROR));
        machine.settings = "watch: { backend: poll }\n";
        assertThat(only("fs.type").harm()).isEqualTo(Harm.UNSAFE);
    }

    @Test
    void a_file_server_is_named_as_the_place_to_run_on() throws IOException {
        machine.treeOn("nfs4", "nas.example:/export", "rw");
        assertThat(only("fs.type").commands())
                .first()
                .isEqualTo("ssh nas.example session-watchdog doctor");
        machine.treeOn("cifs", "//files.example/share", "rw");
        assertThat(only("fs.type").commands()).first().asString().startsWith("ssh files.example ");
    }

    @ParameterizedTest
    @CsvSource({"overlay, WARNING", "exfat, ERROR", "ntfs3, ERROR"})
    void a_file_system_that_loses_or_cannot_exchange_is_found(String type, Severity severity)
            throws IOException {
        machine.treeOn(type, "x", "rw");
        assertThat(only("fs.type").severity()).isEqualTo(severity);
    }

    @Test
    void an_unknown_file_system_is_not_called_well() throws IOException {
        machine.treeOn("newfs", "x", "rw");
        assertThat(doubt("fs.type").reason()).contains("newfs");
    }

    @Test
    void a_mount_that_is_read_only_is_found() throws IOException {
        machine.treeOn("ext4", "/dev/sdb1", "ro,relatime");
        assertThat(only("fs.writable").harm()).isEqualTo(Harm.IDLE);
    }

    @Test
    void a_mount_point_with_a_blank_is_read_as_it_is() {
        List<Mount> mounts =
                Mount.parse(
                        "30 21 0:40 / /a\\040b rw - cifs //s/share\\040x rw\n21 1 8:1 / / rw - ext4 x rw\n");
        assertThat(Mount.of(mounts, Path.of("/a b/c")))
                .get()
                .satisfies(it -> assertThat(it.type()).isEqualTo("cifs"))
                .satisfies(it -> assertThat(it.source()).isEqualTo("//s/share x"));
        assertThat(Mount.of(mounts, Path.of("/a bc")))
                .get()
                .extracting(Mount::type)
                .isEqualTo("ext4");
    }

    @Test
    void without_native_calls_the_missing_leases_are_found_and_the_clock_is_in_the_dark() {
        machine.natives = LocalRoot.Natives.OFF;
        machine.synchronised = false;
        assertThat(only("fs.leases").observed()).contains("switched off");
        assertThat(doubt("clock.source").commands()).containsExactly("timedatectl status");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Dropbox",
                "Dropbox (Personal)",
                "OneDrive - Example Ltd",
                "Google Drive",
                "GoogleDrive-me@example.org",
                "Nextcloud",
                "iCloud Drive",
                "Library/Mobile Documents/com~apple~CloudDocs",
                "Library/CloudStorage/Box-Box"
            })
    void a_synced_folder_is_found_by_its_name(String folder) throws IOException {
        Path root = directory.resolve(folder).resolve("openclaw");
        Files.createDirectories(root.resolve("agents/main/sessions"));
        FakeMachine.only("rwx------", root);
        machine.settings = "roots:\n  - path: \"" + root + "\"\n";
        assertThat(machine.finding("fs.synced").severity()).isEqualTo(Severity.ERROR);
    }

    @Test
    void a_synced_folder_is_found_by_what_its_program_leaves() throws IOException {
        Files.createDirectories(machine.home().resolve(".stfolder"));
        assertThat(only("fs.synced").commands().getFirst())
                .isEqualTo("echo /.openclaw >> " + machine.home().resolve(".stignore"));
        Files.delete(machine.home().resolve(".stfolder"));
        Files.createDirectories(machine.root().resolve(".tmp.driveupload"));
        assertThat(only("fs.synced").observed()).contains("Google Drive");
    }

    @Test
    void a_folder_of_a_similar_name_is_not_called_synced() throws IOException {
        Path root = directory.resolve("about Dropbox/MEGAlith/openclaw");
        Files.createDirectories(root.resolve("agents/main/sessions"));
        machine.settings = "roots:\n  - path: \"" + root + "\"\n";
        assertThat(machine.of("fs.synced").getFirst()).isInstanceOf(Result.Ok.class);
    }
}
