package dev.sessionwatchdog.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The package installed, upgraded, removed and purged by dpkg, in this system's own files with the
/// changes thrown away; no systemd runs there.
final class DebLifeIT {

    private static final String APP = "/usr/lib/session-watchdog/app";

    @TempDir private Path directory = Path.of("");

    @Test
    void installs_with_a_cache_of_its_own_and_leaves_nothing_of_it_but_what_is_evidence()
            throws Exception {
        String said =
                inAThrowAwaySystem(
                        """
                        changed() { find /etc /home /root /tmp /var/lib /var/log -newer /run/start -type f |
                          grep -v -e '^/var/lib/dpkg/' -e '^/var/log/dpkg.log' -e '^/var/lib/systemd/catalog/'; }
                        touch /run/start
                        echo '== installed'
                        $install
                        session-watchdog version
                        ls APP | grep -v jar
                        java_flags=-Xlog:class+load:file=/run/classes.log
                        SESSION_WATCHDOG_JAVA_OPTS=$java_flags session-watchdog version >/dev/null
                        grep -q 'sessionwatchdog.cli.Cli source: shared objects file' /run/classes.log && echo cached
                        changed || true

                        echo '== upgraded'
                        mkdir -p /var/lib/session-watchdog/alice /var/log/session-watchdog/alice /etc/session-watchdog
                        echo 'version: 1' >/etc/session-watchdog/alice.yaml
                        echo line >/var/log/session-watchdog/alice/events.jsonl
                        echo old >APP/0000000000000000.aot
                        mkdir APP/training.left
                        $install
                        ls APP | grep -v jar
                        cat /etc/session-watchdog/alice.yaml

                        echo '== removed'
                        mkdir -p /etc/systemd/system/multi-user.target.wants
                        ln -s /usr/lib/systemd/system/session-watchdog@.service \\
                          /etc/systemd/system/multi-user.target.wants/session-watchdog@alice.service
                        dpkg --no-triggers --remove session-watchdog
                        test ! -e /usr/lib/session-watchdog && test ! -e /usr/bin/session-watchdog && echo gone
                        ls /etc/systemd/system/multi-user.target.wants | grep session-watchdog
                        cat /etc/session-watchdog/alice.yaml /var/log/session-watchdog/alice/events.jsonl

                        echo '== purged'
                        dpkg --no-triggers --purge session-watchdog 2>&1
                        ls /etc/systemd/system/multi-user.target.wants | grep session-watchdog || echo no wants
                        cat /etc/session-watchdog/alice.yaml /var/log/session-watchdog/alice/events.jsonl
                        """);

        assertThat(part(said, "installed"))
                .contains("image /usr/lib/session-watchdog\n")
                .containsPattern("(?m)^[0-9a-f]{16}\\.aot\\ncached\\n\\z")
                .doesNotContain("no AOT cache");
        assertThat(part(said, "upgraded"))
                .containsPattern("(?m)^[0-9a-f]{16}\\.aot\\nversion: 1\\n\\z")
                .doesNotContain("0000000000000000", "training.left");
        assertThat(part(said, "removed"))
                .endsWith("gone\nsession-watchdog@alice.service\nversion: 1\nline\n");
        assertThat(part(said, "purged"))
                .contains(
                        "left as it is: /var/log/session-watchdog",
                        "left as it is: /etc/session-watchdog")
                .contains("quarantine")
                .endsWith("no wants\nversion: 1\nline\n");
    }

    @Test
    void a_cache_that_cannot_be_made_is_no_failure() throws Exception {
        String said =
                inAThrowAwaySystem(
                        """
                        umount /proc
                        echo '== installed'
                        $install 2>&1
                        dpkg --status session-watchdog | grep ^Status
                        ls APP | grep -v jar || echo no cache
                        mount -t proc proc /proc
                        session-watchdog version
                        /usr/lib/session-watchdog/libexec/make-aot-cache && ls APP | grep -c aot
                        """);

        assertThat(part(said, "installed"))
                .contains("no AOT cache was made", "Status: install ok installed\nno cache\n")
                .endsWith("image /usr/lib/session-watchdog\n1\n");
    }

    private String inAThrowAwaySystem(String script) throws IOException, InterruptedException {
        Path deb = Deb.built();
        Tool.need("unshare", "dpkg");
        assumeTrue(Files.exists(Path.of("/etc/debian_version")), "this is no Debian");
        Path given =
                Files.writeString(
                        directory.resolve("script.sh"),
                        script.replace(
                                        "$install",
                                        "dpkg --no-triggers --force-unsafe-io --install /run/session-watchdog.deb")
                                .replace("APP", APP));
        Path runner = directory.resolve("run.sh");
        try (var in =
                Objects.requireNonNull(
                        DebLifeIT.class.getResourceAsStream("/packaging/throw-away-system.sh"))) {
            Files.copy(in, runner);
        }
        Path nothing = Path.of("/dev/null");
        Tool trial = run(runner, directory.resolve("trial"), nothing, nothing);
        assumeTrue(trial.exitCode() == 0, "no overlay can be mounted here: " + trial.said());
        Tool done = run(runner, directory.resolve("system"), deb.toRealPath(), given);
        assertThat(done.exitCode()).as(done.said()).isZero();
        return done.said();
    }

    private static Tool run(Path runner, Path place, Path deb, Path script)
            throws IOException, InterruptedException {
        Files.createDirectory(place);
        return Tool.run(
                "unshare",
                "--mount",
                "--net",
                "--pid",
                "--fork",
                "--kill-child",
                "sh",
                runner.toString(),
                place.toString(),
                deb.toString(),
                script.toString());
    }

    private static String part(String said, String name) {
        String from = said.substring(said.indexOf("== " + name + "\n") + name.length() + 4);
        int end = from.indexOf("== ");
        return end < 0 ? from : from.substring(0, end);
    }
}
