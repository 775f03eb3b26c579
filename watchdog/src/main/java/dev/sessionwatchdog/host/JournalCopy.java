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

    private final JournalSocket socket;
    private boolean told;

    private JournalCopy(JournalSocket socket) {
        this.socket = socket;
    }

    /// Empty if there is no journal.
    public static Optional<JournalCopy> to(Path socket) {
        return JournalSocket.open(socket).map(JournalCopy::new);
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
