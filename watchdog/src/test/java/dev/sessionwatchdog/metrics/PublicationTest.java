package dev.sessionwatchdog.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sessionwatchdog.store.time.Moment;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The file and the address that metrics are had from.
class PublicationTest {

    @TempDir private Path directory = Path.of("");

    private final WatchdogMetrics metrics = new WatchdogMetrics(Instant.EPOCH);

    private static Moment after(Duration passed) {
        return new Moment(passed.toNanos(), passed.toNanos(), Instant.EPOCH.plus(passed), "boot");
    }

    private static String ask(int port, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static String get(int port, String method, String path, String host)
            throws IOException {
        return ask(port, method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    }

    @Test
    void the_file_is_replaced_as_a_whole_and_readable_by_everybody() throws Exception {
        Path file = directory.resolve("watchdog.prom");
        try (Publication publication = new Publication(metrics)) {
            publication.at(Optional.of(file.toString()), Optional.empty());
            assertThat(publication.refresh(after(Duration.ZERO))).isEmpty();
        }
        assertThat(Files.readString(file)).contains("session_watchdog_log_sequence");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r--r--");
        try (Stream<Path> beside = Files.list(directory)) {
            assertThat(beside).containsExactly(file);
        }
    }

    @Test
    void the_file_is_written_when_something_changed_and_not_at_each_turn() throws Exception {
        Path file = directory.resolve("watchdog.prom");
        try (Publication publication = new Publication(metrics)) {
            publication.at(Optional.of(file.toString()), Optional.empty());
            publication.refresh(after(Duration.ZERO));
            Files.delete(file);
            assertThat(publication.refresh(after(Duration.ofHours(1)))).isEmpty();
            assertThat(file).doesNotExist();
            publication.changed();
            assertThat(publication.refresh(after(Duration.ofSeconds(4))))
                    .contains(Duration.ofSeconds(6));
            assertThat(file).doesNotExist();
            assertThat(publication.refresh(after(Duration.ofSeconds(11)))).isEmpty();
            assertThat(file).exists();
        }
    }

    @Test
    void a_file_that_cannot_be_written_stops_nothing_and_is_written_when_it_can() throws Exception {
        Path file = directory.resolve("not-there/watchdog.prom");
        try (Publication publication = new Publication(metrics)) {
            publication.at(Optional.of(file.toString()), Optional.empty());
            for (int i = 0; i < 5; i++) {
                publication.changed();
                publication.refresh(after(Duration.ofMinutes(i)));
            }
            Files.createDirectory(file.getParent());
            // What an earlier daemon left when it was killed in the middle of it.
            Files.writeString(file.resolveSibling(".watchdog.prom.session-watchdog-new"), "half");
            publication.changed();
            publication.refresh(after(Duration.ofMinutes(9)));
        }
        assertThat(Files.readString(file)).contains("session_watchdog_blind 0.0");
    }

    @Test
    void get_and_head_of_metrics_are_answered_and_nothing_else() throws Exception {
        try (MetricsServer server = MetricsServer.listen("127.0.0.1:0", metrics)) {
            int port = server.port();
            String good = get(port, "GET", "/metrics", "127.0.0.1:" + port);
            assertThat(good)
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("Content-Type: text/plain; version=0.0.4")
                    .contains("\r\n\r\n# HELP ");
            assertThat(get(port, "HEAD", "/metrics", "localhost"))
                    .startsWith("HTTP/1.1 200")
                    .endsWith("\r\n\r\n");
            assertThat(get(port, "GET", "/metrics?x=1", "[::1]:1")).startsWith("HTTP/1.1 200");
            assertThat(get(port, "GET", "/", "localhost")).startsWith("HTTP/1.1 404");
            assertThat(get(port, "GET", "/metrics/../x", "localhost")).startsWith("HTTP/1.1 404");
            assertThat(get(port, "POST", "/metrics", "localhost"))
                    .startsWith("HTTP/1.1 405")
                    .contains("Allow: GET, HEAD");
            assertThat(ask(port, "nonsense\r\n\r\n")).startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void whoever_asks_by_another_name_than_this_machines_is_refused() throws Exception {
        try (MetricsServer server = MetricsServer.listen("127.0.0.1:0", metrics)) {
            for (String host :
                    List.of(
                            "evil.example",
                            "127.0.0.1.evil.example",
                            "localhost.evil",
                            "",
                            "10.0.0.1")) {
                assertThat(get(server.port(), "GET", "/metrics", host))
                        .as(host)
                        .startsWith("HTTP/1.1 403")
                        .doesNotContain("session_watchdog");
            }
            assertThat(ask(server.port(), "GET /metrics HTTP/1.1\r\n\r\n"))
                    .startsWith("HTTP/1.1 403");
            assertThat(
                            ask(
                                    server.port(),
                                    "GET /metrics HTTP/1.1\r\nHost: localhost\r\nhost: evil\r\n\r\n"))
                    .startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void clients_that_say_too_much_or_nothing_are_cut_off_and_others_served() throws Exception {
        List<Socket> silent = new ArrayList<>();
        try (MetricsServer server = MetricsServer.listen("127.0.0.1:0", metrics)) {
            assertThat(ask(server.port(), "GET /metrics HTTP/1.1\r\nX: " + "y".repeat(20_000)))
                    .startsWith("HTTP/1.1 431");
            silent.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
            long began = System.nanoTime();
            assertThat(get(server.port(), "GET", "/metrics", "localhost"))
                    .startsWith("HTTP/1.1 200");
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isLessThan(Duration.ofMillis(4 * MetricsServer.PATIENCE));
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    /// As when this process has as many files open as it may (`EMFILE`).
    @Test
    void a_connection_that_cannot_be_taken_is_not_asked_for_at_full_speed() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        ServerSocket full =
                new ServerSocket(0, 1, InetAddress.getLoopbackAddress()) {
                    @Override
                    public Socket accept() throws IOException {
                        if (tries.incrementAndGet() == 1) {
                            throw new SocketException("Too many open files");
                        }
                        return super.accept();
                    }
                };
        long began = System.nanoTime();
        try (MetricsServer server = MetricsServer.over(full, metrics)) {
            assertThat(get(server.port(), "GET", "/metrics", "localhost"))
                    .startsWith("HTTP/1.1 200");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isGreaterThan(Duration.ofMillis(900));
    }

    @Test
    void an_address_in_use_is_said_and_everything_goes_on_and_a_closed_server_is_gone()
            throws Exception {
        InetAddress local = InetAddress.getLoopbackAddress();
        String address;
        ServerSocket other = new ServerSocket(0, 1, local);
        try (Publication publication = new Publication(metrics)) {
            address = "127.0.0.1:" + other.getLocalPort();
            assertThatThrownBy(() -> MetricsServer.listen(address, metrics))
                    .isInstanceOf(BindException.class);
            publication.at(Optional.empty(), Optional.of(address));
            other.close();
            publication.at(Optional.empty(), Optional.of(address));
            int port = Integer.parseInt(address.substring(10));
            assertThat(get(port, "GET", "/metrics", address)).startsWith("HTTP/1.1 200");
            publication.at(Optional.empty(), Optional.empty());
            // The kernel may take one more connection while the closed socket's thread wakes up.
            await().untilAsserted(() ->
                    assertThatThrownBy(() -> get(port, "GET", "/metrics", address))
                            .isInstanceOf(IOException.class));
        }
    }

    @Test
    void only_a_loopback_address_is_listened_on() {
        assertThatThrownBy(() -> MetricsServer.listen("0.0.0.0:0", metrics))
                .hasMessageContaining("no loopback address");
    }
}
