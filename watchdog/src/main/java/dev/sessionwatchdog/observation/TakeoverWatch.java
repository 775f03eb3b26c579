package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.observation.LockPayload.Written;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Place;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Notices a transcript that is written by somebody who does not hold its lock: the race behind the
/// gateway's "session file changed while embedded prompt lock was released" (`facts/upstream.md`
/// a.2). Only what is certain is said:
///
/// - it changed between two looks at both of which no lock stood there, and in the time between
///   them nothing was made or removed in the directory, whose modification time says so;
/// - or the lock's content went from one owner to another in the same file, which no release does.
public final class TakeoverWatch {

    private static final int REMEMBERED = 1_024;

    /// A directory that changed a moment before a look may change again without showing it: file
    /// times are as coarse as the kernel's tick.
    private static final Duration RACY = Duration.ofSeconds(1);

    private final Map<Place, Side> sides =
            new LinkedHashMap<>(64, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Place, Side> eldest) {
                    return size() > REMEMBERED;
                }
            };
    private final List<Takeover> found = new ArrayList<>();

    /// A look at which the lock stood there.
    void held(Place lock, Facts facts, LockReading reading, Optional<Subject> subject) {
        Optional<Written> owner =
                reading instanceof LockReading.Read(Written written, _, _)
                        ? Optional.of(written)
                        : Optional.empty();
        Side now = new Side(Optional.of(facts), owner, subject, Optional.empty());
        Side before = sides.put(lock, now);
        if (before != null && ownerChangedInPlace(before, now) && moved(before, now)) {
            found.add(
                    new Takeover(
                            lock,
                            "changed while its lock went from one owner to another without a"
                                    + " release",
                            before.words(),
                            now.words()));
        }
    }

    /// A look at which it did not: `directoryBefore` was read before the lock was looked for.
    void free(
            Directory store,
            Place lock,
            Facts directoryBefore,
            Optional<Subject> subject,
            Instant wall)
            throws IOException {
        Side before = sides.get(lock);
        if (before == null) {
            return;
        }
        Instant changed = directoryBefore.mtime();
        boolean settled = changed.plus(RACY).isBefore(wall);
        Side now =
                new Side(
                        Optional.empty(),
                        Optional.empty(),
                        subject,
                        settled ? Optional.of(changed) : Optional.empty());
        sides.put(lock, now);
        boolean untouched =
                before.quietSince.isPresent()
                        && before.quietSince.get().equals(store.facts().mtime());
        if (before.lock.isEmpty() && untouched && moved(before, now)) {
            found.add(
                    new Takeover(
                            lock,
                            "changed while nobody held its lock",
                            before.words(),
                            now.words()));
        }
    }

    private static boolean moved(Side before, Side now) {
        return before.subject.isPresent()
                && now.subject.isPresent()
                && now.subject.get().movedSince(before.subject.get());
    }

    private static boolean ownerChangedInPlace(Side before, Side now) {
        return before.lock.isPresent()
                && now.lock.isPresent()
                && before.lock.get().sameFile(now.lock.get())
                && before.lock.get().btime().equals(now.lock.get().btime())
                && before.lock.get().btime().isPresent()
                && before.owner.isPresent()
                && now.owner.isPresent()
                && !before.owner.get().pid().equals(now.owner.get().pid());
    }

    /// Whether this lock's session is watched.
    boolean knows(Place lock) {
        return sides.containsKey(lock);
    }

    /// What was found since the last call.
    public List<Takeover> take() {
        List<Takeover> taken = List.copyOf(found);
        found.clear();
        return taken;
    }

    /// @param what happened, in words
    /// @param before what was seen of the one side
    /// @param after what was seen of the other
    public record Takeover(Place lock, String what, List<String> before, List<String> after) {

        /// The transcript, whose name the lock's begins with.
        public Place transcript() {
            String name = lock.name().value();
            return lock.parent().child(name.substring(0, name.length() - ".lock".length()));
        }
    }

    /// @param quietSince the directory's modification time, when it may be relied on
    private record Side(
            Optional<Facts> lock,
            Optional<Written> owner,
            Optional<Subject> subject,
            Optional<Instant> quietSince) {

        List<String> words() {
            List<String> words = new ArrayList<>();
            words.add(lock.isEmpty() ? "no lock" : "locked by " + ownerWords());
            subject.ifPresent(seen ->
                    words.add(
                            "transcript of "
                                    + seen.identity().size()
                                    + " bytes, inode "
                                    + seen.identity().inode()
                                    + ", changed "
                                    + seen.identity().mtime()));
            return words;
        }

        private String ownerWords() {
            return owner.filter(known -> known.pid().isPresent())
                    .map(known ->
                            "process "
                                    + known.pid().getAsLong()
                                    + known.createdAt().map(made -> " since " + made).orElse(""))
                    .orElse("nobody that it names");
        }
    }
}
