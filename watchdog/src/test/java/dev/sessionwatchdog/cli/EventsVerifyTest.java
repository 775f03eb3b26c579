package dev.sessionwatchdog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.incident.RealLog;
import dev.sessionwatchdog.incident.WrittenEvent;
import dev.sessionwatchdog.store.forensic.ForensicVerifier;
import dev.sessionwatchdog.store.forensic.Level;
import dev.sessionwatchdog.store.forensic.Verification;
import dev.sessionwatchdog.store.root.LocalRoot;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What somebody did to the log afterwards, as the verb tells it (scenario S95).
final class EventsVerifyTest {

    private static final int SEGMENT = 3000;

    @TempDir private Path home = Path.of("");

    private Path log = Path.of("");
    private List<Path> finished = List.of();

    @BeforeEach
    void write() throws IOException {
        log = home.resolve("state/events");
        write(12);
        try (Stream<Path> files = Files.list(log)) {
            finished =
                    files.filter(file -> file.toString().matches(".*events-\\d+\\.jsonl"))
                            .sorted()
                            .toList();
        }
        assertThat(finished).hasSizeGreaterThan(2);
    }

    private void write(int events) throws IOException {
        try (RealLog writer = RealLog.in(log, SEGMENT)) {
            for (int i = 0; i < events; i++) {
                writer.write(WrittenEvent.said("daemon.start", Level.INFO, "event " + i));
            }
        }
    }

    private String broken() {
        return told(ExitCode.EVIDENCE_BROKEN);
    }

    private String told(int expected) {
        StringWriter out = new StringWriter();
        int code =
                Cli.execute(
                        new PrintWriter(out),
                        new PrintWriter(new StringWriter()),
                        Map.of("HOME", home.toString()),
                        "events",
                        "verify",
                        "--color=never",
                        "--state-dir",
                        home.resolve("state").toString());
        assertThat(code).as(out.toString()).isEqualTo(expected);
        return out.toString();
    }

    private List<String> lines(Path file) throws IOException {
        return new ArrayList<>(Files.readAllLines(file));
    }

    private void put(Path file, List<String> lines) throws IOException {
        Files.writeString(file, String.join("\n", lines) + "\n");
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    @Test
    void an_untouched_log_is_ok() {
        assertThat(told(ExitCode.DONE)).startsWith("ok: 12 events (#1 to #12) in ");
    }

    @Test
    void a_changed_byte_is_named_with_its_line() throws IOException {
        List<String> lines = lines(finished.get(1));
        lines.set(1, lines.get(1).replace("event ", "evenf "));
        put(finished.get(1), lines);

        assertThat(broken())
                .startsWith("broken: " + name(finished.get(1)) + ":2: sequence ")
                .contains("it was changed")
                .contains("1 problem,");
    }

    @Test
    void a_removed_line_is_named_by_its_sequence() throws IOException {
        List<String> lines = lines(finished.get(0));
        lines.remove(1);
        put(finished.get(0), lines);

        assertThat(broken())
                .startsWith(
                        "broken: "
                                + name(finished.get(0))
                                + ":2: sequence 3: sequence 2 should stand here");
    }

    @Test
    void two_swapped_lines_are_named() throws IOException {
        List<String> lines = lines(finished.get(0));
        Collections.swap(lines, 0, 1);
        put(finished.get(0), lines);

        assertThat(broken()).startsWith("broken: " + name(finished.get(0)) + ":1: ");
    }

    @Test
    void a_missing_segment_is_named_with_what_it_held() throws IOException {
        Files.delete(finished.get(1));

        assertThat(broken())
                .startsWith(
                        "broken: "
                                + name(finished.get(1))
                                + ": it is missing: by its seal it holds sequence ")
                .contains("1 problem,");
    }

    @Test
    void a_torn_tail_of_what_was_committed_is_not_taken_for_a_crash() throws IOException {
        Path active = log.resolve("events.jsonl");
        byte[] whole = Files.readAllBytes(active);
        Files.write(active, Arrays.copyOf(whole, whole.length - 20));

        assertThat(broken())
                .contains("broken: events.jsonl:")
                .contains("the head says that events up to here were committed");
    }

    @Test
    void a_torn_tail_of_a_finished_segment_is_named() throws IOException {
        Path segment = finished.getFirst();
        byte[] whole = Files.readAllBytes(segment);
        Files.write(segment, Arrays.copyOf(whole, whole.length - 20));

        assertThat(broken())
                .contains("should stand here")
                .contains("broken: " + name(segment) + ": it is not what was sealed: ");
    }

    @Test
    void a_line_that_a_crash_left_unfinished_is_a_note() throws IOException {
        Path active = log.resolve("events.jsonl");
        byte[] torn = "{\"schema\":\"session".getBytes(StandardCharsets.UTF_8);
        byte[] whole = Files.readAllBytes(active);
        byte[] both = Arrays.copyOf(whole, whole.length + torn.length);
        System.arraycopy(torn, 0, both, whole.length, torn.length);
        Files.write(active, both);

        assertThat(told(ExitCode.DONE)).contains("note: events.jsonl:").contains("unfinished line");
        write(1);
        assertThat(told(ExitCode.DONE)).contains("unfinished line");
    }

    /// As journalctl writes it; a field that is no text comes as numbers.
    private static String journalLine(String chain, long sequence, String sha256) {
        return """
        {"PRIORITY":"6","_UID":"1000","MESSAGE":[120,27],"SESSION_WATCHDOG_CHAIN":"%s",\
        "SESSION_WATCHDOG_SEQUENCE":"%d","SESSION_WATCHDOG_SHA256":"%s","_HOSTNAME":"edge-1"}\
        """
                .formatted(chain, sequence, sha256);
    }

    @Test
    void a_log_that_was_rewritten_as_a_whole_is_found_by_what_the_journal_knows() throws Exception {
        Map<Long, String> heads =
                JournalHeads.parse(
                        Stream.of(
                                journalLine("chain-1", 2, "ab".repeat(32)),
                                journalLine("chain-1", 15, "cd".repeat(32)),
                                journalLine("chain-2", 3, "ef".repeat(32)),
                                "{\"MESSAGE\":\"of somebody else\"}",
                                "torn {"),
                        "chain-1");
        assertThat(heads).containsOnlyKeys(2L, 15L);

        try (OpenLog open = OpenLog.open(log, LocalRoot.Natives.AUTO)) {
            assertThat(ForensicVerifier.verify(open.directory(), heads).problems())
                    .extracting(Verification.Problem::explanation)
                    .containsExactly(
                            "it was changed: the journal has another hash for it",
                            "the journal knows of events up to here, the log ends at 12");
        }
    }

    @Test
    void a_changed_seal_is_named() throws IOException {
        Path seal = Path.of(finished.getFirst().toString().replace(".jsonl", ".seal"));
        Files.writeString(seal, Files.readString(seal).replace("\"lines\":", "\"lines\":1"));

        assertThat(broken()).startsWith("broken: " + name(seal) + ": ").contains("1 problem,");
    }

    @Test
    void a_missing_seal_is_named() throws IOException {
        Path seal = Path.of(finished.getLast().toString().replace(".jsonl", ".seal"));
        Files.delete(seal);

        assertThat(broken())
                .startsWith("broken: " + name(seal) + ": the head knows of this seal, it is gone")
                .contains("1 problem,");
    }
}
