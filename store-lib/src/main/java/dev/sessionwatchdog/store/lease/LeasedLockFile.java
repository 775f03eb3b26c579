package dev.sessionwatchdog.store.lease;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.Removal;
import dev.sessionwatchdog.store.time.Time;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// A gateway's single-name lock with a heartbeat, for gateways that keep their lock file and want
/// nothing but to be judged by their beats (`protocols.md` 2, end).
///
/// It is not fenced: whoever lost it learns that at the next [#beat] or at [#close], and may have
/// written meanwhile. The work itself beats, by calling [#beat] at least as often as it promised;
/// no timer does it. Used by one thread at a time.
public final class LeasedLockFile implements AutoCloseable {

    private static final JsonFactory JSON = new JsonFactory();

    /// As JavaScript writes a date.
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private static final Duration TICK = Duration.ofMillis(1);

    private final Directory directory;
    private final Name name;
    private final Time time;
    private final Pinned file;
    private Instant written;
    private boolean lost;

    private LeasedLockFile(Directory directory, Name name, Time time, Pinned file, Instant made) {
        this.directory = directory;
        this.name = name;
        this.time = time;
        this.file = file;
        this.written = made;
    }

    /// What the holder of a lock promises.
    ///
    /// @param ttl for how long one beat is good; one second or more, or watchers take it as no
    ///   promise
    /// @param heartbeat how often it beats
    /// @param maxHold for how long it means to hold the lock
    public record Promise(Duration ttl, Duration heartbeat, Duration maxHold) {

        public static final Promise DEFAULT =
                new Promise(Duration.ofSeconds(15), Duration.ofSeconds(5), Duration.ofMinutes(5));

        public Promise {
            if (ttl.toSeconds() < 1
                    || heartbeat.toMillis() < 1
                    || heartbeat.compareTo(ttl) >= 0
                    || maxHold.toMillis() < 1) {
                throw new IllegalArgumentException(
                        "no promise: " + ttl + ", " + heartbeat + ", " + maxHold);
            }
        }
    }

    /// Takes the lock without waiting; empty if its name is taken.
    ///
    /// @param directory stays the caller's, and open until the lock is closed
    public static Optional<LeasedLockFile> take(
            Directory directory, Name name, Time time, Promise promise) throws IOException {
        ProcessIdentity self = new ProcessSurvey(time.moment().bootId()).self();
        byte[] payload = payload(self, time.moment().wall(), promise);
        try {
            directory.create(name, payload);
        } catch (FileAlreadyExistsException taken) {
            return Optional.empty();
        }
        Pinned file;
        try {
            file = directory.pin(name);
        } catch (NoSuchFileException removed) {
            return Optional.empty();
        }
        boolean ours = false;
        try {
            ours = Arrays.equals(payload, content(file, payload.length + 1));
            return ours
                    ? Optional.of(
                            new LeasedLockFile(directory, name, time, file, file.facts().mtime()))
                    : Optional.empty();
        } finally {
            if (!ours) {
                file.close();
            }
        }
    }

    private static byte[] content(Pinned file, int most) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(most);
        int read = 0;
        while (read >= 0 && buffer.hasRemaining()) {
            read = file.read(buffer, buffer.position());
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    /// The members that gateways write, and the promise (`facts/upstream.md` a.1).
    private static byte[] payload(ProcessIdentity self, Instant now, Promise promise) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeNumberProperty("pid", self.pid());
            json.writeStringProperty("createdAt", MILLIS.format(now));
            if (self.startTicks() > 0) {
                json.writeNumberProperty("starttime", self.startTicks());
            }
            json.writeNumberProperty("maxHoldMs", promise.maxHold().toMillis());
            json.writeObjectPropertyStart("lease");
            json.writeNumberProperty("ttlMs", promise.ttl().toMillis());
            json.writeNumberProperty("heartbeatMs", promise.heartbeat().toMillis());
            json.writeEndObject();
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    /// Renews the lock, or tells that it is lost: its file has no name any more, or another one.
    ///
    /// @throws IOException if neither can be said
    public Optional<Loss> beat() throws IOException {
        if (!stands()) {
            return Optional.of(loss());
        }
        Instant wall = time.moment().wall();
        Instant least = written.plus(TICK);
        written = wall.isAfter(least) ? wall : least;
        try {
            file.touch(written);
        } catch (NoSuchFileException removed) {
            lost = true;
            return Optional.of(loss());
        }
        return Optional.empty();
    }

    private Loss loss() {
        return new Loss(Loss.Cause.TAKEN, "the lock " + name + " is not ours any more");
    }

    /// The link count tells of a removed lock, the name of one that was moved away.
    private boolean stands() throws IOException {
        if (!lost) {
            try {
                Facts own = file.facts();
                lost = own.links() == 0 || directory.look(name).filter(own::sameFile).isEmpty();
            } catch (NoSuchFileException removed) {
                lost = true;
            }
        }
        return !lost;
    }

    /// Gives the lock up, if it is still ours; never somebody else's.
    @Override
    public void close() throws IOException {
        try (file) {
            if (stands() && !(directory.unlink(file) instanceof Removal.Done)) {
                lost = true;
            }
        } finally {
            lost = true;
        }
    }
}
