package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.RefusedException;
import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A time in which nothing in a root is acted on, because a person asked for it; looking goes on.
/// It is a file inside the root that ends by itself, also when nobody comes back for it.
///
/// @param since wall time
/// @param until wall time
/// @param reason as the person gave it, not escaped
public record Pause(Instant since, Instant until, String reason) {

    /// Nobody forgets a pause for longer than this.
    public static final Duration LONGEST = Duration.ofDays(7);

    private static final String SCHEMA = "session-watchdog.pause-file/1";
    private static final int MAX_BYTES = 16 * 1024;

    /// The pause that a root is in, if it is in one. What cannot be read, has ended, or would end
    /// later than any pause may, is none.
    public static Optional<Pause> read(Root root, Instant now) throws IOException {
        try (Directory home = root.open(ControlFiles.HOME)) {
            if (home.look(ControlFiles.PAUSE).isEmpty()) {
                return Optional.empty();
            }
            return parse(home).filter(pause -> pause.holds(now));
        } catch (NoSuchFileException | RefusedException none) {
            return Optional.empty();
        }
    }

    private boolean holds(Instant now) {
        return now.isBefore(until) && !until.isAfter(now.plus(LONGEST));
    }

    private static Optional<Pause> parse(Directory home) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(MAX_BYTES);
        try (Pinned file = home.pin(ControlFiles.PAUSE)) {
            int read;
            do {
                read = file.read(content, content.position());
            } while (read > 0 && content.hasRemaining());
            JsonNode json = JsonMapper.shared().readTree(content.array(), 0, content.position());
            return Optional.of(
                    new Pause(
                            Instant.parse(json.path("since").asString("")),
                            Instant.parse(json.path("until").asString("")),
                            json.path("reason").asString("")));
        } catch (JacksonException | DateTimeParseException notOne) {
            return Optional.empty();
        }
    }

    /// Begins it, or puts it in the place of another; durable when this returns.
    public void begin(Root root) throws IOException {
        String json =
                JsonMapper.shared()
                        .createObjectNode()
                        .put("schema", SCHEMA)
                        .put("since", since.toString())
                        .put("until", until.toString())
                        .put("reason", reason)
                        .toString();
        try (Directory top = root.open(Place.TOP);
                Directory home = top.openOrMake(ControlFiles.HOME.name())) {
            home.replace(ControlFiles.PAUSE, json.getBytes(StandardCharsets.UTF_8));
        }
    }

    /// Ends whatever pause there is.
    ///
    /// @return whether there was one
    public static boolean end(Root root) throws IOException {
        try (Directory home = root.open(ControlFiles.HOME)) {
            if (home.look(ControlFiles.PAUSE).isEmpty()) {
                return false;
            }
            home.delete(ControlFiles.PAUSE);
            home.sync();
            return true;
        } catch (NoSuchFileException none) {
            return false;
        }
    }
}
