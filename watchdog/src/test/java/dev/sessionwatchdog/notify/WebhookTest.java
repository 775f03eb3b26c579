package dev.sessionwatchdog.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sessionwatchdog.host.ChildProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The hook that comes with us, beside a server on loopback.
class WebhookTest {

    private static final Path WEBHOOK = Path.of("src/main/notify/webhook").toAbsolutePath();
    private static final String JSON = "{\"schema\":\"session-watchdog.notification/1\"}";

    @TempDir private Path home = Path.of("");

    /// Runs it; says how it ended and what the server was sent.
    private List<String> post(String status) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "SKIPPED: needs curl");
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> request =
                    CompletableFuture.supplyAsync(() -> answer(server, status));
            ChildProcess.Ended ended =
                    ChildProcess.run(
                            List.of(
                                    WEBHOOK.toString(),
                                    "http://127.0.0.1:" + server.getLocalPort() + "/hook"),
                            Map.of("PATH", "/usr/bin:/bin", "HOME", home.toString()),
                            JSON.getBytes(StandardCharsets.UTF_8),
                            Duration.ofSeconds(30));
            return List.of(ended.exitCode() + "", request.get(30, TimeUnit.SECONDS));
        }
    }

    private static String answer(ServerSocket server, String status) {
        try (Socket client = server.accept()) {
            client.setSoTimeout(20_000);
            InputStream in = client.getInputStream();
            StringBuilder request = new StringBuilder();
            while (!request.toString().endsWith(JSON)) {
                request.append((char) in.read());
            }
            client.getOutputStream()
                    .write(
                            ("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            return request.toString();
        } catch (IOException failure) {
            return failure.toString();
        }
    }

    @Test
    void it_posts_what_it_is_told_with_the_header_of_its_own_file() throws Exception {
        Path settings = Files.createDirectories(home.resolve(".config/session-watchdog"));
        Files.writeString(
                settings.resolve("webhook.curl"), "header = \"Authorization: Bearer x\"\n");
        List<String> done = post("204 No Content");

        assertThat(done.getFirst()).isEqualTo("0");
        assertThat(done.getLast())
                .startsWith("POST /hook HTTP/1.1\r\n")
                .contains("Content-Type: application/json", "Authorization: Bearer x")
                .endsWith(JSON);
    }

    @Test
    void it_fails_when_the_other_side_does_not_take_it() throws Exception {
        assertThat(post("500 No").getFirst()).isNotEqualTo("0");
    }
}
