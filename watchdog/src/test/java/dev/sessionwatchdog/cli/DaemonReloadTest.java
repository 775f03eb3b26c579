package dev.sessionwatchdog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.EventLog;
import dev.sessionwatchdog.host.ImagePages;
import dev.sessionwatchdog.nudge.Backlog;
import dev.sessionwatchdog.nudge.Nudge;
import dev.sessionwatchdog.nudge.SweepTimer;
import dev.sessionwatchdog.store.forensic.ForensicLog;
import dev.sessionwatchdog.store.root.KernelLock;
import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.sweep.ControlFiles;
import dev.sessionwatchdog.sweep.Daemon;
import dev.sessionwatchdog.sweep.RootLock;
import dev.sessionwatchdog.sweep.Supervision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Another reading of the configuration by the daemon itself, on real files: one turn of it, in
/// which the file is read again as often as somebody asks.
final class DaemonReloadTest {

    @TempDir private Path directory = Path.of("");

    private final Backlog backlog = new Backlog();
    private final List<String> heard = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private Path file = Path.of("");
    private Path first = Path.of("");
    private Path second = Path.of("");

    @BeforeEach
    void two_roots() throws IOException {
        directory = directory.toRealPath();
        file = directory.resolve("c.yaml");
        Files.createDirectories(directory.resolve("first/agents/main/sessions"));
        first = directory.resolve("first");
        second = directory.resolve("second");
        Files.createDirectories(second.resolve("agents/main/sessions"));
        configure(first, "enforce");
    }

    private void configure(Path root, String mode) {
        write(
                "version: 1\ndrill: true\nmode: %s\nroots:\n  - path: \"%s\"\n"
                        .formatted(mode, root));
    }

    private void write(String text) {
        try {
            Files.writeString(file, text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Somebody asks for a reload as the verb does.
    private void request(String id) throws IOException {
        Path requests = Files.createDirectories(first.resolve(ControlFiles.REQUESTS.toString()));
        Files.writeString(
                requests.resolve(id + ".request.json"),
                "{\"schema\":\"session-watchdog.request/1\",\"verb\":\"reload\"}");
    }

    private List<JsonNode> answers() throws IOException {
        try (Stream<Path> files = Files.list(first.resolve(ControlFiles.REQUESTS.toString()))) {
            return files.map(answer -> JsonMapper.shared().readTree(answer.toFile())).toList();
        }
    }

    /// One turn of the daemon.
    ///
    /// @param edits of the files, the first before the daemon begins and each further one right
    ///   after another reading
    private void turn(Runnable... edits) throws Exception {
        DaemonOptions options =
                new DaemonOptions(
                        Optional.of(file),
                        List.of(),
                        Optional.of(directory.resolve("state")),
                        Optional.empty(),
                        Map.of("HOME", directory.toString()));
        Setup setup = Setup.of(options, LocalRoot.Natives.AUTO);
        Supervision supervision =
                new Supervision(heard::add, Duration.ZERO, () -> 0, backlog::stopping);
        List<Runnable> left = new ArrayList<>(List.of(edits));
        left.removeFirst().run();
        try (Workplace workplace = Workplace.openForDaemon(setup, "run", () -> {});
                Outlets outlets = new Outlets(workplace, backlog);
                SweepTimer timer = new SweepTimer(workplace.time())) {
            DaemonSetting setting =
                    new DaemonSetting(
                            new Listening(), setup, workplace, backlog, outlets, supervision);
            Daemon.Setting edited = new Edited(setting, left);
            assertThat(new Daemon(backlog, timer, workplace.log(), edited, supervision).run(1))
                    .isZero();
        }
    }

    private final class Listening implements DaemonRun.Program {

        @Override
        public String name() {
            return "test";
        }

        @Override
        public Supervision supervision(Backlog hints) {
            return Supervision.none();
        }

        @Override
        public void begins(ForensicLog log, Backlog hints) {}

        @Override
        public void fails(ForensicLog log, Throwable why) {}

        @Override
        public void complain(String line) {
            complaints.add(line);
        }

        @Override
        public Optional<ImagePages> pages() {
            return Optional.empty();
        }
    }

    /// Somebody edits files between two steps of the daemon.
    private record Edited(Daemon.Setting setting, List<Runnable> edits) implements Daemon.Setting {

        @Override
        public Daemon.Guarding begin() throws IOException {
            return setting.begin();
        }

        @Override
        public Reread reread() throws IOException {
            Reread read = setting.reread();
            if (!edits.isEmpty()) {
                edits.removeFirst().run();
            }
            return read;
        }

        @Override
        public Change change() throws IOException {
            return setting.change();
        }
    }

    private Path log() throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("state"))) {
            return files.filter(path -> path.toString().endsWith(".jsonl"))
                    .findFirst()
                    .map(Path::getParent)
                    .orElseThrow();
        }
    }

    private List<JsonNode> events(String action, String phase) throws IOException {
        return new EventLog(log()).events(action, phase);
    }

    private static String message(JsonNode event) {
        return event.path("message").asString("");
    }

    private static String state(Path root, String member) {
        Path status = root.resolve(ControlFiles.HOME.toString()).resolve("daemon.json");
        return JsonMapper.shared().readTree(status.toFile()).path(member).asString("");
    }

    /// The first root goes on to be guarded, by the configuration that it was guarded by.
    private void refused(String what) throws IOException {
        assertThat(events("config.reload", "done")).isEmpty();
        assertThat(events("config.reload", "refused"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(message(event)).contains(what).contains("configuration stays");
                    assertThat(event.path("event").path("kind").asString("")).isEqualTo("alert");
                    assertThat(event.path("event").path("reason").asString(""))
                            .isEqualTo("unavailable");
                });
        JsonNode swept = events("sweep.summary", "observed").getLast();
        assertThat(swept.path("event").path("sequence").asLong())
                .isGreaterThan(
                        events("config.reload", "refused")
                                .getFirst()
                                .path("event")
                                .path("sequence")
                                .asLong());
        assertThat(swept.path("config").path("generation").asInt()).isEqualTo(1);
        assertThat(state(first, "mode")).isEqualTo("enforce");
        assertThat(String.join("\n", complaints)).contains(what);
        assertThat(String.join("\n", heard))
                .containsPattern("STATUS=configuration rejected at .* stays: .* doctor; enforce");
    }

    @Test
    void a_root_that_is_not_there_is_refused_and_what_ran_runs_on() throws Exception {
        backlog.offer(new Nudge.Reload());
        turn(() -> configure(directory.resolve("absent"), "observe"));

        refused("absent: no such directory; make it or name another");
    }

    @Test
    void a_root_that_another_watchdog_guards_is_refused() throws Exception {
        backlog.offer(new Nudge.Reload());
        try (Root root = LocalRoot.open(second, LocalRoot.Natives.AUTO);
                KernelLock _ = RootLock.take(root)) {
            turn(() -> configure(second, "observe"));
        }

        refused("another session-watchdog guards " + second);
    }

    @Test
    void whoever_asked_by_the_verb_is_told_that_a_root_cannot_be_had() throws Exception {
        request("r");
        turn(() -> configure(directory.resolve("absent"), "observe"));

        assertThat(answers())
                .singleElement()
                .satisfies(answer -> {
                    assertThat(answer.path("kind").asString("")).isEqualTo("REFUSED");
                    assertThat(answer.path("data").path("rejected").asBoolean(false)).isTrue();
                    assertThat(message(answer)).contains("absent: no such directory");
                });
    }

    @Test
    void a_root_that_goes_after_it_was_accepted_is_refused_and_what_ran_runs_again()
            throws Exception {
        backlog.offer(new Nudge.Reload());
        turn(
                () -> configure(second, "observe"),
                () -> second.toFile().renameTo(directory.resolve("elsewhere").toFile()));

        refused("second: no such directory; make it or name another");
        try (Root root = LocalRoot.open(first, LocalRoot.Natives.AUTO);
                KernelLock lock = RootLock.take(root)) {
            assertThat(lock.stillNamed()).as("given back at the end").isTrue();
        }
    }

    @Test
    void what_is_rejected_later_leaves_in_force_what_was_accepted_and_is_told() throws Exception {
        request("a");
        request("b");
        turn(() -> configure(first, "observe"), () -> write("version: 1\nnonsense: 1\n"));

        assertThat(answers())
                .extracting(answer -> answer.path("kind").asString(""))
                .containsExactlyInAnyOrder("DONE", "REFUSED");
        assertThat(events("config.reload", "done"))
                .singleElement()
                .satisfies(event -> assertThat(message(event)).contains("enforce -> observe"));
        assertThat(new EventLog(log()).events("config.reload"))
                .as("the last word is of the file as it is now")
                .extracting(event -> event.path("event").path("phase").asString(""))
                .containsExactly("done", "refused");
        assertThat(state(first, "mode")).isEqualTo("observe");
        assertThat(heard.stream().filter(said -> said.contains("observe:")).toList().getLast())
                .contains("configuration rejected at");
    }

    @Test
    void what_is_accepted_last_holds() throws Exception {
        request("a");
        request("b");
        turn(() -> configure(first, "observe"), () -> configure(second, "enforce"));

        assertThat(events("config.reload", "done"))
                .singleElement()
                .satisfies(event ->
                        assertThat(message(event)).contains("second").doesNotContain("observe"));
        assertThat(state(second, "mode")).isEqualTo("enforce");
    }

    @Test
    void a_root_that_is_guarded_no_longer_is_told_so() throws Exception {
        backlog.offer(new Nudge.Reload());
        turn(() -> configure(second, "observe"));

        assertThat(events("config.reload", "done")).hasSize(1);
        assertThat(state(first, "state")).isEqualTo("stopped");
        assertThat(state(first, "mode")).isEqualTo("enforce");
        assertThat(state(second, "mode")).isEqualTo("observe");
    }
}
