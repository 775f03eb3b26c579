package dev.sessionwatchdog.host;

import java.io.Closeable;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/// The native socket of systemd's journal. Sending never waits and promises nothing: what cannot be
/// taken now is lost to the journal, never to the forensic log.
public final class JournalSocket implements Closeable {

    /// systemd-journald.service(8).
    public static final Path STANDARD = Path.of("/run/systemd/journal/socket");

    private final Path path;
    private OptionalInt fd;

    private JournalSocket(Path path, OptionalInt fd) {
        this.path = path;
        this.fd = fd;
    }

    /// Empty if no journal listens there, or this system has no such calls.
    public static Optional<JournalSocket> open(Path path) {
        OptionalInt fd = HostCalls.connectDatagrams(path.toString());
        return fd.isPresent() ? Optional.of(new JournalSocket(path, fd)) : Optional.empty();
    }

    /// Sends one entry; a journal that was started anew is found again.
    ///
    /// @return whether it was taken
    public boolean send(byte[] entry) {
        if (fd.isPresent() && HostCalls.send(fd.getAsInt(), entry)) {
            return true;
        }
        close();
        fd = HostCalls.connectDatagrams(path.toString());
        return fd.isPresent() && HostCalls.send(fd.getAsInt(), entry);
    }

    @Override
    public void close() {
        if (fd.isPresent()) {
            HostCalls.closeDescriptor(fd.getAsInt());
        }
        fd = OptionalInt.empty();
    }
}
