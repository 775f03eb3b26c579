package dev.sessionwatchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Daemon and owners in different PID, user and time namespaces (S70, S71, S73, S14): what a
/// process id means there is not known, and whoever lives is never called dead.
final class LockNamespacesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// Longer than any limit of [Installed#SHORT_LOCKS] and two looks.
    private static final Duration WATCHED = Duration.ofSeconds(9);

    private static final String LONG = ",\"maxHoldMs\":600000";
    private static final String[] OWN_PIDS = {
        "/usr/bin/unshare", "-pf", "--mount-proc", "--kill-child=KILL"
    };

    @TempDir private Path directory;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<Watched> watched = new ArrayList<>();

    /// One root with its daemon.
    private record Watched(GatewayTree tree, Installed installed) {

        List<String> told(String id) throws Exception {
            return installed.told("lock.break", lock(id));
        }

        Path lock(String id) {
            return tree.sessions("main").resolve(id + ".jsonl.lock");
        }
    }

    @BeforeEach
    void namespaces_can_be_made() throws Exception {
        for (String[] kind : new String[][] {{"-pf", "--mount-proc"}, {"-Ur"}, {"-Tf"}}) {
            List<String> command = new ArrayList<>(List.of("/usr/bin/unshare"));
            command.addAll(List.of(kind));
            command.add("/bin/true");
            assumeTrue(
                    Files.isExecutable(Path.of("/usr/bin/unshare"))
                            && new ProcessBuilder(command).start().waitFor() == 0,
                    "no namespaces can be made here: NamespaceCheckTest and NamespacesTest check"
                            + " what is concluded from them");
        }
    }

    @AfterEach
    void everybody_ends() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    @Test
    void whoever_lives_is_never_called_dead_whatever_namespace_hides_it() throws Exception {
        Watched outside = root("outside");
        Watched inside = root("inside");
        Watched user = root("user");
        Watched blind = root("blind");
        Watched time = root("time");
        Owner holds = owner(outside, "holds", Owner.UNDECLARED, OWN_PIDS);
        Owner leaks = owner(outside, "leaks", LONG, OWN_PIDS);
        Owner ends = owner(outside, "ends", LONG, inner(31_234));
        Owner later = owner(outside, "later", LONG, shifted());
        for (Watched each : List.of(inside, user, blind, time)) {
            owner(each, "holds", Owner.FOR_A_DAY);
            owner(each, "leaks", LONG).say("close");
            owner(each, "ends", LONG).kill();
        }
        assertThat(holds.itself()[0]).isEqualTo("1");
        assertThat(ends.itself()[0]).isEqualTo("31234");
        assertThat(Long.parseLong(later.itself()[1])).isGreaterThan(9_000_000);
        leaks.say("close");
        later.say("close");
        watch(outside);
        watch(inside, OWN_PIDS);
        watch(user, "/usr/bin/unshare", "-Ur");
        watch(blind, "/usr/bin/unshare", "-pf", "--kill-child=KILL");
        watch(time, "/usr/bin/unshare", "-Tf", "--boottime", "100000", "--kill-child=KILL");
        for (Watched each : watched) {
            await().atMost(PATIENCE)
                    .until(() -> !each.installed().events("sweep.summary").isEmpty());
        }

        await().pollDelay(WATCHED).atMost(WATCHED.plusSeconds(5)).until(() -> true);

        for (Watched each : watched) {
            System.out.printf(
                    "LockNamespacesIT: %s: holds %s, leaks %s, ends %s%n",
                    each.tree().root().getFileName(),
                    each.told("holds"),
                    each.told("leaks"),
                    each.told("ends"));
            assertThat(each.lock("holds")).exists();
        }
        assertThat(outside.told("holds")).containsExactly("observed namespace-unknown");
        assertThat(outside.lock("leaks")).exists();
        assertThat(outside.lock("ends")).exists();
        assertThat(outside.told("later"))
                .as("its start time is another namespace's")
                .noneMatch(told -> told.contains("recycled") || told.contains("dead"));

        for (String id : List.of("holds", "leaks", "ends")) {
            assertThat(inside.lock(id)).exists();
            assertThat(blind.lock(id)).exists();
        }
        assertThat(blind.installed().events("visibility.lost")).hasSize(1);
        assertThat(user.told("ends")).containsExactly("intent dead-owner", "done ");
        assertThat(user.told("leaks"))
                .noneMatch(told -> told.contains("recycled") || told.contains("dead"));
        assertThat(time.told("ends")).containsExactly("intent dead-owner", "done ");
        assertThat(time.told("leaks"))
                .noneMatch(told -> told.contains("recycled") || told.contains("dead"));

        ends.kill();
        await().atMost(PATIENCE).until(() -> !Files.exists(outside.lock("ends")));
        assertThat(outside.told("ends")).containsAnyOf("intent dead-owner", "intent recycled-pid");
    }

    private Watched root(String name) throws Exception {
        Watched made =
                new Watched(
                        GatewayTree.in(directory.resolve(name), "main"),
                        Installed.in(directory.resolve(name + ".home"), Installed.SHORT_LOCKS));
        watched.add(made);
        return made;
    }

    private void watch(Watched each, String... wrapper) throws Exception {
        open.add(RunningDaemon.begin(each.installed(), each.tree().root(), List.of(wrapper)));
    }

    private Owner owner(Watched each, String id, String members, String... wrapper)
            throws Exception {
        Owner owner = Owner.silent(directory, each.tree().session("main", id), members, wrapper);
        open.add(owner);
        return owner;
    }

    /// A PID namespace of its own, in which its process id is one that nobody has outside.
    private static String[] inner(int pid) {
        return new String[] {
            "/usr/bin/unshare",
            "-pf",
            "--mount-proc",
            "--kill-child=KILL",
            "/bin/bash",
            "-c",
            "exec 3<&0; echo $0 > /proc/sys/kernel/ns_last_pid; \"$@\" <&3; exit",
            Integer.toString(pid - 1)
        };
    }

    /// A time namespace in which every process seems to have started a day later.
    private static String[] shifted() {
        return new String[] {
            "/usr/bin/unshare", "-Tf", "--boottime", "100000", "--kill-child=KILL"
        };
    }
}
