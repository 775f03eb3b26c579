package dev.sessionwatchdog.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sessionwatchdog.service.PropertyList;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `service` in a home and on a file system that are made up.
class ServiceVerbTest {

    private static final String UNIT = "etc/systemd/system/session-watchdog@.service";

    @TempDir private Path home = Path.of("");
    @TempDir private Path top = Path.of("");

    private final Map<String, String> environment = new HashMap<>();

    private Verb.Answer run(String... words) {
        List<String> all = new ArrayList<>(List.of("service"));
        all.addAll(Arrays.asList(words));
        all.addAll(List.of("--destdir", top.toString()));
        environment.put("HOME", home.toString());
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code =
                Cli.execute(
                        new PrintWriter(out),
                        new PrintWriter(err),
                        environment,
                        all.toArray(String[]::new));
        return new Verb.Answer(code, out.toString(), err.toString());
    }

    private Verb.Answer done(String... words) {
        Verb.Answer answer = run(words);
        assertThat(answer.code()).as("%s%s", answer.out(), answer.err()).isZero();
        return answer;
    }

    private Map<String, String> written() throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (Path start : List.of(top, home)) {
            try (Stream<Path> tree = Files.walk(start)) {
                for (Path file : tree.filter(Files::isRegularFile).toList()) {
                    files.put(start.relativize(file).toString(), Files.readString(file));
                }
            }
        }
        return files;
    }

    @ParameterizedTest
    @CsvSource({
        "systemd, --user,   ../systemd/user/session-watchdog.service",
        "systemd, --system, ../systemd/session-watchdog@.service"
    })
    void print_equals_the_unit_of_the_tree(String manager, String scope, String file)
            throws IOException {
        Verb.Answer answer =
                scope.equals("--system")
                        ? done("print", scope, "--for", "alice", "--manager", manager)
                        : done("print", scope, "--manager", manager);
        assertThat(answer.out()).isEqualTo(Files.readString(Path.of(file)));
    }

    @ParameterizedTest
    @CsvSource({
        "--user,   ../launchd/ai.openclaw.session-watchdog.plist",
        "--system, ../launchd/ai.openclaw.session-watchdog.daemon.plist"
    })
    void print_equals_the_property_list_of_the_tree_up_to_the_paths(String scope, String file)
            throws Exception {
        boolean system = scope.equals("--system");
        Verb.Answer answer =
                system
                        ? done("print", scope, "--for", "alice", "--manager", "launchd")
                        : done("print", scope, "--manager", "launchd");
        String wanted = Files.readString(Path.of(file));
        assertThat(answer.out())
                .isEqualTo(
                        system
                                ? wanted.replace("USERNAME", "alice")
                                : wanted.replace("/Users/USERNAME", home.toString())
                                        .replace("USERNAME", System.getProperty("user.name")));
        assertThat(PropertyList.parse(answer.out())).containsKey("Label");
    }

    @Test
    void drop_ins_are_those_of_the_tree() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("../systemd/dropins"))) {
            Set<String> there =
                    files.map(file -> file.getFileName().toString().replace(".conf", ""))
                            .collect(Collectors.toSet());
            assertThat(there).isEqualTo(Set.copyOf(dev.sessionwatchdog.service.Service.dropIns()));
            for (String name : there) {
                assertThat(done("print", "--system", "--for", "alice", "--hardening", name).out())
                        .contains(
                                Files.readString(Path.of("../systemd/dropins", name + ".conf"))
                                        .lines()
                                        .findFirst()
                                        .orElseThrow());
            }
        }
    }

    @Test
    void install_writes_a_users_unit_shows_it_and_starts_nothing() throws IOException {
        Verb.Answer answer = done("install");

        assertThat(written().keySet())
                .containsExactly(".config/systemd/user/session-watchdog.service");
        assertThat(answer.out())
                .contains("session-watchdog.service: written")
                .contains("  ExecStart=/usr/bin/session-watchdog run")
                .contains("systemctl --user enable --now session-watchdog.service");
    }

    @Test
    void install_a_second_time_changes_nothing() throws IOException {
        done("install", "--system", "--for", "alice");
        Map<String, String> first = written();
        assertThat(first.keySet())
                .containsExactlyInAnyOrder(
                        UNIT,
                        "etc/systemd/system/session-watchdog-failure@.service",
                        "etc/tmpfiles.d/session-watchdog.conf");

        Verb.Answer again = done("install", "--system", "--for", "alice");

        assertThat(written()).isEqualTo(first);
        assertThat(again.out()).contains(": unchanged").doesNotContain("written\n");
    }

    @Test
    void a_dry_run_writes_nothing() throws IOException {
        assertThat(done("install", "-n").out()).contains("would be written");
        assertThat(written()).isEmpty();
    }

    @Test
    void a_unit_that_somebody_changed_is_left_and_told_and_kept_when_it_is_replaced()
            throws IOException {
        done("install", "--system", "--for", "alice");
        Path unit = top.resolve(UNIT);
        String changed = Files.readString(unit).replace("Nice=10", "Nice=5");
        Files.writeString(unit, changed);

        Verb.Answer refused = run("install", "--system", "--for", "alice");
        assertThat(refused.code()).isEqualTo(ExitCode.FAILED);
        assertThat(refused.out())
                .contains("refused", "- Nice=5", "+ Nice=10", "--replace")
                .doesNotContain("enable --now");
        assertThat(unit).hasContent(changed);

        done("install", "--system", "--for", "alice", "--replace");
        assertThat(unit).content().contains("Nice=10");
        assertThat(top.resolve(UNIT + ".before-session-watchdog")).hasContent(changed);
    }

    @Test
    void what_an_earlier_version_wrote_and_nobody_changed_is_replaced() throws IOException {
        System.setProperty("session-watchdog.image", "/opt/a place/of 100%");
        try {
            done("install");
            assertThat(home.resolve(".config/systemd/user/session-watchdog.service"))
                    .content()
                    .contains("ExecStart=\"/opt/a place/of 100%%/bin/session-watchdog\" run");
        } finally {
            System.clearProperty("session-watchdog.image");
        }
        assertThat(done("install").out())
                .contains("replaced", "- ExecStart=\"/opt", "+ ExecStart=/usr/bin");
    }

    @Test
    void a_masked_unit_stays_masked() throws IOException {
        Path unit = top.resolve(UNIT);
        Files.createDirectories(unit.getParent());
        Files.createSymbolicLink(unit, Path.of("/dev/null"));
        assertThat(run("install", "--system", "--for", "alice"))
                .satisfies(answer -> assertThat(answer.code()).isEqualTo(ExitCode.FAILED))
                .satisfies(answer -> assertThat(answer.out()).contains("mask"));
        assertThat(Files.isSymbolicLink(unit)).isTrue();
        Files.delete(unit);
    }

    @Test
    void where_the_unit_came_with_a_package_nothing_of_it_is_written() throws IOException {
        Path packaged = top.resolve("usr/lib/systemd/system/session-watchdog@.service");
        Files.createDirectories(packaged.getParent());
        Files.writeString(packaged, "[Service]\n");

        Verb.Answer answer = done("install", "--system", "--for", "alice");
        assertThat(answer.out())
                .contains("came with the package", "enable --now session-watchdog@alice");
        assertThat(written()).hasSize(1);

        done("install", "--system", "--for", "alice", "--hardening", "gateway-caps");
        assertThat(written())
                .hasSize(2)
                .containsKey(
                        "etc/systemd/system/session-watchdog@alice.service.d/gateway-caps.conf");
    }

    @Test
    void a_home_elsewhere_is_named_to_the_sandbox() throws IOException {
        Files.createDirectories(top.resolve("etc"));
        Files.writeString(
                top.resolve("etc/passwd"), "alice:x:1000:1000::/srv/people/al ice:/bin/sh\n");

        done("install", "--system", "--for", "alice");

        assertThat(
                        written()
                                .get(
                                        "etc/systemd/system/session-watchdog@alice.service.d/other-root.conf"))
                .contains(
                        "ConditionPathIsDirectory=\nConditionPathIsDirectory=/srv/people/al ice/.openclaw\n",
                        "BindPaths=\nBindPaths=\"/srv/people/al ice/.openclaw\"\n");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void without_permission_it_says_what_to_do_and_ends_with_77() throws IOException {
        // Nobody makes a directory there, root neither (sysfs(5)).
        Path sys = Path.of("/sys");
        assumeTrue(Files.isDirectory(sys.resolve("kernel")), "no sysfs");
        top = sys;
        Verb.Answer answer = run("install", "--system", "--for", "alice");
        top = home;
        assumeFalse(answer.err().contains("Read-only"), "sysfs is mounted read-only");
        assertThat(answer.code()).isEqualTo(ExitCode.PERMISSION);
        assertThat(answer.err()).contains("sudo session-watchdog service install --system");
    }

    @Test
    void options_that_do_not_go_together_are_a_usage_error() {
        assertThat(run("install", "--hardening", "hook").code()).isEqualTo(ExitCode.USAGE);
        assertThat(run("install", "--for", "alice").code()).isEqualTo(ExitCode.USAGE);
        assertThat(run("install", "--user", "--system").code()).isEqualTo(ExitCode.USAGE);
        assertThat(run("print", "--system", "--for", "a", "--hardening", "lax").err())
                .contains("gateway-caps");
        environment.put("SUDO_USER", "alice");
        assertThat(run("install", "--user").code()).isEqualTo(ExitCode.USAGE);
        environment.put("SUDO_USER", "root");
        assertThat(run("install", "--system").err()).contains("--for USER");
    }

    @Test
    void sudo_says_whose_gateway_it_is() {
        environment.put("SUDO_USER", "alice");
        assertThat(done("install", "--system").out()).contains("session-watchdog@alice.service");
    }

    @Test
    void uninstall_removes_what_is_ours_and_leaves_what_somebody_changed() throws IOException {
        done("install", "--system", "--for", "alice", "--hardening", "listen,hook");
        Path failure = top.resolve("etc/systemd/system/session-watchdog-failure@.service");
        Files.writeString(failure, Files.readString(failure) + "# by hand\n");

        Verb.Answer answer = run("uninstall", "--system", "--for", "alice");

        assertThat(answer.code()).isEqualTo(ExitCode.PARTLY_DONE);
        assertThat(answer.out())
                .contains("left", "  - # by hand\nsomebody changed it")
                .doesNotContain("- # written");
        assertThat(written().keySet())
                .containsExactly("etc/systemd/system/session-watchdog-failure@.service");
        Files.delete(failure);
        assertThat(done("uninstall", "--system", "--for", "alice").out()).doesNotContain("removed");
    }

    @Test
    void uninstall_leaves_what_is_enabled_and_what_another_instance_needs() throws IOException {
        done("install", "--system", "--for", "alice", "--hardening", "listen");
        Path wants = top.resolve("etc/systemd/system/multi-user.target.wants");
        Files.createDirectories(wants);
        Path alice = wants.resolve("session-watchdog@alice.service");
        Files.createSymbolicLink(alice, Path.of("/dev/null"));

        Verb.Answer enabled = run("uninstall", "--system", "--for", "alice");
        assertThat(enabled.code()).isEqualTo(ExitCode.FAILED);
        assertThat(enabled.out())
                .contains("sudo systemctl disable --now session-watchdog@alice.service");
        assertThat(written()).hasSize(4);

        Files.move(alice, wants.resolve("session-watchdog@bob.service"));
        done("uninstall", "--system", "--for", "alice");
        assertThat(written().keySet()).hasSize(3).contains(UNIT);
        Files.delete(wants.resolve("session-watchdog@bob.service"));
    }

    @Test
    void a_job_for_macos_is_written_where_launchd_looks() throws Exception {
        done("install", "--manager", "launchd");
        Path list = home.resolve("Library/LaunchAgents/ai.openclaw.session-watchdog.plist");
        assertThat(PropertyList.read(list)).containsEntry("Label", "ai.openclaw.session-watchdog");
        assertThat(done("install", "--manager", "launchd").out()).contains("unchanged");

        Verb.Answer daemon = done("install", "--manager", "launchd", "--system", "--for", "alice");
        Path job =
                top.resolve(
                        "Library/LaunchDaemons/ai.openclaw.session-watchdog.daemon.alice.plist");
        assertThat(PropertyList.read(job))
                .containsEntry("Label", "ai.openclaw.session-watchdog.daemon.alice")
                .containsEntry("UserName", "alice");
        assertThat(daemon.out()).contains("sudo launchctl bootstrap system " + job);
        done("uninstall", "--manager", "launchd");
        assertThat(list).doesNotExist();
    }

    @Test
    void systemd_takes_what_install_wrote() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "no systemd-analyze");
        Path program =
                Files.createDirectories(top.resolve("an image/bin")).resolve("session-watchdog");
        Files.writeString(program, "#!/bin/sh\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        System.setProperty("session-watchdog.image", top.resolve("an image").toString());
        try {
            done(
                    "install",
                    "--system",
                    "--for",
                    "alice",
                    "--hardening",
                    "gateway-caps,listen,textfile");
            done("install", "--user");
        } finally {
            System.clearProperty("session-watchdog.image");
        }
        Path units = top.resolve("etc/systemd/system");
        assertThat(verify("--system", units, "session-watchdog@alice.service")).isEmpty();
        assertThat(
                        verify(
                                "--user",
                                home.resolve(".config/systemd/user"),
                                "session-watchdog.service"))
                .isEmpty();
        Files.writeString(units.resolve("session-watchdog@.service"), "[Service]\nTyp=notify\n");
        assertThat(verify("--system", units, "session-watchdog@alice.service")).contains("Typ");
    }

    /// What systemd-analyze has against a unit, its manual pages aside.
    private String verify(String scope, Path units, String unit) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(
                        "systemd-analyze",
                        scope,
                        "verify",
                        "--man=no",
                        "--recursive-errors=no",
                        unit);
        builder.environment()
                .put("SYSTEMD_UNIT_PATH", units + ":/usr/lib/systemd/system:/usr/lib/systemd/user");
        builder.environment().put("XDG_RUNTIME_DIR", top.toString());
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said.lines()
                .filter(line -> line.contains("session-watchdog"))
                .collect(Collectors.joining("\n"));
    }
}
