package dev.sessionwatchdog.host;

import java.io.Closeable;
import java.util.Optional;
import java.util.OptionalInt;

/// A socket of this machine that takes datagrams: systemd's journal, or its service manager.
/// Sending never waits and promises nothing: what cannot be taken now is not sent.
final class UnixDatagrams implements Closeable {

    private final String address;
    private OptionalInt fd;

    private UnixDatagrams(String address, OptionalInt fd) {
        this.address = address;
        this.fd = fd;
    }

    /// Empty if nobody listens there, or this system has no such calls.
    ///
    /// @param address a path, or an abstract name behind an `@`
    static Optional<UnixDatagrams> open(String address) {
        OptionalInt fd = HostCalls.connectDatagrams(address);
        return fd.isPresent() ? Optional.of(new UnixDatagrams(address, fd)) : Optional.empty();
    }

    /// Sends one datagram; a listener that was started anew is found again.
    ///
    /// @return whether it was taken
    boolean send(byte[] datagram) {
        if (fd.isPresent() && HostCalls.send(fd.getAsInt(), datagram)) {
            return true;
        }
        close();
        fd = HostCalls.connectDatagrams(address);
        return fd.isPresent() && HostCalls.send(fd.getAsInt(), datagram);
    }

    @Override
    public void close() {
        if (fd.isPresent()) {
            HostCalls.closeDescriptor(fd.getAsInt());
        }
        fd = OptionalInt.empty();
    }
}
