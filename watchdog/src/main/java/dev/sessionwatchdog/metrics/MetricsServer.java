package dev.sessionwatchdog.metrics;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `GET /metrics` on a loopback address, and nothing else.
///
/// One thread that sleeps in the kernel until somebody connects, and one connection at a time with
/// one answer: whoever is slow is cut off after [#PATIENCE], others wait in the kernel's queue of
/// [#QUEUE] or are refused. It shares nothing with the sweep but numbers, and never blocks it.
///
/// Not the JDK's own server: that one wakes up every second for as long as it listens
/// (`watchdog/doc/adr/0014`).
public final class MetricsServer implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(MetricsServer.class);

    /// Of a whole request, in milliseconds. The kernel takes the answer at once.
    static final int PATIENCE = 5_000;

    private static final int QUEUE = 8;

    /// More than an answer: what one writes never waits for its reader.
    private static final int SEND_BUFFER = 256 * 1024;

    /// After a connection could not be taken: it waits in the kernel, and asking for it at once
    /// again would be a loop at full speed for as long as this process has no descriptor left.
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final ServerSocket server;
    private final WatchdogMetrics metrics;

    private MetricsServer(ServerSocket server, WatchdogMetrics metrics) {
        this.server = server;
        this.metrics = metrics;
    }

    /// Begins to listen.
    ///
    /// @param address a loopback address and a port, as `metrics.listen` has it
    /// @throws IOException if it cannot be had, because something else listens there
    public static MetricsServer listen(String address, WatchdogMetrics metrics) throws IOException {
        int colon = address.lastIndexOf(':');
        String host = address.substring(0, colon).replace("[", "").replace("]", "");
        InetAddress local =
                host.equals("localhost")
                        ? InetAddress.getLoopbackAddress()
                        : InetAddress.ofLiteral(host);
        if (!local.isLoopbackAddress()) {
            throw new IOException(address + " is no loopback address");
        }
        int port = Integer.parseInt(address.substring(colon + 1));
        return over(new ServerSocket(port, QUEUE, local), metrics);
    }

    /// Answers whoever connects there.
    static MetricsServer over(ServerSocket server, WatchdogMetrics metrics) {
        MetricsServer made = new MetricsServer(server, metrics);
        Thread.ofPlatform().daemon().name("metrics").start(made::serve);
        return made;
    }

    /// The port that it listens on.
    int port() {
        return server.getLocalPort();
    }

    private void serve() {
        try {
            while (!server.isClosed()) {
                Optional<Socket> client = accepted();
                if (client.isPresent()) {
                    serve(client.get());
                } else if (!server.isClosed()) {
                    Thread.sleep(AGAIN);
                }
            }
        } catch (InterruptedException ended) {
            LOG.debug("metrics server", ended);
        }
    }

    private Optional<Socket> accepted() {
        try {
            return Optional.of(server.accept());
        } catch (IOException failure) {
            LOG.debug("nobody can connect", failure);
            return Optional.empty();
        }
    }

    private void serve(Socket client) {
        try (client) {
            answer(client);
        } catch (IOException | RuntimeException failure) {
            LOG.debug("a scrape failed", failure);
        }
    }

    private void answer(Socket client) throws IOException {
        client.setSendBufferSize(SEND_BUFFER);
        ScrapeRequest request = ScrapeRequest.read(client, PATIENCE);
        byte[] body =
                request.answer() == ScrapeRequest.Answer.METRICS ? metrics.text() : new byte[0];
        client.getOutputStream().write(request.response(WatchdogMetrics.CONTENT_TYPE, body));
        client.shutdownOutput();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException closed) {
            LOG.debug("metrics server", closed);
        }
    }
}
