package dev.sessionwatchdog.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// A gateway's root in which nothing is wrong and nothing happens.
public final class QuietRoot {

    private QuietRoot() {}

    /// Creates `agents/aNNN/sessions/sessions.json`, each with one session.
    public static Path create(Path root, int agents) throws IOException {
        for (int agent = 0; agent < agents; agent++) {
            String name = String.format(Locale.ROOT, "a%03d", agent);
            Path sessions = root.resolve("agents").resolve(name).resolve("sessions");
            Files.createDirectories(sessions);
            Files.writeString(sessions.resolve("sessions.json"), index(name, agent));
        }
        return root;
    }

    private static String index(String name, int agent) {
        return String.format(
                Locale.ROOT,
                """
                {"agent:%s:main":{"sessionId":"00000000-0000-4000-8000-%012d","updatedAt":1767225600000}}
                """,
                name,
                agent);
    }
}
