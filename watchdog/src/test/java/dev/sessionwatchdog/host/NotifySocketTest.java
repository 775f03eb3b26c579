package dev.sessionwatchdog.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NotifySocketTest {

    @TempDir private Path directory;

    @Test
    void a_message_arrives_whole_at_a_path() throws Throwable {
        String path = directory.resolve("notify").toString();
        try (JournalListener manager = new JournalListener(path);
                NotifySocket socket = NotifySocket.of(path, "2000000").orElseThrow()) {
            assertThat(socket.watchdog()).isEqualTo(Duration.ofSeconds(2));

            assertThat(socket.send("READY=1\nSTATUS=enforce: 2 roots")).isTrue();

            assertThat(manager.text()).isEqualTo("READY=1\nSTATUS=enforce: 2 roots");
        }
    }

    @Test
    void an_abstract_name_is_behind_an_at_sign() throws Throwable {
        String name = "@session-watchdog/" + UUID.randomUUID();
        try (JournalListener manager = new JournalListener(name);
                NotifySocket socket = NotifySocket.of(name, "").orElseThrow()) {
            assertThat(socket.watchdog()).isZero();
            assertThat(socket.send("READY=1")).isTrue();
            assertThat(manager.text()).isEqualTo("READY=1");
        }
        assertThat(Files.exists(directory.resolve(name))).isFalse();
    }

    @Test
    void a_manager_that_reads_nothing_does_not_stop_us_and_one_started_anew_is_found()
            throws Throwable {
        String path = directory.resolve("notify").toString();
        JournalListener deaf = new JournalListener(path);
        try (NotifySocket socket = NotifySocket.of(path, "1").orElseThrow()) {
            int taken = 0;
            while (taken < 100_000 && socket.send("WATCHDOG=1")) {
                taken++;
            }
            assertThat(taken).isBetween(1, 99_999);
            deaf.close();
            Files.delete(Path.of(path));
            assertThat(socket.send("WATCHDOG=1")).isFalse();
            try (JournalListener anew = new JournalListener(path)) {
                assertThat(socket.send("WATCHDOG=1")).isTrue();
                assertThat(anew.text()).isEqualTo("WATCHDOG=1");
            }
        }
    }

    @Test
    void nobody_is_told_where_nobody_asked_or_listens() {
        assertThat(NotifySocket.ofThisProcess()).isEmpty();
        assertThat(NotifySocket.of("", "1000")).isEmpty();
        assertThat(NotifySocket.of("notify", "")).isEmpty();
        assertThat(NotifySocket.of(directory.resolve("nobody").toString(), "")).isEmpty();
        assertThat(NotifySocket.of("@" + "n".repeat(200), "")).isEmpty();
    }

    @Test
    void a_watchdog_span_that_is_no_number_is_none() throws Throwable {
        String path = directory.resolve("notify").toString();
        try (JournalListener manager = new JournalListener(path)) {
            assertThat(manager.receive()).isEmpty();
            for (String micros : new String[] {"x", "-5", "9".repeat(30), " 1"}) {
                try (NotifySocket socket = NotifySocket.of(path, micros).orElseThrow()) {
                    assertThat(socket.watchdog()).as(micros).isZero();
                }
            }
        }
    }
}
