package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.sweep.ControlFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Asks a running daemon to do something in its root, and waits for its answer: only one process
/// acts in a root, and only one writes its log.
final class RequestClient {

    /// An acting daemon answers between two sweeps; a sweep may be pacing itself.
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    /// The table of all locks that are watched at once fits.
    private static final long MOST_BYTES = 8L << 20;

    static final ObjectNode NO_DATA = JsonMapper.shared().createObjectNode();

    private final Setup setup;

    RequestClient(Setup setup) {
        this.setup = setup;
    }

    /// Lets the daemon of a root sweep now.
    ///
    /// @return its answer; empty when no daemon guards the root
    static Optional<Answer> sweep(Setup setup, Config.RootConfig root)
            throws IOException, InterruptedException {
        return DaemonStatus.read(Path.of(root.path())).filter(DaemonStatus::alive).isPresent()
                ? Optional.of(new RequestClient(setup).ask(root, Map.of("verb", "sweep")))
                : Optional.empty();
    }

    /// Leaves one request and waits for the answer.
    ///
    /// @throws Failure when none comes
    Answer ask(Config.RootConfig rootConfig, Map<String, String> what)
            throws IOException, InterruptedException {
        String id = HexFormat.of().toHexDigits(new SecureRandom().nextLong());
        ObjectNode request = json(what);
        try (Root root = LocalRoot.open(Path.of(rootConfig.path()), setup.natives());
                Directory requests = root.open(ControlFiles.REQUESTS)) {
            // Whole from the first moment: the daemon may look at once.
            requests.replace(
                    new Name(id + ControlFiles.REQUEST_SUFFIX),
                    request.toString().getBytes(StandardCharsets.UTF_8));
            Name answer = new Name(id + ControlFiles.ANSWER_SUFFIX);
            long looks = PATIENCE.dividedBy(BETWEEN_LOOKS);
            for (long look = 0; look < looks; look++) {
                Optional<JsonNode> said = read(requests, answer);
                if (said.isPresent()) {
                    requests.delete(answer);
                    return new Answer(
                            said.get().path("kind").asString(""),
                            said.get().path("message").asString(""),
                            said.get().path("data") instanceof ObjectNode data ? data : NO_DATA);
                }
                Thread.sleep(BETWEEN_LOOKS);
            }
            requests.delete(new Name(id + ControlFiles.REQUEST_SUFFIX));
        }
        throw new Failure(
                ExitCode.FAILED,
                "the daemon did not answer within "
                        + PATIENCE.toMinutes()
                        + " minutes: see `session-watchdog status`");
    }

    /// A request as it is left.
    static ObjectNode json(Map<String, String> what) {
        ObjectNode request = JsonMapper.shared().createObjectNode();
        request.put("schema", "session-watchdog.request/1");
        what.forEach(request::put);
        return request;
    }

    private static Optional<JsonNode> read(Directory requests, Name name) throws IOException {
        try (Pinned file = requests.pin(name)) {
            ByteBuffer buffer =
                    ByteBuffer.allocate((int) Math.min(MOST_BYTES, file.facts().size()));
            int read;
            do {
                read = file.read(buffer, buffer.position());
            } while (read > 0 && buffer.hasRemaining());
            String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
            return text.endsWith("}")
                    ? Optional.of(JsonMapper.shared().readTree(text))
                    : Optional.empty();
        } catch (NoSuchFileException notYet) {
            return Optional.empty();
        }
    }

    /// @param kind as in [dev.sessionwatchdog.sweep.Reply.Kind]
    record Answer(String kind, String message, JsonNode data) {

        int exitCode() {
            return kind.equals("DONE") ? ExitCode.DONE : ExitCode.FAILED;
        }
    }
}
