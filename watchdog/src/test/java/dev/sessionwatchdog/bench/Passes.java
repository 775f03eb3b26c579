package dev.sessionwatchdog.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How many passes a daemon has made since its start, and how long they took together, by its
/// metrics: a pass in which nothing changed leaves no line in the log.
///
/// @param count those that were made of a whole root
/// @param seconds the sum of their lengths
record Passes(long count, double seconds) {

    private static final int PATIENCE_MILLIS = 20_000;

    /// An address of this machine's own that nobody listens at.
    static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /// The setting for it.
    static String setting(int port) {
        return "metrics: { listen: \"127.0.0.1:" + port + "\" }\n";
    }

    static Passes of(int port) throws IOException {
        URLConnection connection =
                URI.create("http://127.0.0.1:" + port + "/metrics").toURL().openConnection();
        connection.setConnectTimeout(PATIENCE_MILLIS);
        connection.setReadTimeout(PATIENCE_MILLIS);
        try (InputStream said = connection.getInputStream()) {
            return parse(new String(said.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    static Passes parse(String metrics) {
        return new Passes(
                (long) value(metrics, "session_watchdog_sweep_duration_seconds_count"),
                value(metrics, "session_watchdog_sweep_duration_seconds_sum"));
    }

    private static double value(String metrics, String name) {
        Matcher line = Pattern.compile("^" + name + " (\\S+)$", Pattern.MULTILINE).matcher(metrics);
        return line.find() ? Double.parseDouble(line.group(1)) : 0;
    }

    Passes since(Passes before) {
        return new Passes(count - before.count, seconds - before.seconds);
    }

    /// The mean of all; not a number if there was none.
    double millis() {
        return count == 0 ? Double.NaN : 1e3 * seconds / count;
    }
}
