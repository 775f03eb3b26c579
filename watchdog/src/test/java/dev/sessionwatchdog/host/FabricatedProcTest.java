package dev.sessionwatchdog.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sessionwatchdog.host.HostCalls.Existence;
import dev.sessionwatchdog.observation.NamespaceProof;
import dev.sessionwatchdog.observation.ProcessSight;
import dev.sessionwatchdog.observation.ProcessSight.Activity;
import dev.sessionwatchdog.observation.Visibility;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What follows from what `/proc` and `kill(2)` say, in cases that a real machine seldom shows.
@EnabledOnOs(OS.LINUX)
class FabricatedProcTest {

    private static final int PID = 777;

    private final Path temporary;
    private final FakeProc fake;

    FabricatedProcTest(@TempDir Path temporary) throws IOException {
        this.temporary = temporary;
        this.fake = new FakeProc(temporary.resolve("proc"));
    }

    @AfterEach
    void remove() throws IOException {
        fake.close();
    }

    private SystemProcesses processes(IntFunction<Existence> existence) {
        return new SystemProcesses(fake.proc(), fake.groups(), existence, false);
    }

    private SystemProcesses processes() {
        return processes(pid ->
                Files.exists(fake.at().resolve(Integer.toString(pid)))
                        ? Existence.EXISTS
                        : Existence.NONE);
    }

    private ProcessSight.Running running() {
        ProcessSight sight = processes().look(PID);
        assertThat(sight).isInstanceOf(ProcessSight.Running.class);
        return (ProcessSight.Running) sight;
    }

    @Test
    void gone_is_what_both_sources_say_twice() {
        AtomicInteger asked = new AtomicInteger();
        assertThat(
                        processes(
                                        _ -> {
                                            asked.incrementAndGet();
                                            return Existence.NONE;
                                        })
                                .look(PID))
                .isEqualTo(new ProcessSight.Gone());
        assertThat(asked).hasValue(2);
    }

    @Test
    void gone_once_and_there_again_is_not_gone() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        ProcessSight sight =
                processes(
                                _ -> {
                                    try {
                                        if (asked.incrementAndGet() == 1) {
                                            fake.process(PID);
                                            return Existence.NONE;
                                        }
                                        return Existence.EXISTS;
                                    } catch (IOException failure) {
                                        throw new AssertionError(failure);
                                    }
                                })
                        .look(PID);
        assertThat(sight).isInstanceOf(ProcessSight.Running.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EXISTS", "CANNOT_TELL"})
    void what_only_proc_does_not_show_is_unknown(Existence told) {
        assertThat(processes(_ -> told).look(PID)).isInstanceOf(ProcessSight.Unknown.class);
    }

    @Test
    void what_only_kill_does_not_know_is_unknown() throws IOException {
        fake.process(PID);
        assertThat(processes(_ -> Existence.NONE).look(PID))
                .isInstanceOf(ProcessSight.Unknown.class);
    }

    @Test
    void two_processes_under_one_id_are_never_told_as_one() throws IOException {
        FakeProc.One one = fake.process(PID);
        AtomicInteger starts = new AtomicInteger(1_000);
        assertThat(
                        processes(
                                        _ -> {
                                            one.stat('S', 1, starts.incrementAndGet());
                                            return Existence.EXISTS;
                                        })
                                .look(PID))
                .isInstanceOfSatisfying(
                        ProcessSight.Unknown.class,
                        unknown -> assertThat(unknown.reason()).contains("changing"));
        assertThat(starts).hasValue(1_003);
    }

    @Test
    void a_process_that_settles_is_told_with_its_last_start() throws IOException {
        FakeProc.One one = fake.process(PID);
        AtomicInteger starts = new AtomicInteger(1_000);
        assertThat(
                        processes(
                                        _ -> {
                                            one.stat(
                                                    'S',
                                                    1,
                                                    starts.updateAndGet(
                                                            n -> Math.min(n + 1, 1_002)));
                                            return Existence.EXISTS;
                                        })
                                .look(PID))
                .isInstanceOfSatisfying(
                        ProcessSight.Running.class,
                        seen -> assertThat(seen.startTicks()).hasValue(1_002));
    }

    @Test
    void what_ends_while_we_look_is_gone_only_when_looked_at_again() throws IOException {
        fake.process(PID);
        assertThat(
                        processes(
                                        pid -> {
                                            if (Files.exists(fake.at().resolve("777"))) {
                                                fake.remove(pid);
                                                return Existence.EXISTS;
                                            }
                                            return Existence.NONE;
                                        })
                                .look(PID))
                .isEqualTo(new ProcessSight.Gone());
    }

    @ParameterizedTest
    @CsvSource({"Z,1,true", "Z,2,false", "X,0,true", "X,1,true", "S,1,false", "R,1,false"})
    void a_zombie_is_one_without_a_second_thread(char state, int threads, boolean zombie)
            throws IOException {
        fake.process(PID).stat(state, threads, 1_000);
        assertThat(processes().look(PID) instanceof ProcessSight.Zombie).isEqualTo(zombie);
    }

    @Test
    void a_zombie_once_is_not_a_zombie() throws IOException {
        FakeProc.One one = fake.process(PID).stat('X', 0, 1_000);
        assertThat(
                        processes(
                                        _ -> {
                                            one.stat('S', 1, 1_000);
                                            return Existence.EXISTS;
                                        })
                                .look(PID))
                .isInstanceOf(ProcessSight.Running.class);
    }

    @ParameterizedTest
    @CsvSource({"S,RUNNING", "R,RUNNING", "I,RUNNING", "T,PAUSED", "t,PAUSED", "D,PAUSED"})
    void what_does_not_get_to_run_is_paused(char state, Activity activity) throws IOException {
        fake.process(PID).stat(state, 1, 1_000);
        assertThat(running().activity()).isEqualTo(activity);
    }

    @ParameterizedTest
    @CsvSource({"/a/b,RUNNING", "/frozen,PAUSED", "/nowhere,RUNNING", "/../frozen,RUNNING"})
    void a_frozen_control_group_pauses(String group, Activity activity) throws IOException {
        Path groups = Files.createDirectories(fake.at().resolve("cgroup"));
        Files.createDirectories(groups.resolve("a/b"));
        Files.createDirectories(groups.resolve("frozen"));
        Files.writeString(groups.resolve("a/b/cgroup.events"), "populated 1\nfrozen 0\n");
        Files.writeString(groups.resolve("frozen/cgroup.events"), "populated 1\nfrozen 1\n");
        fake.process(PID).group(group);
        assertThat(running().activity()).isEqualTo(activity);
    }

    @Test
    void ticks_compare_only_where_both_time_namespaces_are_seen() throws IOException {
        FakeProc.One one = fake.process(PID);
        assertThat(running().ticksComparable()).isTrue();
        one.namespace("time", "time:[2]");
        assertThat(running().ticksComparable()).isFalse();
        Files.delete(one.directory().resolve("ns/time"));
        assertThat(running().ticksComparable()).isFalse();
    }

    @Test
    void a_kernel_thread_has_its_name_as_title() throws IOException {
        fake.process(PID).title();
        assertThat(running().title()).hasValue("a) b");
    }

    @Test
    void a_container_whose_uptime_is_made_up_tells_no_starts() throws IOException {
        fake.process(PID);
        Files.writeString(fake.at().resolve("uptime"), "0.10 0.20\n");
        assertThat(processes().look(PID)).isInstanceOf(ProcessSight.Unknown.class);
    }

    @Test
    void we_are_blind_where_proc_shows_us_otherwise_or_not() throws IOException {
        assertThat(processes().visibility()).isEqualTo(new Visibility.Sees());
        fake.process(4_321).ids(4_321, FakeProc.US);
        Files.delete(fake.at().resolve("self"));
        Files.createSymbolicLink(fake.at().resolve("self"), Path.of("4321"));
        assertThat(processes().visibility())
                .isInstanceOfSatisfying(
                        Visibility.Blind.class,
                        blind -> assertThat(blind.reason()).contains("another PID namespace"));
        Files.delete(fake.at().resolve("self"));
        assertThat(processes().visibility()).isInstanceOf(Visibility.Blind.class);
        assertThat(processes().gateways("/")).isEmpty();
    }

    @Test
    void we_are_blind_where_our_own_users_processes_are_hidden_by_a_user_namespace()
            throws IOException {
        String onlyUs = "         0          0          1\n      1000       1000          1\n";
        String everybody = "         0          0 4294967295\n";
        String hiding = "rw,nosuid,hidepid=invisible";
        assertThat(visibility(onlyUs, hiding))
                .isInstanceOfSatisfying(
                        Visibility.Blind.class,
                        blind -> assertThat(blind.reason()).contains("PrivateUsers="));
        assertThat(visibility(onlyUs, "rw,nosuid,hidepid=2")).isInstanceOf(Visibility.Blind.class);
        assertThat(visibility(onlyUs, "rw,nosuid")).isEqualTo(new Visibility.Sees());
        assertThat(visibility(onlyUs, "rw,hidepid=0")).isEqualTo(new Visibility.Sees());
        assertThat(visibility(everybody, hiding)).isEqualTo(new Visibility.Sees());
    }

    private Visibility visibility(String users, String options) throws IOException {
        Path self = fake.at().resolve("self");
        Files.writeString(self.resolve("uid_map"), users);
        Files.writeString(
                self.resolve("mounts"),
                "proc /proc proc rw 0 0\nproc %s proc %s 0 0\n".formatted(fake.at(), options));
        return processes().visibility();
    }

    @Test
    void without_kill_a_proc_that_hides_others_makes_us_blind() {
        fake.remove(1);
        assertThat(processes().visibility())
                .isInstanceOfSatisfying(
                        Visibility.Blind.class,
                        blind -> assertThat(blind.reason()).contains("hidepid"));
    }

    @Test
    void visibility_is_looked_at_again() throws Exception {
        SystemProcesses processes = processes();
        assertThat(processes.visibility()).isEqualTo(new Visibility.Sees());
        Files.delete(fake.at().resolve("self"));
        await().atMost(Duration.ofSeconds(10))
                .until(() -> processes.visibility() instanceof Visibility.Blind);
    }

    private void namespaceIs(boolean proven) {
        assertThat(processes().namespace(7, temporary.toString()) instanceof NamespaceProof.Proven)
                .isEqualTo(proven);
    }

    @Test
    void in_the_first_namespace_every_process_must_be_seen_and_none_be_called_so_inside()
            throws IOException {
        FakeProc.One one = fake.process(PID);
        namespaceIs(true);
        one.ids(PID, 7);
        namespaceIs(false);
        one.ids(PID, 7, 1);
        namespaceIs(false);
        one.ids(PID, 70, 1);
        namespaceIs(true);
        fake.process(7).ids(7);
        namespaceIs(true);
        one.hide("status");
        namespaceIs(false);
    }

    @Test
    void in_the_first_namespace_a_proc_that_does_not_show_init_hides_others() {
        fake.remove(1);
        assertThat(
                        new NamespaceCheck(fake.proc())
                                .prove(
                                        7,
                                        () ->
                                                new GatewaySearch(fake.proc())
                                                        .search("/", Instant.EPOCH)))
                .isInstanceOf(NamespaceProof.Unproven.class);
    }

    @Test
    void in_another_namespace_only_a_gateway_of_this_root_here_and_none_elsewhere_proves()
            throws IOException {
        new FakeProc.One(fake.at().resolve(Long.toString(FakeProc.US)), FakeProc.US)
                .namespace("pid", FakeProc.NESTED);
        fake.process(PID);
        namespaceIs(false);
        FakeProc.One gateway =
                fake.process(8)
                        .namespace("pid", FakeProc.NESTED)
                        .title("openclaw-gateway")
                        .environment("OPENCLAW_STATE_DIR=" + temporary);
        namespaceIs(true);
        FakeProc.One agent = fake.process(9).title("openclaw-agent");
        namespaceIs(false);
        agent.namespace("pid", FakeProc.NESTED);
        namespaceIs(true);
        gateway.environment("OPENCLAW_STATE_DIR=/");
        namespaceIs(false);
    }
}
