package dev.sessionwatchdog.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.incident.RealLog;
import dev.sessionwatchdog.incident.WrittenEvent;
import dev.sessionwatchdog.store.forensic.Level;
import dev.sessionwatchdog.store.forensic.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The forensic log and its witness.
@EnabledOnOs(OS.LINUX)
class EvidenceChecksTest {

    private final FakeMachine machine;
    private final Path events;

    EvidenceChecksTest(@TempDir Path directory) throws IOException {
        machine = new FakeMachine(directory);
        events = Files.createDirectories(machine.home().resolve("state/events"));
        FakeMachine.only("rwx------", events);
        FakeMachine.only("rwx------", machine.home().resolve("state"));
    }

    private List<Result> log() throws IOException {
        return new LogChecks(machine.circumstances()).look();
    }

    private List<Result> journal() {
        return new JournalChecks(machine.circumstances()).look();
    }

    private static Result.Finding finding(List<Result> results) {
        assertThat(results).filteredOn(Result.Finding.class::isInstance).hasSize(1);
        return results.stream()
                .filter(Result.Finding.class::isInstance)
                .map(Result.Finding.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private void write(WrittenEvent... some) throws IOException {
        try (RealLog log = RealLog.in(events)) {
            Duration now = Duration.between(log.time.moment().wall(), Instant.now());
            log.time.advance(now.minusHours(1));
            for (WrittenEvent event : some) {
                log.write(event);
            }
        }
    }

    private static WrittenEvent observed(String action) {
        return new WrittenEvent(action, Phase.OBSERVED, Level.WARN, action, _ -> {});
    }

    @Test
    void a_log_that_holds_is_ok() throws IOException {
        write(observed("sweep.summary"), observed("sweep.summary"));
        assertThat(log()).singleElement().isInstanceOf(Result.Ok.class);
    }

    @Test
    void a_changed_log_is_found() throws IOException {
        write(observed("sweep.summary"), observed("sweep.summary"), observed("sweep.summary"));
        Path file;
        try (var files = Files.newDirectoryStream(events, "*.jsonl")) {
            file = files.iterator().next();
        }
        Files.writeString(
                file, Files.readString(file).replaceFirst("sweep.summary", "sweep.sumnary"));
        assertThat(finding(log()))
                .satisfies(it -> assertThat(it.check()).isEqualTo("log.chain"))
                .satisfies(it -> assertThat(it.severity()).isEqualTo(Severity.ERROR))
                .satisfies(it ->
                        assertThat(it.commands())
                                .contains("session-watchdog events verify --journal"));
    }

    @Test
    void an_open_intent_is_found_where_nobody_is_at_work() throws IOException {
        write(WrittenEvent.reap(Phase.INTENT, "main", Optional.empty()));
        assertThat(finding(log()).check()).isEqualTo("log.intents");
        machine.daemon(77, "1.0.0");
        assertThat(log()).singleElement().isInstanceOf(Result.Ok.class);
    }

    @ParameterizedTest
    @CsvSource({"clock.step, IDLE", "watch.overflow, DEAF", "visibility.lost, BLIND"})
    void what_the_log_says_of_our_own_sight_in_the_last_day_is_found(String action, Harm harm)
            throws IOException {
        write(observed(action), observed(action), observed("sweep.summary"));
        assertThat(finding(log()))
                .satisfies(it -> assertThat(it.harm()).isEqualTo(harm))
                .satisfies(it -> assertThat(it.observed()).startsWith("2 times"));
    }

    @Test
    void what_it_said_earlier_is_past() throws IOException {
        try (RealLog log = RealLog.in(events)) {
            log.write(observed("clock.step"));
        }
        assertThat(log()).singleElement().isInstanceOf(Result.Ok.class);
    }

    @Test
    void a_daemon_whose_log_is_elsewhere_is_not_called_well() throws IOException {
        assertThat(log()).singleElement().isInstanceOf(Result.Ok.class);
        machine.daemon(77, "1.0.0");
        assertThat(log()).singleElement().isInstanceOf(Result.CannotTell.class);
    }

    @Test
    void without_a_journal_the_log_stands_alone_unless_the_settings_want_one() {
        assertThat(journal()).singleElement().isInstanceOf(Result.Ok.class);
        machine.settings = "events: { journal: on }\n";
        assertThat(finding(journal()).check()).isEqualTo("journal");
        machine.settings = "events: { journal: off }\n";
        assertThat(journal()).singleElement().isInstanceOf(Result.Ok.class);
    }

    @Test
    void a_journal_that_is_lost_at_a_restart_is_found() throws IOException {
        machine.write("/run/systemd/journal/socket", "");
        assertThat(finding(journal()).commands())
                .first()
                .isEqualTo("sudo mkdir -p /var/log/journal");
        machine.write("/var/log/journal/id/system.journal", "");
        assertThat(journal()).allSatisfy(it -> assertThat(it).isInstanceOf(Result.Ok.class));
        machine.write(
                "/etc/systemd/journald.conf", "[Journal]\n#Storage=persistent\nStorage=volatile\n");
        assertThat(finding(journal()).observed()).contains("Storage=volatile");
        machine.write("/etc/systemd/journald.conf.d/60.conf", "[Journal]\nStorage=persistent\n");
        assertThat(journal()).allSatisfy(it -> assertThat(it).isInstanceOf(Result.Ok.class));
    }

    @ParameterizedTest
    @CsvSource({
        "RateLimitBurst=100, true",
        "RateLimitBurst=50000, false",
        "RateLimitBurst=0, false"
    })
    void a_journal_that_takes_little_is_found(String setting, boolean found) throws IOException {
        machine.write("/run/systemd/journal/socket", "");
        machine.write("/var/log/journal/id/system.journal", "");
        machine.write("/etc/systemd/journald.conf", "[Journal]\n" + setting + "\n");
        assertThat(journal()).filteredOn(Result.Finding.class::isInstance).hasSize(found ? 1 : 0);
        machine.write(
                "/etc/systemd/journald.conf",
                "[Journal]\n" + setting + "\nRateLimitIntervalSec=0\n");
        assertThat(journal()).noneMatch(Result.Finding.class::isInstance);
    }
}
