package dev.sessionwatchdog.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.sessionwatchdog.cli.Verb;
import dev.sessionwatchdog.incident.RealLog;
import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.root.Space;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// On a machine on which all is well nothing is found; each thing that is wrong is found alone.
@EnabledOnOs(OS.LINUX)
class DoctorTest {

    private final Path directory;
    private FakeMachine machine;

    DoctorTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        this.machine = new FakeMachine(directory).daemon(77, "1.0.0");
    }

    /// That nothing else is found beside.
    private Result.Finding only(String check) {
        List<Result.Finding> found =
                machine.examine().stream()
                        .filter(Result.Finding.class::isInstance)
                        .map(Result.Finding.class::cast)
                        .toList();
        assertThat(found).extracting(Result.Finding::check).containsExactly(check);
        assertThat(found.getFirst().commands()).isNotEmpty().allSatisfy(DoctorTest::isShell);
        return found.getFirst();
    }

    private static void isShell(String command) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("sh", "-n", "-c", command).inheritIO().start();
        assertThat(shell.waitFor()).as(command).isZero();
        if (command.startsWith("session-watchdog ")) {
            assertThat(Verb.understands(command)).as(command).isEmpty();
        }
    }

    private Result.CannotTell doubt(String check) {
        return machine.of(check).stream()
                .filter(Result.CannotTell.class::isInstance)
                .map(Result.CannotTell.class::cast)
                .findFirst()
                .orElseThrow(() -> new AssertionError(machine.examine().toString()));
    }

    private void store(String name, String content) throws IOException {
        Files.writeString(machine.root().resolve("agents/main/sessions").resolve(name), content);
    }

    @Test
    void where_all_is_well_nothing_is_found_and_nothing_left_in_the_dark() throws IOException {
        Path events = machine.home().resolve("state/events");
        RealLog.in(events).close();
        FakeMachine.only("rwx------", events);
        FakeMachine.only("rwx------", machine.home().resolve("state"));
        assertThat(machine.examine())
                .hasSizeGreaterThan(25)
                .allSatisfy(result -> assertThat(result).isInstanceOf(Result.Ok.class));
    }

    @Test
    void a_look_changes_no_file_anywhere() throws IOException {
        machine.treeOn("nfs4", "nas:/export", "rw");
        Map<Path, String> before = everything();
        assertThat(machine.examine()).isNotEmpty();
        assertThat(everything()).isEqualTo(before);
    }

    private Map<Path, String> everything() throws IOException {
        Map<Path, String> files = new TreeMap<>();
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path file : tree.filter(it -> !it.endsWith("home")).toList()) {
                files.put(
                        file,
                        Files.readAttributes(
                                        file,
                                        "unix:ino,ctime,mode",
                                        java.nio.file.LinkOption.NOFOLLOW_LINKS)
                                .toString());
            }
        }
        return files;
    }

    @Test
    void blindness_is_found_and_then_no_gateway_is_said_to_be_absent() {
        machine.processes.blind();
        assertThat(only("proc.visible").harm()).isEqualTo(Harm.BLIND);
        assertThat(doubt("gateway.seen").reason()).contains("blind");
    }

    @ParameterizedTest
    @CsvSource({
        "hidepid=invisible, WARNING",
        "hidepid=2,         WARNING",
        "hidepid=noaccess,  WARNING",
        "hidepid=ptraceable, ERROR",
        "subset=pid,        ERROR"
    })
    void a_proc_that_hides_is_found(String option, Severity severity) throws IOException {
        machine.procWith(option);
        assertThat(only("proc.mount").severity()).isEqualTo(severity);
    }

    @Test
    void a_proc_whose_mount_is_not_shown_is_not_called_well() throws IOException {
        machine.write("/proc/self/mountinfo", "");
        assertThat(doubt("proc.mount").commands()).containsExactly("findmnt /proc");
        assertThat(doubt("fs.type").reason()).contains("no table of mounts");
    }

    @Test
    void a_pid_namespace_of_its_own_is_found_and_a_container_called_by_its_name()
            throws IOException {
        machine.link("/proc/self/ns/pid", "pid:[4026532178]");
        machine.link("/proc/77/ns/pid", "pid:[4026532178]");
        assertThat(only("proc.pid-namespace").commands().getFirst()).contains("nsenter");
        machine.write("/.dockerenv", "");
        assertThat(only("proc.pid-namespace").observed()).contains("Docker");
        machine.without("/proc/self/ns/pid");
        assertThat(doubt("proc.pid-namespace").reason()).contains("hidden");
    }

    @Test
    void a_user_namespace_of_its_own_is_found() throws IOException {
        machine.write("/proc/self/uid_map", "1000 0 1\n");
        assertThat(only("proc.user-namespace").harm()).isEqualTo(Harm.BLIND);
        machine.without("/proc/self/uid_map");
        assertThat(doubt("proc.user-namespace").reason()).contains("hidden");
    }

    @Test
    void a_tree_without_a_daemon_is_found() {
        machine = new FakeMachine(directory.resolve("other"));
        assertThat(only("daemon.running").harm()).isEqualTo(Harm.IDLE);
    }

    @Test
    void a_daemon_that_says_it_is_blind_is_believed() throws IOException {
        machine = new FakeMachine(directory.resolve("other"));
        machine.daemon(
                new GuardingDaemon(
                        machine.root().toString(),
                        78,
                        "1.0.0",
                        Optional.of("hidden"),
                        Optional.empty()));
        assertThat(only("daemon.blind").commands())
                .last()
                .isEqualTo("sudo systemctl restart session-watchdog@alice.service");
    }

    @Test
    void an_upgrade_that_waits_for_a_restart_is_found() throws IOException {
        machine.link("/proc/77/exe", "/usr/lib/session-watchdog/runtime/bin/java (deleted)");
        assertThat(only("daemon.version").observed()).contains("replaced on disk");
        machine = new FakeMachine(directory.resolve("other")).daemon(78, "0.9.0");
        machine.write(
                "/proc/78/cgroup",
                "0::/user.slice/user-1000.slice/user@1000.service/app.slice/session-watchdog.service\n");
        assertThat(only("daemon.version").commands())
                .containsExactly("systemctl --user restart session-watchdog.service");
    }

    @Test
    void a_daemon_in_namespaces_of_its_own_is_found() throws IOException {
        machine.link("/proc/77/ns/user", "user:[4026532999]");
        assertThat(only("daemon.namespaces").observed()).contains("another user namespace");
        machine.without("/proc/77/ns/user");
        assertThat(doubt("daemon.namespaces").commands()).isNotEmpty();
    }

    @Test
    void a_daemon_whose_proc_hides_more_than_our_unit_asks_for_is_found() throws IOException {
        machine.write("/proc/77/mountinfo", "22 21 0:21 / /proc rw - proc proc rw,subset=pid\n");
        assertThat(only("daemon.proc").observed()).contains("subset=pid");
        machine.write(
                "/proc/77/mountinfo", "22 21 0:21 / /proc rw - proc proc rw,hidepid=ptraceable\n");
        assertThat(only("daemon.proc").observed()).contains("ptraceable");
        machine.write("/proc/77/mountinfo", "21 1 8:1 / / rw - ext4 /dev/sda1 rw\n");
        assertThat(only("daemon.proc").observed()).contains("no /proc");
        machine.without("/proc/77/mountinfo");
        assertThat(doubt("daemon.proc").commands()).isNotEmpty();
    }

    @Test
    void a_refused_configuration_is_found_with_the_command_that_tells_all_of_it() {
        machine.configFile = Optional.of(machine.home().resolve("it's mine.yaml"));
        machine.refused("c.yaml:2:1: no such setting: moed");
        assertThat(only("config").commands().getFirst())
                .startsWith("session-watchdog config check '")
                .endsWith("it'\\''s mine.yaml'");
    }

    @Test
    void a_gateway_in_a_container_and_a_second_gateway_are_found() {
        Instant since = Instant.parse("2026-11-22T00:00:00Z");
        machine.processes.gateway(gateway(5, since, true));
        assertThat(machine.of("gateway.seen").toString()).contains("gateway 5 runs");
        machine.processes.gateway(gateway(6, since, true));
        assertThat(only("gateway.seen").commands().getFirst()).endsWith("-p 5,6");
        machine.processes.noGateways();
        machine.processes.gateway(gateway(7, since, false));
        assertThat(only("gateway.seen").observed()).contains("container");
    }

    private static dev.sessionwatchdog.observation.Gateway gateway(
            long pid, Instant since, boolean here) {
        return new dev.sessionwatchdog.observation.Gateway(
                pid, since, OptionalLong.empty(), OptionalLong.empty(), here);
    }

    @Test
    void a_gateway_that_may_run_unseen_is_not_called_absent() {
        machine.processes.unseenGateway("process 9 may be OpenClaw's and cannot be read");
        assertThat(doubt("gateway.seen").reason()).contains("process 9");
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

    @Test
    void too_few_watches_instances_and_queued_events_are_found() throws IOException {
        machine.write("/proc/sys/fs/inotify/max_user_watches", "2\n");
        assertThat(only("watch.watches").commands().getFirst())
                .startsWith("sudo sysctl -w fs.inotify.max_user_watches=");
        machine.write("/proc/sys/fs/inotify/max_user_watches", "65536\n");
        machine.write("/proc/sys/fs/inotify/max_user_instances", "2\n");
        machine.link("/proc/500/fd/4", "anon_inode:inotify");
        machine.link("/proc/500/fd/5", "anon_inode:inotify");
        machine.write("/proc/500/fdinfo/4", "pos:\t0\ninotify wd:1 ino:1\ninotify wd:2 ino:2\n");
        assertThat(only("watch.instances").observed()).contains("2 are taken");
        assertThat(machine.of("watch.watches").toString()).contains("2 are by others");
        machine.write("/proc/sys/fs/inotify/max_user_instances", "128\n");
        machine.write("/proc/sys/fs/inotify/max_queued_events", "512\n");
        assertThat(only("watch.queue").harm()).isEqualTo(Harm.DEAF);
        machine.without("/proc/sys/fs/inotify/max_queued_events");
        assertThat(doubt("watch.queue").commands()).isNotEmpty();
    }

    @Test
    void watches_are_not_asked_for_by_who_polls() throws IOException {
        machine.settings = "watch: { backend: poll }\n";
        machine.write("/proc/sys/fs/inotify/max_user_watches", "0\n");
        assertThat(machine.of("watch.watches")).isEmpty();
        assertThat(machine.of("watch").toString()).contains("poll");
    }

    @Test
    void too_few_open_files_are_found_where_the_daemon_runs() throws IOException {
        machine.write("/proc/77/limits", "Max open files            64    64    files\n");
        assertThat(only("watch.files").observed()).contains("only 64");
        machine.without("/proc/77/limits");
        assertThat(doubt("watch.files").commands()).isNotEmpty();
    }

    @Test
    void what_is_ours_and_open_to_others_is_found() throws IOException {
        Path events = Files.createDirectories(machine.home().resolve("state/events"));
        FakeMachine.only("rwx------", machine.home().resolve("state"));
        FakeMachine.only("rwxrwx---", events);
        assertThat(only("own.log").commands()).containsExactly("chmod go-w " + events);
        FakeMachine.only("rwxr-xr-x", events);
        assertThat(only("own.log").severity()).isEqualTo(Severity.WARNING);
        FakeMachine.only("rwx------", events);
        FakeMachine.only("rwx----w-", machine.home().resolve("state"));
        assertThat(only("own.state").commands().getFirst()).startsWith("chmod go-w ");
    }

    @Test
    void a_quarantine_behind_a_link_is_found() throws IOException {
        Path elsewhere = Files.createDirectories(directory.resolve("elsewhere"));
        Files.createDirectories(machine.root().resolve(".session-watchdog"));
        Path link = machine.root().resolve(".session-watchdog/quarantine");
        Files.createSymbolicLink(link, elsewhere);
        assertThat(only("room.quarantine").harm()).isEqualTo(Harm.IDLE);
        Files.delete(link);
        Files.createDirectory(link);
        assertThat(machine.of("room.quarantine").getFirst()).isInstanceOf(Result.Ok.class);
    }

    @Test
    void a_disk_fuller_than_the_settings_want_is_found() {
        machine.settings = "quarantine: { disk_pressure: { free_below: 99% } }\n";
        assertThat(only("room.bytes").observed()).contains("free_below");
    }

    @Test
    void little_room_and_few_inodes_are_found() {
        machine.settings = "quarantine: { disk_pressure: { free_below: 10% } }\n";
        Circumstances here = machine.circumstances();
        RoomChecks checks =
                new RoomChecks(
                        here, GuardedTree.of(here.config().roots().getFirst(), here.natives()));
        long gib = 1L << 30;
        assertThat(checks.bytes(new Space(32L << 20, 100 * gib)))
                .isInstanceOfSatisfying(
                        Result.Finding.class,
                        it -> assertThat(it.severity()).isEqualTo(Severity.ERROR));
        assertThat(checks.bytes(new Space(5 * gib, 100 * gib)))
                .isInstanceOfSatisfying(
                        Result.Finding.class,
                        it -> assertThat(it.severity()).isEqualTo(Severity.WARNING));
        assertThat(checks.bytes(new Space(50 * gib, 100 * gib))).isInstanceOf(Result.Ok.class);
        assertThat(checks.files(new Space(gib, gib, 3, 100))).isInstanceOf(Result.Finding.class);
        assertThat(checks.files(new Space(gib, gib, 30, 100))).isInstanceOf(Result.Ok.class);
        assertThat(checks.files(new Space(gib, gib)).toString()).contains("no fixed number");
    }

    @Test
    void inodes_are_counted_as_the_system_counts_them() throws Exception {
        Process df = new ProcessBuilder("df", "--output=itotal", directory.toString()).start();
        String said = new String(df.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assumeTrue(df.waitFor() == 0, "no df");
        try (Root root = LocalRoot.open(directory, LocalRoot.Natives.AUTO)) {
            assertThat(root.space().totalFiles())
                    .isEqualTo(
                            Long.parseLong(
                                    said.lines().toList().getLast().strip().replace("-", "0")));
        }
    }

    @Test
    void names_that_are_not_told_by_case_are_found() throws IOException {
        try (FileSystem mac = Jimfs.newFileSystem(Configuration.osX());
                FileSystem unix = Jimfs.newFileSystem(Configuration.unix())) {
            for (FileSystem each : List.of(mac, unix)) {
                Files.createDirectories(each.getPath("/root/agents"));
                Files.createDirectories(each.getPath("/empty"));
            }
            assertThat(FileSystemChecks.tellsCase(mac.getPath("/root"))).contains(false);
            assertThat(FileSystemChecks.tellsCase(unix.getPath("/root"))).contains(true);
            Files.createSymbolicLink(unix.getPath("/root/AGENTS"), unix.getPath("agents"));
            assertThat(FileSystemChecks.tellsCase(unix.getPath("/root"))).contains(true);
            assertThat(FileSystemChecks.tellsCase(unix.getPath("/empty"))).isEmpty();
        }
    }

    @Test
    void a_clock_without_a_source_and_a_boot_without_a_name_are_found() {
        machine.synchronised = false;
        assertThat(only("clock.source").commands())
                .containsExactly("sudo timedatectl set-ntp true");
        machine.bootId = "unknown";
        assertThat(doubt("clock.boot").commands()).isNotEmpty();
    }

    @Test
    void what_the_sqlite_era_left_is_counted_with_the_gateways_own_command() throws IOException {
        Files.createDirectories(
                machine.root().resolve("agents/main/session-sqlite-import-archive"));
        Files.delete(machine.root().resolve("agents/main/sessions/sessions.json"));
        store("sessions.json.4be19c52-3f0e-4c57-9a57-5a0d3f4f9a10.tmp", "x");
        store("sessions.json.1.4be19c52-3f0e-4c57-9a57-5a0d3f4f9a11.tmp", "x");
        store("5f0c7a52.jsonl.lock", "{}");
        assertThat(only("era"))
                .satisfies(it -> assertThat(it.observed()).startsWith("2 temps and 1 lock "))
                .satisfies(it ->
                        assertThat(it.commands())
                                .contains(
                                        "OPENCLAW_STATE_DIR="
                                                + machine.root()
                                                + " openclaw sessions cleanup --enforce"));
        store("sessions.json", "{}");
        assertThat(only("era").observed()).contains("between the file and the database");
    }

    @Test
    void a_store_of_which_nothing_tells_the_era_is_found_and_an_empty_one_is_none()
            throws IOException {
        Path store = machine.root().resolve("agents/main/sessions");
        Files.delete(store.resolve("sessions.json"));
        assertThat(machine.of("era")).isEmpty();
        store("5f0c7a52.jsonl", "{}\n");
        assertThat(only("era").observed()).contains("unknown");
    }

    @ParameterizedTest
    @CsvSource({
        "/etc/cron.d/clean,            '*/5 * * * * root find /home/alice/.openclaw -name *.lock -delete'",
        "/etc/crontab,                 '0 * * * * root rm -f /x/agents/*/sessions/*.jsonl.lock'",
        "/etc/cron.daily/tmpreaper,    'tmpreaper 7d /home/alice/.openclaw'",
        "/var/spool/cron/crontabs/alice, '*/5 * * * * find ~/.openclaw -mtime +7 -delete'",
        "/etc/systemd/system/clean.service, 'ExecStart=/bin/rm -rf /home/alice/.clawdbot/tmp'"
    })
    void another_cleaner_is_found(String file, String line) throws IOException {
        machine.write(file, "# rm .openclaw\n" + line + "\n");
        String check = file.contains("spool") ? "cleaner.own" : "cleaner";
        assertThat(only(check).observed()).contains(line.substring(line.length() - 20));
    }

    @Test
    void jobs_that_do_not_remove_or_of_other_trees_are_left_in_peace() throws IOException {
        machine.write(
                "/etc/cron.d/backup", "0 3 * * * root tar cf /backup.tar /home/alice/.openclaw\n");
        machine.write("/etc/cron.d/other", "0 3 * * * root find /var/tmp -mtime +7 -delete\n");
        machine.answers("crontab -l", "0 3 * * * ls ~/.openclaw\n");
        assertThat(machine.examine()).noneMatch(Result.Finding.class::isInstance);
    }

    @Test
    void a_tree_where_old_files_are_removed_is_found_until_it_is_kept_out() throws IOException {
        Path real = directory.toRealPath();
        machine.write("/usr/lib/tmpfiles.d/tmp.conf", "q " + real + " 1777 root root 10d\n");
        String remedy = only("cleaner").commands().getFirst();
        assertThat(remedy).contains("'x " + machine.root() + "'");
        machine.write("/etc/tmpfiles.d/keep.conf", "x " + machine.root() + "\n");
        assertThat(machine.of("cleaner").getFirst()).isInstanceOf(Result.Ok.class);
        machine.write("/usr/lib/tmpfiles.d/tmp.conf", "d " + real + " 1777 root root -\n");
        machine.without("/etc/tmpfiles.d/keep.conf");
        assertThat(machine.of("cleaner").getFirst()).isInstanceOf(Result.Ok.class);
    }
}
