package dev.sessionwatchdog.metrics;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
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
        MetricsServer made = new MetricsServer(new ServerSocket(port, QUEUE, local), metrics);
        Thread.ofPlatform().daemon().name("metrics").start(made::serve);
        return made;
    }

    /// The port that it listens on.
    int port() {
        return server.getLocalPort();
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                answer(client);
            } catch (SocketException closedOrReset) {
                LOG.debug("a scrape ended early", closedOrReset);
            } catch (IOException | RuntimeException failure) {
                LOG.debug("a scrape failed", failure);
            }
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
