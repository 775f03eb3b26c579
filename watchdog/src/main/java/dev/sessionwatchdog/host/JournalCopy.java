package dev.sessionwatchdog.host;

import dev.sessionwatchdog.store.forensic.Committed;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Copies what is durable in the forensic log to systemd's journal, as far as the journal takes it.
public final class JournalCopy implements Consumer<Committed>, Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(JournalCopy.class);

    /// systemd-journald.service(8).
    public static final Path STANDARD = Path.of("/run/systemd/journal/socket");

    private final UnixDatagrams socket;
    private boolean told;

    private JournalCopy(UnixDatagrams socket) {
        this.socket = socket;
    }

    /// Empty if there is no journal.
    public static Optional<JournalCopy> to(Path socket) {
        return UnixDatagrams.open(socket.toString()).map(JournalCopy::new);
    }

    @Override
    public void accept(Committed line) {
        boolean taken = socket.send(JournalEntry.of(line));
        if (!taken && !told) {
            LOG.warn(
                    "the journal does not take a copy of event {}, nor perhaps of later ones",
                    line.sequence());
        }
        told = !taken;
    }

    @Override
    public void close() {
        socket.close();
    }
}
