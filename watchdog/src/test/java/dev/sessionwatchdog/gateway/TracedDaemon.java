package dev.sessionwatchdog.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sessionwatchdog.Installed;
import dev.sessionwatchdog.RunningDaemon;
import dev.sessionwatchdog.TraceCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/// The built daemon, enforcing, with everything that it does to files written down by `strace`.
record TracedDaemon(GatewayHome home, Installed installed, RunningDaemon daemon, Path trace)
        implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /// Everything within seconds, but no answer of 9 s takes as long as what may be broken by age.
    static final String SHORT =
            """
            tmp: { older_than: 1s, confirm_gap: 500ms }
            locks:
              confirm_gap: 1s
              unreadable_grace: 3s
              declared_grace: 4s
              undeclared_max_age: 15s
              suspend_guard: 1s
            watch:
              settle: 10ms
              full_sweep: 1s
              sweep_jitter: 0%
            """;

    /// Starts it on the root of a home; more than one may follow each other there.
    static TracedDaemon start(GatewayHome home, String settings)
            throws IOException, InterruptedException {
        if (!TraceCheck.isPossible()) {
            Npm.missing("strace is not installed, or it may not trace here");
        }
        Path directory = Files.createTempDirectory(home.base(), "daemon");
        Path trace = directory.resolve("trace");
        Installed installed = Installed.in(directory.resolve("home"), settings);
        RunningDaemon daemon =
                RunningDaemon.begin(installed, home.root(), TraceCheck.strace(trace)).atWork();
        return new TracedDaemon(home, installed, daemon, trace);
    }

    /// What its last sweep saw.
    JsonNode lastSweep() {
        return daemon.json().path("last_sweep");
    }

    /// Waits for so many sweeps more.
    void sweeps(int number) {
        for (int i = 0; i < number; i++) {
            String last = lastSweep().path("id").asString("");
            await().atMost(PATIENCE)
                    .until(() -> {
                        String now = lastSweep().path("id").asString("");
                        return !now.isEmpty() && !now.equals(last);
                    });
        }
    }

    /// How many stores of this era its last sweep saw.
    int stores(String era) {
        return lastSweep().path("eras").path(era).asInt(0);
    }

    /// Ends it as a service manager does.
    void terminate() throws InterruptedException {
        daemon.process().children().forEach(ProcessHandle::destroy);
        assertThat(daemon.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    /// Every call of its that names the root; fails when one of them changes anything but
    /// catalogued locks and temps and our own directory.
    List<TraceCheck.Call> harmlessCalls() throws IOException {
        TraceCheck check = new TraceCheck(home.root().toRealPath());
        List<TraceCheck.Call> calls = check.calls(trace);
        assertThat(calls).filteredOn(check::isViolation).isEmpty();
        assertThat(calls).as("calls that name the root").isNotEmpty();
        return calls;
    }

    /// Likewise, and none of them moves or unlinks anything of the gateway's at all.
    int callsThatTouchNothing() throws IOException {
        List<TraceCheck.Call> calls = harmlessCalls();
        assertThat(calls)
                .filteredOn(call ->
                        call.moves()
                                && call.inside().stream()
                                        .anyMatch(path -> !path.startsWith(".session-watchdog")))
                .isEmpty();
        return calls.size();
    }

    @Override
    public void close() {
        daemon.close();
    }
}
