package dev.sessionwatchdog.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sessionwatchdog.observation.Gateway;
import dev.sessionwatchdog.observation.NamespaceProof;
import dev.sessionwatchdog.observation.ProcessSight;
import dev.sessionwatchdog.observation.Visibility;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Real PID and time namespaces, seen from outside and from inside (S14, S70-S73).
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class NamespacesTest {

    /// An id that no other container on the machine of a test is likely to have inside.
    private static final long INSIDE = 20_000 + ProcessHandle.current().pid() % 10_000;

    private final SystemProcesses processes = new SystemProcesses(true);

    @TempDir Path root = Path.of("");

    private Tools.Ready containerWith(String command) throws Exception {
        List<String> unshare = Tools.unshare("-p", "-f", "--mount-proc", "--kill-child");
        String script =
                "echo " + (INSIDE - 1) + " > /proc/sys/kernel/ns_last_pid; " + command + " wait";
        return Tools.start(Tools.with(unshare, "bash", "-c", script));
    }

    @Test
    void an_id_that_a_container_uses_inside_proves_nothing_out_here() throws Exception {
        try (Tools.Ready container = containerWith("sleep 60 & echo $!;")) {
            assertThat(container.number()).isEqualTo(INSIDE);
            assertThat(processes.namespace(INSIDE, root.toString()))
                    .isInstanceOf(NamespaceProof.Unproven.class)
                    .extracting(Object::toString)
                    .asString()
                    .contains("PID namespace");
        }
    }

    @Test
    void in_the_first_namespace_an_id_that_no_container_uses_is_ours() throws Exception {
        assumeTrue(Tools.inTheFirstPidNamespace(), "the tests run in a container");
        assumeTrue(processes.look(1) instanceof ProcessSight.Running, "/proc hides processes");
        assertThat(processes.namespace(INSIDE, root.toString()))
                .isInstanceOf(NamespaceProof.Proven.class);
    }

    @Test
    void a_gateway_of_this_root_out_here_proves_an_id_that_containers_use_too() throws Exception {
        Tools.assumeRuns(List.of("bash", "-c", "true"));
        try (Tools.Ready container = containerWith("sleep 60 & echo $!;")) {
            Process gateway = Gateways.start(root);
            try {
                assertThat(container.number()).isEqualTo(INSIDE);
                assertThat(processes.namespace(INSIDE, root.toString()))
                        .isInstanceOf(NamespaceProof.Proven.class);
            } finally {
                gateway.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void a_gateway_in_a_container_is_found_there_and_spoils_that_proof() throws Exception {
        String inside =
                "OPENCLAW_STATE_DIR="
                        + root
                        + " bash -c 'exec -a openclaw-gateway sleep 60' & sleep 0.2; echo $!;";
        try (Tools.Ready container = containerWith(inside)) {
            assertThat(container.number()).isEqualTo(INSIDE);
            List<Gateway> seen = processes.gateways(root.toString());
            // A user namespace of an ordinary user's may hide the environment.
            assumeFalse(seen.isEmpty() && !Tools.root(), "the environment cannot be read");
            assertThat(seen).hasSize(1).noneMatch(Gateway::ourNamespace);
            Process gateway = Gateways.start(root);
            try {
                assertThat(processes.gateways(root.toString())).hasSize(2);
                assertThat(processes.namespace(INSIDE, root.toString()))
                        .isInstanceOfSatisfying(
                                NamespaceProof.Unproven.class,
                                why -> assertThat(why.reason()).contains("another PID namespace"));
            } finally {
                gateway.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void ticks_of_a_process_in_another_time_namespace_are_not_comparable() throws Exception {
        List<String> unshare =
                Tools.unshare("-T", "--boottime", "100000", "--fork", "--kill-child");
        try (Tools.Ready shifted =
                Tools.start(Tools.with(unshare, "sh", "-c", "echo $$; exec sleep 60"))) {
            assertThat(processes.look(shifted.number()))
                    .isInstanceOfSatisfying(
                            ProcessSight.Running.class,
                            running -> assertThat(running.ticksComparable()).isFalse());
        }
        assumeTrue(Files.exists(Path.of("/proc/self/ns/time")), "a kernel without time namespaces");
        assertThat(processes.look(ProcessHandle.current().pid()))
                .isInstanceOfSatisfying(
                        ProcessSight.Running.class,
                        running -> assertThat(running.ticksComparable()).isTrue());
    }

    @Test
    void below_a_proc_of_another_namespace_we_are_blind() throws Exception {
        String said =
                Tools.lookFromInside(
                        Tools.unshare("-p", "-f", "--kill-child"), "alone", root.toString());
        assertThat(said)
                .contains("Blind[reason=/proc belongs to another PID namespace")
                .contains("Unproven[")
                .contains("gateways: 0");
    }

    @Test
    void in_a_container_we_see_and_nothing_proves_an_id_without_a_gateway() throws Exception {
        String said =
                Tools.lookFromInside(
                        Tools.unshare("-p", "-f", "--mount-proc", "--kill-child"),
                        "alone",
                        root.toString());
        assertThat(said)
                .contains(new Visibility.Sees().toString())
                .contains("Unproven[")
                .contains("gateways: 0")
                .contains("self: Running[");
    }

    @Test
    void in_a_container_a_gateway_of_the_root_proves_an_id() throws Exception {
        Tools.assumeRuns(List.of("bash", "-c", "true"));
        String said =
                Tools.lookFromInside(
                        Tools.unshare("-p", "-f", "--mount-proc", "--kill-child"),
                        "beside-a-gateway",
                        root.toString());
        assertThat(said).contains("Proven[how=a gateway").contains("gateways: 1");
    }

    @Test
    void below_a_proc_that_hides_others_nobody_is_gone_and_no_id_is_proven() throws Exception {
        assumeTrue(Tools.root(), "only root can mount such a /proc");
        List<String> hidden =
                List.of(
                        "unshare",
                        "-m",
                        "sh",
                        "-c",
                        "mount -t proc -o hidepid=2 proc /proc"
                                + " && exec setpriv --regid 65534 --clear-groups --bounding-set -sys_ptrace \"$@\"",
                        "sh");
        Tools.assumeRuns(Tools.with(hidden, "true"));
        String said = Tools.lookFromInside(hidden, "alone", root.toString());
        assertThat(said)
                .contains("Sees[]")
                .contains("Unproven[")
                .contains("init: Unknown[reason=it exists, but /proc does not show it]")
                .containsPattern("without kill: Blind\\[.*hidepid.*]Unknown\\[");
    }

    @Test
    void a_recycled_id_shows_another_start() throws Exception {
        String said =
                Tools.lookFromInside(
                        Tools.unshare("-p", "-f", "--mount-proc", "--kill-child"),
                        "recycle",
                        root.toString());
        assumeFalse(said.contains("not recycled"), said);
        assertThat(said).contains("between: Gone[]").endsWith("recycled\n");
    }
}
