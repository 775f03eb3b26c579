package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.store.forensic.RawLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What systemd's journal knows of a chain: the hashes of lines, which the log's owner cannot
/// change there.
final class JournalHeads {

    /// The newest, one for a line; a journal that holds more tells of the older ones no more.
    private static final int MOST = 200_000;

    private final JsonMapper mapper = JsonMapper.shared();
    private final Map<Long, String> heads =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, String> eldest) {
                    return size() > MOST;
                }
            };

    private JournalHeads() {}

    /// Asks journalctl(1), which shows only what this user may read.
    ///
    /// @return empty if there is none, or it refuses
    static Optional<Map<Long, String>> ask(String chain, int uid)
            throws IOException, InterruptedException {
        Process journal;
        try {
            journal =
                    new ProcessBuilder(
                                    List.of(
                                            "journalctl",
                                            "--output=json",
                                            "--no-pager",
                                            "--quiet",
                                            "_UID=" + uid,
                                            "SESSION_WATCHDOG_CHAIN=" + chain))
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
        } catch (IOException noSuchCommand) {
            return Optional.empty();
        }
        journal.getOutputStream().close();
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(journal.getInputStream(), StandardCharsets.UTF_8))) {
            Map<Long, String> heads = parse(lines.lines(), chain);
            return journal.waitFor() == 0 ? Optional.of(heads) : Optional.empty();
        }
    }

    /// One JSON object a line; what is not about this chain, or cannot be read, is passed over.
    static Map<Long, String> parse(Stream<String> lines, String chain) {
        JournalHeads found = new JournalHeads();
        lines.forEach(line -> found.take(line, chain));
        return found.heads;
    }

    private void take(String line, String chain) {
        try {
            JsonNode entry = mapper.readTree(line);
            String sequence = entry.path("SESSION_WATCHDOG_SEQUENCE").asString("");
            String sha256 = entry.path("SESSION_WATCHDOG_SHA256").asString("");
            if (entry.path("SESSION_WATCHDOG_CHAIN").asString("").equals(chain)
                    && !sha256.isEmpty()) {
                heads.put(Long.parseLong(sequence), sha256);
            }
        } catch (JacksonException | NumberFormatException notOurs) {
            // Others write to the journal too.
        }
    }

    /// The name of the chain that a line stands in; empty if it says none.
    static String chainOf(RawLine line) {
        try {
            return JsonMapper.shared().readTree(line.text()).path("chain").path("id").asString("");
        } catch (JacksonException torn) {
            return "";
        }
    }
}
