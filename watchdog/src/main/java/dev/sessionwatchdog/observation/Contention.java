package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Whether the gateway goes on complaining about a lock in its own log below the root
/// (`logs/gateway.log`, `logs/gateway.err.log`). A root without such a log has no answer.
///
/// These are the logs of a gateway that its service manager starts, unless they are named otherwise
/// or the manager keeps them itself; on macOS they lie outside the root (read in the published
/// 2026.6.11). So silence here proves nothing; a complaint does.
public final class Contention {

    private static final Place LOGS = Place.of("logs");
    private static final Name LOG = new Name("gateway.log");
    private static final Name ERRORS = new Name("gateway.err.log");

    /// How gateways say that somebody else has a session's lock (`demands-and-dangers.md` 6, and
    /// the published 2026.5.22 and 2026.6.11).
    private static final List<String> COMPLAINTS =
            List.of(
                    "session file locked",
                    "session file lock stale",
                    "SessionWriteLockTimeoutError",
                    "SessionWriteLockStaleError");

    private final Root root;

    public Contention(Root root) {
        this.root = root;
    }

    /// Where the logs end now; complaints before that are of no interest.
    public Mark mark() {
        return new Mark(end(LOG), end(ERRORS));
    }

    /// Whether a line written after the mark names this lock as held by somebody else. Bounded: at
    /// most so much of the end of each log is read. A line that is still being written counts when
    /// it is whole.
    ///
    /// @param lock its place in the root: by that end a path in the log is told from one of another
    ///   store, wherever the gateway sees the root; a name without a path may be anybody's and
    ///   counts
    public boolean since(Mark mark, Place lock) {
        Pattern named = named(lock);
        return complains(LOG, mark.log(), named) || complains(ERRORS, mark.errors(), named);
    }

    /// Not as a part of another name; a full stop may follow. Separators as either system and JSON
    /// write them.
    private static Pattern named(Place lock) {
        String separator = "[/\\\\]+";
        String path =
                lock.names().stream()
                        .map(Name::value)
                        .map(Pattern::quote)
                        .collect(Collectors.joining(separator));
        String name = Pattern.quote(lock.name().value());
        return Pattern.compile(
                "(?:(?<![0-9A-Za-z._%-])"
                        + path
                        + "|(?<![0-9A-Za-z._%/\\\\-])"
                        + name
                        + ")(?!\\.?[0-9A-Za-z_%-])");
    }

    private End end(Name log) {
        try (Directory logs = root.open(LOGS);
                Pinned file = logs.pin(log)) {
            Facts facts = file.facts();
            return SessionRecordsReader.fit(facts, Long.MAX_VALUE)
                    ? new End(facts.device(), facts.inode(), facts.size())
                    : End.UNKNOWN;
        } catch (NoSuchFileException _) {
            return End.NONE;
        } catch (IOException _) {
            return End.UNKNOWN;
        }
    }

    private boolean complains(Name log, End before, Pattern named) {
        if (before.equals(End.UNKNOWN)) {
            return false;
        }
        try (Directory logs = root.open(LOGS);
                Pinned file = logs.pin(log)) {
            Facts now = file.facts();
            return SessionRecordsReader.fit(now, Long.MAX_VALUE)
                    && FileEnd.read(file, before.in(now), now.size()).lines().stream()
                            .anyMatch(line -> isComplaint(line) && named.matcher(line).find());
        } catch (IOException _) {
            return false;
        }
    }

    private static boolean isComplaint(String line) {
        return COMPLAINTS.stream().anyMatch(line::contains);
    }

    /// Where each log ended at one moment.
    public record Mark(End log, End errors) {}

    /// Where one log ended; which file it was tells whether it was rotated since.
    public record End(long device, long inode, long length) {

        /// There was no such log: whatever is in it later is new.
        static final End NONE = new End(0, 0, 0);

        /// It could not be looked at: what is new in it cannot be told.
        static final End UNKNOWN = new End(0, 0, -1);

        /// Where the new part of the log begins: after this end, or at the start of a log that was
        /// rotated or cut meanwhile.
        private long in(Facts now) {
            boolean same = now.device() == device && now.inode() == inode && now.size() >= length;
            return same ? length : 0;
        }
    }
}
