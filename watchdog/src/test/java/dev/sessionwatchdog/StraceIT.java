package dev.sessionwatchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every system call of the daemon and of a sweep that names a file of a busy root: transcripts,
/// indexes, archives and databases are read at the most. `TraceCheckTest` shows that the judge can
/// say no.
final class StraceIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int TEMPS = 20;

    /// Transcripts' locks that go under the daemon; that of the index is not confirmed while the
    /// index changes.
    private static final int LOCKS = 4;

    private static final List<String> HISTORY =
            List.of(
                    "old.jsonl.deleted.2026-11-21T03-24-14.494Z",
                    "old.jsonl.bak.2026-11-21T03-24-39.740Z",
                    "old.jsonl.reset.2026-11-21T03-24-39.740Z",
                    "sessions.json.bak.1795230979111",
                    "openclaw-agent.sqlite",
                    "openclaw-agent.sqlite-wal",
                    "gateway.state.lock.sqlite");
    private static final String SETTINGS =
            Installed.SHORT_LOCKS.replace(
                    "tmp: { older_than: 1h }", "tmp: { older_than: 1h, confirm_gap: 500ms }");

    @TempDir private Path directory;
    private GatewayTree tree = new GatewayTree(Path.of(""), Path.of(""), 0);
    private Path trace = Path.of("");

    @BeforeEach
    void a_busy_root() throws Exception {
        assumeTrue(
                TraceCheck.isPossible(),
                "no strace, or it may not trace: FixtureSweepIT compares whole trees instead");
        trace = directory.resolve("trace");
        tree = GatewayTree.in(directory.resolve("root"), "a");
        for (String history : HISTORY) {
            Files.writeString(tree.sessions("a").resolve(history), "{}");
        }
        for (int i = 0; i < TEMPS; i++) {
            tree.orphan("a", i, "{}");
            tree.doubtful("a", i, "{}");
        }
        String dead = "{\"pid\":" + tree.deadPid() + ",\"createdAt\":\"2026-01-01T00:00:00Z\"}";
        Files.writeString(tree.session("a", "dead"), dead);
        Files.writeString(tree.sessions("a").resolve("sessions.json.lock"), dead);
        Files.createDirectory(
                Files.writeString(tree.session("a", "guarded"), dead)
                        .resolveSibling("guarded.jsonl.lock.reclaim"));
        Files.createFile(tree.session("a", "empty"));
        Files.createSymbolicLink(
                tree.session("a", "link"), tree.sessions("a").resolve("link.jsonl"));
        Files.createLink(
                tree.session("a", "hard"), Files.writeString(directory.resolve("twice"), dead));
    }

    @Test
    void the_daemon_writes_to_nothing_of_the_gateways() throws Exception {
        Installed installed = Installed.in(directory.resolve("home"), SETTINGS);
        AtomicBoolean done = new AtomicBoolean();
        Thread gateway = Thread.ofPlatform().start(() -> work(done));
        try (Owner leaks = Owner.silent(directory, tree.session("a", "leaks"), Owner.UNDECLARED);
                Owner _ = Owner.silent(directory, tree.session("a", "lapses"), Owner.UNDECLARED);
                RunningDaemon daemon =
                        RunningDaemon.begin(installed, tree.root(), TraceCheck.strace(trace))
                                .atWork()) {
            leaks.say("close");
            await().atMost(PATIENCE)
                    .until(() ->
                            tree.temps("a").isEmpty()
                                    && installed.events("lock.break", "done").size() >= LOCKS);
            done.set(true);
            gateway.join();
            daemon.process().children().forEach(ProcessHandle::destroy);
            assertThat(daemon.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            done.set(true);
        }
        assertThatNothingOfTheGatewaysWasWritten(LOCKS);
    }

    @Test
    void a_sweep_writes_to_nothing_of_the_gateways() throws Exception {
        Installed installed = Installed.in(directory.resolve("home"), SETTINGS);
        Process sweep =
                installed.startIn(
                        TraceCheck.strace(trace), "sweep", "--root", tree.root().toString());
        assertThat(sweep.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(sweep.exitValue()).as("%s", installed.said()).isZero();
        assertThatNothingOfTheGatewaysWasWritten(1);
    }

    private void assertThatNothingOfTheGatewaysWasWritten(int locks) throws IOException {
        TraceCheck check = new TraceCheck(tree.root().toRealPath());
        List<TraceCheck.Call> calls = check.calls(trace);
        assertThat(calls).filteredOn(check::isViolation).isEmpty();
        long moved = calls.stream().filter(call -> names(call, "rename", ".jsonl.lock")).count();
        long unlinked = calls.stream().filter(call -> names(call, "unlinkat", ".tmp")).count();
        System.out.printf(
                "StraceIT: %d calls name the root, %d move a transcript's lock, %d unlink a temp%n",
                calls.size(), moved, unlinked);
        assertThat(moved).as("locks that were moved").isGreaterThanOrEqualTo(locks);
        assertThat(unlinked).as("temps that were unlinked").isGreaterThanOrEqualTo(TEMPS);
        assertThat(calls)
                .as("the index was looked into")
                .anyMatch(call -> call.reads() && names(call, "open", "/sessions.json"));
    }

    private static boolean names(TraceCheck.Call call, String name, String end) {
        return call.name().startsWith(name)
                && call.inside().stream().anyMatch(path -> path.toString().endsWith(end));
    }

    /// What a gateway does beside it: transcripts grow, the index is replaced, locks come and go.
    private void work(AtomicBoolean done) {
        try {
            Path sessions = tree.sessions("a");
            for (int i = 0; !done.get(); i++) {
                Files.writeString(
                        sessions.resolve("link.jsonl"), "{}\n", StandardOpenOption.APPEND);
                Path next =
                        Files.writeString(directory.resolve("next"), "{\"a\":{\"n\":" + i + "}}");
                Files.move(next, sessions.resolve("sessions.json"), StandardCopyOption.ATOMIC_MOVE);
                Path burst = sessions.resolve("burst.jsonl.lock");
                Files.writeString(
                        burst,
                        "{\"pid\":" + ProcessHandle.current().pid() + Owner.FOR_A_DAY + "}",
                        StandardOpenOption.CREATE_NEW);
                await().pollDelay(Duration.ofMillis(100)).until(() -> true);
                Files.delete(burst);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
