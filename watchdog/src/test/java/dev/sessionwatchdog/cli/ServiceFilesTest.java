package dev.sessionwatchdog.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sessionwatchdog.service.PropertyList;
import dev.sessionwatchdog.service.Service;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `service` writes for systemd and launchd, beside the files of the tree and as they take it.
final class ServiceFilesTest {

    private final ServiceScene service;

    ServiceFilesTest(@TempDir Path home, @TempDir Path top) {
        service = new ServiceScene(home, top);
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
                        ? service.done("print", scope, "--for", "alice", "--manager", manager)
                        : service.done("print", scope, "--manager", manager);
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
                        ? service.done("print", scope, "--for", "alice", "--manager", "launchd")
                        : service.done("print", scope, "--manager", "launchd");
        String wanted = Files.readString(Path.of(file));
        assertThat(answer.out())
                .isEqualTo(
                        system
                                ? wanted.replace("USERNAME", "alice")
                                : wanted.replace("/Users/USERNAME", service.home().toString())
                                        .replace("USERNAME", System.getProperty("user.name")));
        assertThat(PropertyList.parse(answer.out())).containsKey("Label");
    }

    @Test
    void drop_ins_are_those_of_the_tree() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("../systemd/dropins"))) {
            Set<String> there =
                    files.map(file -> file.getFileName().toString().replace(".conf", ""))
                            .collect(Collectors.toSet());
            assertThat(there).isEqualTo(Set.copyOf(Service.dropIns()));
            for (String name : there) {
                assertThat(
                                service.done(
                                                "print",
                                                "--system",
                                                "--for",
                                                "alice",
                                                "--hardening",
                                                name)
                                        .out())
                        .contains(
                                Files.readString(Path.of("../systemd/dropins", name + ".conf"))
                                        .lines()
                                        .findFirst()
                                        .orElseThrow());
            }
        }
    }

    @Test
    void a_job_for_macos_is_written_where_launchd_looks() throws Exception {
        service.done("install", "--manager", "launchd");
        Path list =
                service.home().resolve("Library/LaunchAgents/ai.openclaw.session-watchdog.plist");
        assertThat(PropertyList.read(list)).containsEntry("Label", "ai.openclaw.session-watchdog");
        assertThat(service.done("install", "--manager", "launchd").out()).contains("unchanged");

        Verb.Answer daemon =
                service.done("install", "--manager", "launchd", "--system", "--for", "alice");
        Path job =
                service.top()
                        .resolve(
                                "Library/LaunchDaemons/ai.openclaw.session-watchdog.daemon.alice.plist");
        assertThat(PropertyList.read(job))
                .containsEntry("Label", "ai.openclaw.session-watchdog.daemon.alice")
                .containsEntry("UserName", "alice");
        assertThat(daemon.out()).contains("sudo launchctl bootstrap system " + job);
        service.done("uninstall", "--manager", "launchd");
        assertThat(list).doesNotExist();
    }

    @Test
    void systemd_takes_what_install_wrote() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "no systemd-analyze");
        Path program =
                Files.createDirectories(service.top().resolve("an image/bin"))
                        .resolve("session-watchdog");
        Files.writeString(program, "#!/bin/sh\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        System.setProperty("session-watchdog.image", service.top().resolve("an image").toString());
        try {
            service.done(
                    "install",
                    "--system",
                    "--for",
                    "alice",
                    "--hardening",
                    "gateway-caps,listen,textfile");
            service.done("install", "--user");
        } finally {
            System.clearProperty("session-watchdog.image");
        }
        Path units = service.top().resolve("etc/systemd/system");
        assertThat(verify("--system", units, "session-watchdog@alice.service")).isEmpty();
        assertThat(
                        verify(
                                "--user",
                                service.home().resolve(".config/systemd/user"),
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
        builder.environment().put("XDG_RUNTIME_DIR", service.top().toString());
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said.lines()
                .filter(line -> line.contains("session-watchdog"))
                .collect(Collectors.joining("\n"));
    }
}
