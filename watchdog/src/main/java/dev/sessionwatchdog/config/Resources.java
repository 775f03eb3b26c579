package dev.sessionwatchdog.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// The published texts that travel with the program, byte for byte.
public final class Resources {

    private Resources() {}

    /// `session-watchdog.yaml`: every setting with its default, explained.
    public static byte[] defaults() {
        return read("session-watchdog.yaml");
    }

    /// `config-v1.schema.json`, for editors and other people's checks.
    public static byte[] schema() {
        return read("config-v1.schema.json");
    }

    private static byte[] read(String name) {
        String path = "/dev/sessionwatchdog/schema/" + name;
        try (InputStream in = Resources.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("the program was packed without " + path);
            }
            return in.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
