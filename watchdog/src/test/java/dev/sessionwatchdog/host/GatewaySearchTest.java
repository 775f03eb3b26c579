package dev.sessionwatchdog.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.observation.Gateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which processes are found as gateways of which root, made up and real.
@EnabledOnOs(OS.LINUX)
class GatewaySearchTest {

    private static final long PID = 777;

    private final Path temporary;
    private final FakeProc fake;

    GatewaySearchTest(@TempDir Path temporary) throws IOException {
        this.temporary = temporary;
        this.fake = new FakeProc(temporary.resolve("proc"));
    }

    @AfterEach
    void remove() throws IOException {
        fake.close();
    }

    private Path directory(String name) throws IOException {
        return Files.createDirectories(temporary.resolve(name));
    }

    private List<Gateway> on(Path root) {
        return new GatewaySearch(fake.proc())
                .search(root.toString(), Instant.parse("2026-11-21T00:00:00Z"))
                .onRoot();
    }

    private FakeProc.One gateway() throws IOException {
        return fake.process(PID).title("openclaw-gateway\0\0\0");
    }

    @Test
    void a_gateway_is_told_with_its_start_its_parent_and_whether_it_is_near() throws IOException {
        Path root = directory("state");
        gateway().environment("A=1", "OPENCLAW_STATE_DIR=" + root, "HOME=/nowhere");
        assertThat(on(root))
                .singleElement()
                .satisfies(seen -> {
                    assertThat(seen.pid()).isEqualTo(PID);
                    assertThat(seen.startedAt()).isEqualTo(Instant.parse("2026-11-21T00:00:10Z"));
                    assertThat(seen.startTicks()).hasValue(1_000);
                    assertThat(seen.parent()).hasValue(42);
                    assertThat(seen.ourNamespace()).isTrue();
                });
        assertThat(on(directory("another"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"state", "./state/", "link", "proc/../state"})
    void a_state_directory_is_the_same_by_whatever_path(String path) throws IOException {
        Path root = directory("state");
        Files.createSymbolicLink(temporary.resolve("link"), root);
        gateway().environment("OPENCLAW_STATE_DIR=" + temporary.resolve("x/..") + "/" + path);
        directory("x");
        assertThat(on(root)).hasSize(1);
    }

    @Test
    void a_relative_state_directory_begins_where_the_gateway_works() throws IOException {
        gateway().environment("OPENCLAW_STATE_DIR=../state");
        assertThat(on(directory("state"))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "HOME=@,.openclaw",
        "HOME=@,.clawdbot",
        "HOME=/nowhere OPENCLAW_HOME=@,.openclaw",
        "HOME=@ OPENCLAW_HOME=~/inner,inner/.openclaw",
        "HOME=@ OPENCLAW_STATE_DIR=~/state,state",
        "HOME=@ OPENCLAW_STATE_DIR=,.openclaw",
        "HOME=@ OPENCLAW_PROFILE=work,.openclaw-work",
        "HOME=@ OPENCLAW_PROFILE=default,.openclaw",
    })
    void without_a_named_directory_home_decides(String variables, String expected)
            throws IOException {
        Path root = directory(expected);
        gateway().environment(variables.replace("@", temporary.toString()).split(" ", -1));
        assertThat(on(root)).hasSize(1);
        assertThat(on(directory("other"))).isEmpty();
    }

    @Test
    void the_former_directory_counts_only_without_the_present_one() throws IOException {
        gateway().environment("HOME=" + temporary);
        Path former = directory(".clawdbot");
        Path present = directory(".openclaw");
        assertThat(on(former)).isEmpty();
        assertThat(on(present)).hasSize(1);
    }

    @Test
    void a_profile_among_the_arguments_counts() throws IOException {
        fake.process(PID)
                .title("node", "/x/openclaw.mjs", "--profile", "work", "gateway")
                .environment("HOME=" + temporary);
        assertThat(on(directory(".openclaw-work"))).hasSize(1);
        assertThat(on(directory(".openclaw"))).isEmpty();
    }

    @Test
    void a_common_script_is_a_gateway_only_with_an_environment_of_openclaw() throws IOException {
        FakeProc.One one =
                fake.process(PID)
                        .title("node", "dist/index.js", "gateway")
                        .environment("HOME=" + temporary);
        Path root = directory(".openclaw");
        assertThat(on(root)).isEmpty();
        one.environment("HOME=" + temporary, "OPENCLAW_GATEWAY_PORT=1");
        assertThat(on(root)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"environ", "cmdline", "stat"})
    void what_cannot_be_read_is_not_listed(String hidden) throws IOException {
        Path root = directory("state");
        gateway().environment("OPENCLAW_STATE_DIR=" + root).hide(hidden);
        assertThat(on(root)).isEmpty();
    }

    @Test
    void a_zombie_and_a_nonsensical_environment_are_not_listed() throws IOException {
        Path root = directory("state");
        gateway().environment("OPENCLAW_STATE_DIR=" + root).stat('Z', 1, 1_000);
        fake.process(778)
                .title("openclaw-gateway")
                .environment("OPENCLAW_STATE_DIR=/" + "x".repeat(5_000));
        fake.process(779).title("openclaw-gateway").environment();
        assertThat(on(root)).isEmpty();
    }

    private Optional<String> unclear(Path root) {
        return new GatewaySearch(fake.proc()).search(root.toString(), Instant.EPOCH).unclear();
    }

    @ParameterizedTest
    @ValueSource(strings = {"environ", "cmdline", "stat"})
    void what_cannot_be_read_may_be_a_gateway(String hidden) throws IOException {
        Path root = directory("state");
        assertThat(unclear(root)).isEmpty();
        gateway().environment("OPENCLAW_STATE_DIR=" + directory("another")).hide(hidden);
        assertThat(unclear(root)).hasValueSatisfying(why -> assertThat(why).contains("777"));
    }

    @Test
    void a_gateway_that_is_seen_or_ended_or_works_elsewhere_leaves_no_doubt() throws IOException {
        Path root = directory("state");
        gateway().environment("OPENCLAW_STATE_DIR=" + root);
        fake.process(778)
                .title("openclaw-gateway")
                .environment("OPENCLAW_STATE_DIR=" + directory("another"));
        fake.process(779).title("openclaw-gateway").environment().stat('Z', 1, 1_000);
        fake.process(780).title("node", "dist/index.js", "gateway").environment("HOME=" + root);
        assertThat(unclear(root)).isEmpty();
    }

    @Test
    void another_program_of_openclaw_on_the_root_or_without_a_directory_leaves_doubt()
            throws IOException {
        Path root = directory("state");
        FakeProc.One agent =
                fake.process(PID).title("openclaw-agent").environment("OPENCLAW_STATE_DIR=" + root);
        assertThat(unclear(root)).hasValueSatisfying(why -> assertThat(why).contains("works on"));
        agent.environment("OPENCLAW_STATE_DIR=" + directory("another"));
        assertThat(unclear(root)).isEmpty();
        agent.environment();
        assertThat(unclear(root))
                .hasValueSatisfying(why -> assertThat(why).contains("does not show"));
    }

    @Test
    void openclaw_in_a_namespace_that_is_not_seen_is_elsewhere() throws IOException {
        GatewaySearch search = new GatewaySearch(fake.proc());
        assertThat(search.search("/", Instant.EPOCH).openClawElsewhere()).isFalse();
        FakeProc.One one = fake.process(PID).title("openclaw-agent");
        assertThat(search.search("/", Instant.EPOCH).openClawElsewhere()).isFalse();
        Files.delete(one.directory().resolve("ns/pid"));
        assertThat(search.search("/", Instant.EPOCH).openClawElsewhere()).isTrue();
    }

    @Test
    void a_real_process_with_the_title_is_found_while_it_runs() throws Exception {
        Tools.assumeRuns(List.of("bash", "-c", "true"));
        Path root = directory("state");
        SystemProcesses processes = new SystemProcesses(true);
        assertThat(processes.gateways(root.toString())).isEmpty();
        Process gateway = Gateways.start(root);
        Process agent = Gateways.named("openclaw-agent", root);
        try {
            assertThat(processes.gateways(root.toString()))
                    .singleElement()
                    .satisfies(seen -> {
                        assertThat(seen.pid()).isEqualTo(gateway.pid());
                        assertThat(seen.ourNamespace()).isTrue();
                        assertThat(seen.parent()).hasValue(FakeProc.US);
                        assertThat(seen.startedAt())
                                .isBetween(
                                        Instant.now().minusSeconds(30),
                                        Instant.now().plusSeconds(1));
                    });
        } finally {
            gateway.destroyForcibly().waitFor();
            agent.destroyForcibly().waitFor();
        }
        assertThat(processes.gateways(root.toString())).isEmpty();
    }
}
