package dev.sessionwatchdog.race;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A process that takes and releases a lock as gateways from 5.12 on do (`facts/upstream.md` a.1,
/// a.7): exclusive create, payload, the handle kept open; on release close, compare inode and bytes
/// once, remove. A contender that finds nothing tries again at once, and reclaims a dead owner's
/// lock after comparing it once more. Written anew from that description.
///
/// Commands come line by line; every answer is one line. Times are those of `System.nanoTime`,
/// which on Linux is CLOCK_MONOTONIC and the same for all processes.
final class Contestant {

    private static final Pattern PID = Pattern.compile("\"pid\": *(\\d+)");

    /// Closer than this to its time a process does not sleep.
    private static final long SPIN = 80_000;

    private final Path lock;
    private Optional<Held> held = Optional.empty();

    private Contestant(Path lock) {
        this.lock = lock;
    }

    private record Held(FileChannel handle, Seen seen) {}

    /// What a name stood for.
    private record Seen(Optional<Object> key, String raw) {

        private boolean matches(Seen other) {
            boolean sameKey =
                    key.isEmpty() || other.key.isEmpty() || Objects.equals(key, other.key);
            return sameKey && raw.equals(other.raw);
        }
    }

    public static void main(String[] arguments) throws IOException {
        Contestant contestant = new Contestant(Path.of(arguments[0]));
        try (BufferedReader commands =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                System.out.println(contestant.obey(line.split(" ")));
                System.out.flush();
            }
        }
    }

    private String obey(String[] words) throws IOException {
        return switch (words[0]) {
            case "own" -> own(words[1]);
            case "let-go" -> {
                held.orElseThrow().handle().close();
                yield "let-go";
            }
            case "release" -> {
                await(Long.parseLong(words[1]));
                Held mine = held.orElseThrow();
                mine.handle().close();
                yield removeIfUnchanged(mine.seen());
            }
            case "acquire" ->
                    acquire(
                            words[1],
                            Long.parseLong(words[2]),
                            Long.parseLong(words[3]),
                            Long.parseLong(words[4]),
                            Long.parseLong(words[5]));
            default -> throw new IllegalArgumentException(words[0]);
        };
    }

    private String own(String id) throws IOException {
        held = Optional.of(create(id));
        return "owned";
    }

    private Held create(String id) throws IOException {
        FileChannel handle =
                FileChannel.open(lock, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        String raw =
                """
                {
                  "pid": %d,
                  "createdAt": "%s",
                  "maxHoldMs": 300000
                }
                """
                        .formatted(ProcessHandle.current().pid(), id);
        handle.write(ByteBuffer.wrap(raw.getBytes(StandardCharsets.UTF_8)));
        return new Held(handle, new Seen(look().map(Seen::key).orElse(Optional.empty()), raw));
    }

    /// One attempt after the other from `start` to `deadline`; the first lock is held for `hold`.
    private String acquire(String id, long start, long deadline, long hold, long retry)
            throws IOException {
        await(start);
        while (System.nanoTime() < deadline) {
            try {
                Held mine = create(id);
                long acquired = System.nanoTime();
                await(acquired + hold);
                long released = System.nanoTime();
                mine.handle().close();
                return "held " + acquired + " " + released + " " + removeIfUnchanged(mine.seen());
            } catch (FileAlreadyExistsException taken) {
                Optional<Seen> there = look();
                if (there.isPresent() && !reclaims(there.get())) {
                    LockSupport.parkNanos(retry);
                }
            }
        }
        return "none";
    }

    /// Whether the lock was removed because its owner is dead.
    private boolean reclaims(Seen there) throws IOException {
        Matcher pid = PID.matcher(there.raw());
        if (!pid.find() || ProcessHandle.of(Long.parseLong(pid.group(1))).isPresent()) {
            return false;
        }
        Optional<Seen> again = look();
        return again.isPresent() && again.get().matches(there) && Files.deleteIfExists(lock);
    }

    /// Says when it looked and what became of the lock: `removed`, `vanished` after it was there,
    /// or it was `missing` or `another`.
    private String removeIfUnchanged(Seen mine) throws IOException {
        long from = System.nanoTime();
        Optional<Seen> there = look();
        long to = System.nanoTime();
        String what;
        if (there.isEmpty()) {
            what = "missing";
        } else if (!there.get().matches(mine)) {
            what = "another";
        } else {
            what = Files.deleteIfExists(lock) ? "removed" : "vanished";
        }
        return from + " " + to + " " + what;
    }

    /// First the file's identity, then its bytes, as the gateway does.
    private Optional<Seen> look() throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(
                            lock, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            String raw = Files.readString(lock);
            return Optional.of(new Seen(Optional.ofNullable(attributes.fileKey()), raw));
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
    }

    static void await(long time) {
        long left = time - System.nanoTime();
        while (left > 0) {
            if (left > SPIN) {
                LockSupport.parkNanos(left - SPIN);
            } else {
                Thread.onSpinWait();
            }
            left = time - System.nanoTime();
        }
    }
}
