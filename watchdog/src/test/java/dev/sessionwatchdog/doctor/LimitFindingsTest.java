package dev.sessionwatchdog.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.root.Space;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whatever limits the daemon, or works against it, is found alone.
@EnabledOnOs(OS.LINUX)
final class LimitFindingsTest extends Examination {

    LimitFindingsTest(@TempDir Path directory) throws IOException {
        super(directory);
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
