package dev.sessionwatchdog.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `doctor` on this very machine, and in namespaces of it.
@EnabledOnOs(OS.LINUX)
class DoctorVerbTest {

    @TempDir private Path home = Path.of("");

    private Path tree() throws IOException {
        Path root = home.resolve(".openclaw");
        Files.createDirectories(root.resolve("agents/main/sessions"));
        Files.writeString(root.resolve("agents/main/sessions/sessions.json"), "{}");
        return root;
    }

    private static List<String> findings(JsonNode answer) {
        List<String> checks = new ArrayList<>();
        for (JsonNode result : answer.path("results")) {
            if (result.path("verdict").asString("").equals("finding")) {
                checks.add(result.path("check").asString(""));
            }
        }
        return checks;
    }

    @Test
    void works_without_a_daemon_a_configuration_and_a_tree_and_writes_nothing() throws IOException {
        Verb.Answer answer = new Verb(home).run("doctor", "--exit-code");

        assertThat(answer.code()).as(answer.err()).isEqualTo(ExitCode.FINDINGS);
        assertThat(answer.out())
                .contains("daemon.running", "root.open", "does not exist")
                .contains("    $ session-watchdog ")
                .containsPattern(
                        "\\d+ findings, \\d+ cannot be told, \\d+ well \\(-v lists them\\)\n$")
                .doesNotContain("\nok ");
        assertThat(new Verb(home).run("doctor").code()).isZero();
        try (Stream<Path> made = Files.list(home)) {
            assertThat(made).isEmpty();
        }
    }

    @Test
    void tells_what_is_well_only_when_asked() throws IOException {
        tree();
        assertThat(new Verb(home).run("doctor", "-v").out()).containsPattern("(?m)^ok +root.open ");
    }

    @Test
    void a_broken_configuration_is_a_finding_and_the_rest_is_told_all_the_same()
            throws IOException {
        tree();
        Path file = home.resolve(".config/session-watchdog/session-watchdog.yaml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "version: 1\nmoed: enforce\n");

        JsonNode answer = new Verb(home).run("doctor", "--json").json();

        assertThat(findings(answer)).contains("config", "daemon.running");
        assertThat(answer.toString()).contains("session-watchdog config check").contains("moed");
    }

    /// Runs the verb behind a command such as `unshare`.
    private JsonNode behind(String... wrapper) throws Exception {
        List<String> command = new ArrayList<>(List.of(wrapper));
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.sessionwatchdog.Main",
                        "doctor",
                        "--json"));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("HOME", home.toString());
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return JsonMapper.shared().readTree(said);
    }

    private static void assumeRuns(String... command) throws Exception {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            assumeTrue(process.waitFor() == 0, "does not work here: " + List.of(command));
        } catch (IOException missing) {
            assumeTrue(false, "not installed: " + command[0]);
        }
    }

    @Test
    void a_real_proc_that_hides_others_is_found() throws Exception {
        tree();
        String mount = "mount -t proc -o hidepid=2 proc /proc && exec \"$@\"";
        assumeRuns("unshare", "-m", "sh", "-c", mount, "sh", "true");

        assertThat(findings(behind("unshare", "-m", "sh", "-c", mount, "sh")))
                .contains("proc.mount")
                .doesNotContain("proc.pid-namespace", "proc.user-namespace");
    }

    @Test
    void a_real_proc_of_processes_alone_is_found() throws Exception {
        tree();
        String mount = "mount -t proc -o subset=pid proc /proc && exec \"$@\"";
        assumeRuns("unshare", "-m", "sh", "-c", mount, "sh", "true");

        JsonNode answer = behind("unshare", "-m", "sh", "-c", mount, "sh");

        assertThat(findings(answer)).contains("proc.mount");
        assertThat(answer.toString()).contains("subset=pid");
    }

    @Test
    void a_real_pid_namespace_is_found() throws Exception {
        tree();
        assumeRuns("unshare", "-p", "-f", "--mount-proc", "true");

        assertThat(findings(behind("unshare", "-p", "-f", "--mount-proc", "--kill-child")))
                .contains("proc.pid-namespace")
                .doesNotContain("proc.mount", "proc.visible");
    }

    @Test
    void below_a_real_proc_of_another_namespace_it_is_blind() throws Exception {
        tree();
        assumeRuns("unshare", "-p", "-f", "true");

        JsonNode answer = behind("unshare", "-p", "-f", "--kill-child");

        assertThat(findings(answer)).contains("proc.visible");
        assertThat(answer.toString())
                .contains("\"check\":\"gateway.seen\",\"verdict\":\"cannot-tell\"");
    }

    @Test
    void a_real_user_namespace_is_found() throws Exception {
        tree();
        assumeRuns("unshare", "-U", "-r", "true");

        assertThat(findings(behind("unshare", "-U", "-r"))).contains("proc.user-namespace");
    }

    @Test
    void on_this_machine_itself_namespaces_and_proc_are_as_the_kernel_says() throws Exception {
        tree();
        assumeTrue(
                Files.readSymbolicLink(Path.of("/proc/self/ns/pid"))
                        .toString()
                        .equals("pid:[4026531836]"),
                "the tests run in a container");
        assertThat(findings(behind("env"))).doesNotContain("proc.pid-namespace", "proc.visible");
    }
}
