package dev.sessionwatchdog.metrics;

import dev.sessionwatchdog.store.time.Moment;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where the metrics can be had: a file, an address, both. Neither ever stops a sweep.
public final class Publication implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(Publication.class);

    /// The file is read once in a scrape interval, which is seldom shorter.
    private static final Duration BETWEEN_WRITES = Duration.ofSeconds(10);

    private final WatchdogMetrics metrics;
    private Optional<Textfile> file = Optional.empty();
    private Optional<String> address = Optional.empty();
    private Optional<MetricsServer> server = Optional.empty();
    private Optional<Moment> written = Optional.empty();
    private boolean stale;

    public Publication(WatchdogMetrics metrics) {
        this.metrics = metrics;
    }

    /// Publishes there from now on. An address that cannot be had is said, and the daemon goes on
    /// without.
    public void at(Optional<String> textfile, Optional<String> listen) {
        if (!textfile.equals(file.map(Textfile::path).map(Path::toString))) {
            file = textfile.map(Path::of).map(Textfile::new);
            stale = true;
        }
        if (!listen.equals(address) || (listen.isPresent() && server.isEmpty())) {
            server.ifPresent(MetricsServer::close);
            address = listen;
            server = listen.flatMap(this::open);
        }
    }

    private Optional<MetricsServer> open(String wanted) {
        try {
            return Optional.of(MetricsServer.listen(wanted, metrics));
        } catch (IOException taken) {
            LOG.warn(
                    "metrics.listen {}: {}; metrics are not served until the next reload",
                    wanted,
                    taken.getMessage());
            return Optional.empty();
        }
    }

    /// Something is worth writing.
    public void changed() {
        stale = true;
    }

    /// Writes the file if it is time.
    ///
    /// @return in which time it wants to be asked again, if at all
    public Optional<Duration> refresh(Moment now) {
        if (file.isEmpty() || !stale) {
            return Optional.empty();
        }
        Duration left =
                written.map(last -> BETWEEN_WRITES.minus(now.since(last))).orElse(Duration.ZERO);
        if (left.isPositive()) {
            return Optional.of(left);
        }
        write();
        written = Optional.of(now);
        stale = false;
        return Optional.empty();
    }

    private void write() {
        try {
            byte[] text = metrics.text();
            file.ifPresent(target -> target.write(text));
        } catch (IOException impossible) {
            LOG.warn("metrics cannot be shown", impossible);
        }
    }

    /// Leaves the last word in the file and stops listening.
    @Override
    public void close() {
        if (stale) {
            write();
        }
        server.ifPresent(MetricsServer::close);
    }
}
