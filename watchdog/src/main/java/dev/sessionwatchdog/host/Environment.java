package dev.sessionwatchdog.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The environment that a process was started with (`/proc/PID/environ`); what it set later does
/// not show. It holds secrets: nothing but the asked variable leaves.
final class Environment {

    private static final int MOST_BYTES = 1 << 20;

    private final String text;

    private Environment(String text) {
        this.text = text;
    }

    /// @throws IOException if it is hidden, as with processes of other users, or too large
    static Environment of(ProcEntry process) throws IOException {
        byte[] bytes = process.bytes("environ", MOST_BYTES);
        if (bytes.length == MOST_BYTES) {
            throw new IOException("an environment of 1 MiB or more");
        }
        return new Environment("\0" + new String(bytes, StandardCharsets.UTF_8));
    }

    /// The first value of a variable, as getenv(3) finds it, stripped; blank is not set.
    Optional<String> get(String variable) {
        int at = text.indexOf("\0" + variable + "=");
        if (at < 0) {
            return Optional.empty();
        }
        int start = at + variable.length() + 2;
        int end = text.indexOf('\0', start);
        String value = text.substring(start, end < 0 ? text.length() : end).strip();
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    boolean mentionsOpenClaw() {
        return text.contains("\0OPENCLAW_");
    }
}
