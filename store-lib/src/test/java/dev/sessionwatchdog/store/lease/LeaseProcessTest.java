package dev.sessionwatchdog.store.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.forensic.Phase;
import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.ProcessSignals;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.time.SystemTime;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Owners that are processes of their own, on the real disk and with the real clock.
@EnabledOnOs(OS.LINUX)
class LeaseProcessTest {

    private static final Name E = new Name("e.json");

    @TempDir Path top;

    private final RecordedEvents events = new RecordedEvents();

    private Process holder(String terms) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LeaseHolder.class.getName(),
                        top.toString(),
                        E.value(),
                        terms)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private String entry() throws IOException {
        return Files.readString(top.resolve(RealStore.STORE).resolve(E.value()));
    }

    private List<String> reasons() {
        return events.of(Phase.INTENT).stream().flatMap(it -> it.reason().stream()).toList();
    }

    @Test
    void a_lease_of_a_killed_process_is_free_long_before_its_term_is_over() throws Exception {
        Process holder = holder("long");
        try (BufferedReader said = holder.inputReader();
                Root root = LocalRoot.open(top, LocalRoot.Natives.AUTO);
                Leases leases = RealStore.open(root, Duration.ofSeconds(20), events)) {
            assertThat(said.readLine()).startsWith("held ");
            assertThat(leases.fencing()).isEqualTo(new Fencing.Fenced());
            assertThat(leases.claim(E, Duration.ofMillis(700)))
                    .as("its thread beats")
                    .isInstanceOf(Claim.Busy.class);
            holder.destroyForcibly().waitFor();
            try (Lease next = ((Claim.Granted) leases.claim(E)).lease()) {
                assertThat(next.fence()).isEqualTo(2);
                assertThat(next.commit("next".getBytes(StandardCharsets.UTF_8)))
                        .isEqualTo(new Commit.Committed(2));
            }
            assertThat(reasons()).containsExactly("owner_gone");
            assertThat(events.of(Phase.INTENT).getFirst().labels())
                    .doesNotContainKey("owner_paused");
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    void a_stopped_process_learns_of_its_loss_before_any_effect() throws Exception {
        Process holder = holder("short");
        try (BufferedReader said = holder.inputReader();
                Root root = LocalRoot.open(top, LocalRoot.Natives.AUTO);
                Leases leases = RealStore.open(root, Duration.ofSeconds(20), events)) {
            assertThat(said.readLine()).startsWith("held ");
            ProcessSignals.send(holder.pid(), ProcessSignals.STOP);
            Lease next = ((Claim.Granted) leases.claim(E)).lease();
            next.commit("next".getBytes(StandardCharsets.UTF_8));
            holder.getOutputStream().write('\n');
            holder.getOutputStream().flush();
            ProcessSignals.send(holder.pid(), ProcessSignals.CONTINUE);
            assertThat(said.readLine()).startsWith("Lost[");
            assertThat(holder.waitFor()).isZero();
            assertThat(entry()).isEqualTo("next");
            assertThat(next.commit("still mine".getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(new Commit.Committed(2));
            next.close();
            assertThat(reasons()).containsExactly("silent");
            assertThat(events.of(Phase.INTENT).getFirst().labels())
                    .containsEntry("owner_paused", "true");
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    void another_namespace_boot_or_host_is_never_proven_gone_by_its_number() throws Exception {
        String boot = new SystemTime().moment().bootId();
        ProcessSurvey survey = new ProcessSurvey(boot);
        ProcessIdentity self = survey.self();
        assertThat(self.startTicks()).isPositive();
        assertThat(self.pidNamespace()).isPositive();
        assertThat(survey.gone(self, true)).isFalse();
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        ProcessIdentity gone = with(self, ended.pid(), 1, self.pidNamespace(), self.host());
        assertThat(survey.gone(gone, true)).isTrue();
        assertThat(survey.gone(gone, false)).as("another user's").isFalse();
        assertThat(survey.gone(with(self, self.pid(), 1, self.pidNamespace(), self.host()), true))
                .as("recycled")
                .isTrue();
        assertThat(survey.gone(with(self, ended.pid(), 1, 4711, self.host()), true)).isFalse();
        assertThat(survey.gone(with(self, ended.pid(), 1, self.pidNamespace(), "else"), true))
                .isFalse();
        assertThat(survey.gone(with(self, ended.pid(), 0, self.pidNamespace(), self.host()), true))
                .isFalse();
        assertThat(new ProcessSurvey("another boot").gone(self, false)).isTrue();
        assertThat(new ProcessSurvey("unknown").gone(self, true)).isFalse();
    }

    private static ProcessIdentity with(
            ProcessIdentity self, long pid, long start, long namespace, String host) {
        return new ProcessIdentity(
                pid, start, self.boot(), namespace, self.timeNamespace(), host, "");
    }
}
