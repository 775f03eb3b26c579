package dev.sessionwatchdog.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.incident.WrittenEvent;
import dev.sessionwatchdog.store.forensic.Committed;
import dev.sessionwatchdog.store.forensic.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalCopyTest {

    private static final Path CATALOG = Path.of("../systemd/session-watchdog.catalog");

    @TempDir private Path directory;

    private static Committed line(String action, String message) {
        return new Committed(
                WrittenEvent.said(action, Level.WARN, message),
                "id-1",
                "chain-1",
                41,
                "ab".repeat(32));
    }

    @Test
    void an_event_arrives_with_its_message_id_and_its_place_in_the_chain() throws Throwable {
        Path socket = directory.resolve("s");
        try (JournalListener listener = new JournalListener(socket);
                JournalCopy copy = JournalCopy.to(socket).orElseThrow()) {
            copy.accept(line("lock.suspect", "lapses"));

            List<String> fields =
                    new String(listener.receive(), StandardCharsets.UTF_8).lines().toList();

            assertThat(fields)
                    .contains(
                            "MESSAGE=lapses",
                            "MESSAGE_ID=a387903c64144832b13c635b1a6f2fcb",
                            "PRIORITY=4",
                            "SYSLOG_IDENTIFIER=session-watchdog",
                            "SESSION_WATCHDOG_ACTION=lock.suspect",
                            "SESSION_WATCHDOG_PHASE=observed",
                            "SESSION_WATCHDOG_SEQUENCE=41",
                            "SESSION_WATCHDOG_CHAIN=chain-1",
                            "SESSION_WATCHDOG_SHA256=" + "ab".repeat(32));
        }
    }

    @Test
    void a_value_with_a_newline_cannot_make_another_field_and_a_long_one_is_cut() throws Throwable {
        Path socket = directory.resolve("s");
        try (JournalListener listener = new JournalListener(socket);
                JournalCopy copy = JournalCopy.to(socket).orElseThrow()) {
            copy.accept(line("tmp.reap", "x\nPRIORITY=0"));
            byte[] entry = listener.receive();

            byte[] expected =
                    "MESSAGE\n\u000c\0\0\0\0\0\0\0x\nPRIORITY=0\n"
                            .getBytes(StandardCharsets.ISO_8859_1);
            assertThat(entry).startsWith(expected);

            copy.accept(line("tmp.reap", "y".repeat(300_000)));
            assertThat(listener.receive()).hasSizeBetween(4_000, 6_000);
        }
    }

    @Test
    void a_journal_that_is_full_or_gone_never_stops_us_and_is_found_again() throws Throwable {
        Path socket = directory.resolve("s");
        JournalListener full = new JournalListener(socket);
        try (JournalCopy copy = JournalCopy.to(socket).orElseThrow()) {
            long started = System.nanoTime();
            for (int i = 0; i < 5_000; i++) {
                copy.accept(line("tmp.reap", "z".repeat(3_000)));
            }
            assertThat(System.nanoTime() - started).isLessThan(20_000_000_000L);
            assertThat(full.receive()).isNotEmpty();
            full.close();
            Files.delete(socket);
            copy.accept(line("tmp.reap", "to nobody"));

            try (JournalListener again = new JournalListener(socket)) {
                copy.accept(line("tmp.reap", "found again"));
                assertThat(new String(again.receive(), StandardCharsets.UTF_8))
                        .startsWith("MESSAGE=found again\n");
            }
        }
    }

    @Test
    void there_is_none_where_nobody_listens() {
        assertThat(JournalCopy.to(directory.resolve("nobody"))).isEmpty();
        assertThat(JournalCopy.to(directory.resolve("n".repeat(200)))).isEmpty();
    }

    private static String idOfTheFailureUnit() throws Exception {
        Matcher id =
                Pattern.compile("MESSAGE_ID=([0-9a-f]{32})")
                        .matcher(
                                Files.readString(
                                        CATALOG.resolveSibling(
                                                "session-watchdog-failure@.service")));
        assertThat(id.find()).isTrue();
        return id.group(1);
    }

    @Test
    void the_catalog_explains_every_message_id_and_names_the_undo() throws Exception {
        Map<String, String> entries =
                Pattern.compile("(?m)^-- ")
                        .splitAsStream(Files.readString(CATALOG))
                        .skip(1)
                        .collect(
                                Collectors.toMap(
                                        entry -> entry.substring(0, 32),
                                        entry -> entry.substring(32)));

        Set<String> ids = new TreeSet<>(JournalEntry.MESSAGE_IDS.values());
        assertThat(ids.add(idOfTheFailureUnit())).isTrue();
        assertThat(entries.keySet()).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(JournalEntry.MESSAGE_IDS.values()).doesNotHaveDuplicates();
        assertThat(entries.values())
                .allSatisfy(entry ->
                        assertThat(entry)
                                .startsWith("\nSubject: ")
                                .contains("\nDefined-By: session-watchdog\n")
                                .containsPattern("Undo: .+"));
    }
}
