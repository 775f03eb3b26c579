package dev.sessionwatchdog.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// A gateway of a published version at work in a home of its own; closing it ends it and all that
/// it started.
///
/// @param port where it listens, on the loopback interface
record RunningGateway(GatewayVersion version, GatewayHome home, int port, ProcessGroup process)
        implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /// Starts it and waits until it answers.
    static RunningGateway start(GatewayVersion version, GatewayHome home, FakeModel model)
            throws IOException, InterruptedException {
        return start(version, home, model, Map.of());
    }

    /// Likewise, with more in its environment.
    static RunningGateway start(
            GatewayVersion version, GatewayHome home, FakeModel model, Map<String, String> more)
            throws IOException, InterruptedException {
        Path node = Npm.node();
        Path script = Npm.gateway(version);
        int port = home.configure(model);
        Map<String, String> environment = home.environment(node);
        environment.putAll(more);
        ProcessGroup process =
                ProcessGroup.start(
                        home.base(),
                        environment,
                        home.said(),
                        List.of(node.toString(), script.toString(), "gateway", "run"));
        RunningGateway gateway = new RunningGateway(version, home, port, process);
        try {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> gateway.answers() || !process.isAlive());
            assertThat(process.isAlive()).as("%s: %s", version, home.saidLines()).isTrue();
            return gateway;
        } catch (RuntimeException | AssertionError failed) {
            process.close();
            throw failed;
        }
    }

    private boolean answers() {
        try (HttpClient client = Turn.client()) {
            HttpRequest health =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health"))
                            .timeout(Duration.ofSeconds(5))
                            .build();
            return client.send(health, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// A turn that the model answers at once.
    Turn turn(String session, String word) throws IOException, InterruptedException {
        return Turn.ask(port, session, word, Duration.ZERO);
    }

    /// Begins a turn that the model takes its time over; it fails with the gateway.
    CompletableFuture<Turn> begin(String session, String word, Duration delay) {
        CompletableFuture<Turn> turn = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        turn.complete(Turn.ask(port, session, word, delay));
                    } catch (IOException | InterruptedException failed) {
                        turn.completeExceptionally(new CompletionException(failed));
                    }
                });
        return turn;
    }

    long pid() {
        return process.pid();
    }

    /// Ends it as a service manager does.
    void terminate() {
        process.terminate();
    }

    /// Ends it as the kernel does when memory runs out.
    void kill() {
        process.kill();
        close();
    }

    /// What runs on this home in whatever way it was started ends too.
    @Override
    public void close() {
        process.close();
        home.gatewayProcesses().stream()
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .forEach(ProcessHandle::destroyForcibly);
        await().atMost(PATIENCE).until(() -> home.gatewayProcesses().isEmpty());
    }
}
