package dev.sessionwatchdog.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// What this machine is called.
public record ThisHost(String name, Optional<String> id, String os) {

    public static ThisHost look() {
        return new ThisHost(
                hostName(),
                firstLine(Path.of("/etc/machine-id")),
                System.getProperty("os.name", "unknown").toLowerCase(Locale.ROOT));
    }

    /// The kernel's own name first: asking the resolver may go to the network.
    private static String hostName() {
        Optional<String> kernel = firstLine(Path.of("/proc/sys/kernel/hostname"));
        if (kernel.isPresent()) {
            return kernel.get();
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException unnamed) {
            return "unknown";
        }
    }

    private static Optional<String> firstLine(Path file) {
        try {
            return Optional.of(Files.readString(file).strip()).filter(line -> !line.isEmpty());
        } catch (IOException absent) {
            return Optional.empty();
        }
    }
}
