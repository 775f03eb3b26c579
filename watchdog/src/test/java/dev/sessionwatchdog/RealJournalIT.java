package dev.sessionwatchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The built program beside a real systemd-journald, which runs alone in mounts of its own.
final class RealJournalIT {

    private static final Path JOURNALD = Path.of("/lib/systemd/systemd-journald");

    /// Nothing of this machine's journal and catalog is seen or changed in here.
    private static final String SCRIPT =
            """
            set -eu
            mount -t tmpfs tmpfs /run
            mkdir -p /run/systemd/journal /run/log/journal /run/catalog /var/lib/systemd/catalog
            cp "$CATALOG" /run/catalog/
            mount --bind /run/catalog /usr/lib/systemd/catalog
            mount -t tmpfs tmpfs /var/lib/systemd/catalog
            journalctl --update-catalog
            %s &
            trap "kill $!" EXIT
            for try in $(seq 100); do [ -S /run/systemd/journal/socket ] && break; sleep 0.1; done
            "$@" sweep --root "$ROOT"
            for try in $(seq 100); do
              journalctl -q --no-pager -o cat SESSION_WATCHDOG_ACTION=sweep.summary | grep -q . && break
              sleep 0.1
            done
            echo "== explained"
            journalctl -q --no-pager -x SESSION_WATCHDOG_ACTION=tmp.reap
            echo "== verified"
            "$@" events verify --journal || echo "exit $?"
            sed -i '$d' "$LOG"
            echo "== shortened"
            "$@" events verify --journal && echo "exit 0" || echo "exit $?"
            """
                    .formatted(JOURNALD);

    @TempDir private Path directory;

    @Test
    void every_event_is_in_the_journal_is_explained_there_and_betrays_a_shortened_log()
            throws Exception {
        assumeTrue(
                Files.isExecutable(JOURNALD)
                        && new ProcessBuilder("unshare", "-m", "true").start().waitFor() == 0,
                "SKIPPED: needs systemd-journald and a namespace of mounts; JournalCopyTest sends"
                        + " the same entries to a listener of its own");
        GatewayTree tree = GatewayTree.in(directory.resolve("root"), "main");
        Path orphan = tree.orphan("main", 1, "x");
        Installed installed = Installed.in(directory.resolve("home"), Installed.SHORT_WAITS);

        String out = inItsOwnMounts(installed, tree.root());

        assertThat(orphan).doesNotExist();
        assertThat(between(out, "explained", "verified"))
                .contains("tmp.reap done: ")
                .contains("Undo: ");
        assertThat(between(out, "verified", "shortened")).contains("ok: ").doesNotContain("exit");
        assertThat(out.substring(out.indexOf("== shortened"))).contains("exit 6");
    }

    private String inItsOwnMounts(Installed installed, Path root)
            throws IOException, InterruptedException {
        Path said = directory.resolve("said");
        ProcessBuilder builder =
                new ProcessBuilder(
                                "unshare",
                                "-m",
                                "bash",
                                "-c",
                                SCRIPT,
                                "journal",
                                directory.resolve("launch").toString())
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile());
        List<String> launch = installed.command();
        Files.writeString(
                directory.resolve("launch"),
                "#!/bin/sh\nexec "
                        + launch.getFirst()
                        + " \"$@\" "
                        + String.join(" ", launch.subList(1, launch.size()))
                        + "\n");
        assertThat(directory.resolve("launch").toFile().setExecutable(true)).isTrue();
        builder.environment()
                .putAll(
                        Map.of(
                                "CATALOG",
                                Path.of("../systemd/session-watchdog.catalog")
                                        .toAbsolutePath()
                                        .toString(),
                                "ROOT",
                                root.toString(),
                                "LOG",
                                installed.state().resolve("events/events.jsonl").toString(),
                                "HOME",
                                directory.resolve("home").toString()));
        Process process = builder.start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        String out = Files.readString(said);
        assertThat(process.exitValue()).as(out).isZero();
        return out;
    }

    private static String between(String out, String from, String to) {
        return out.substring(out.indexOf("== " + from), out.indexOf("== " + to));
    }
}
