package dev.sessionwatchdog.store;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/// A store of the size that users reported: 650 sessions of 80 MB in all (`facts/measurements.md`).
public final class Gigantic {

    public static final int SESSIONS = 650;
    public static final int ENTRY_BYTES = 80_000_000 / SESSIONS;

    private Gigantic() {}

    public static String key(int number) {
        return "agent:main:subagent:" + number;
    }

    /// Not all the same, as prompts and reports are not.
    public static String entry(int number) {
        StringBuilder text = new StringBuilder(ENTRY_BYTES + 100);
        text.append("{\"sessionId\":\"")
                .append(number)
                .append("\",\"updatedAt\":1.7e12,\"prompt\":[");
        Random random = new Random(number);
        while (text.length() < ENTRY_BYTES) {
            text.append("\"").append(Long.toString(random.nextLong(), 36)).append(" \\u00e9 é\",");
        }
        return text.append("null]}").toString();
    }

    public static void writeDirectory(Path sessions) throws IOException {
        Path entries = Files.createDirectories(sessions.resolve("sessions.d"));
        for (int i = 0; i < SESSIONS; i++) {
            String name = key(i).replace(":", "%3A") + ".json";
            Files.writeString(entries.resolve(name), entry(i));
        }
    }

    public static void writeSingleFile(Path sessions) throws IOException {
        Files.createDirectories(sessions);
        try (OutputStream file =
                new BufferedOutputStream(
                        Files.newOutputStream(sessions.resolve("sessions.json")))) {
            for (int i = 0; i < SESSIONS; i++) {
                String member = (i == 0 ? "{" : ",\n") + "\"" + key(i) + "\": " + entry(i);
                file.write(member.getBytes(StandardCharsets.UTF_8));
            }
            file.write('}');
        }
    }
}
