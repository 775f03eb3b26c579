package dev.sessionwatchdog.store.forensic;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Pinned;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Follows a log while it grows, across rotations. Used by one thread; the wait between two looks
/// is the caller's.
public final class Following implements Closeable {

    private final Directory directory;
    private Optional<Pinned> file = Optional.empty();
    private Optional<ForwardLines> lines = Optional.empty();

    private Following(Directory directory) {
        this.directory = directory;
    }

    static Following from(Directory directory) throws IOException {
        Following following = new Following(directory);
        following.follow(Snapshot.pinActive(directory));
        following.drain(_ -> true);
        return following;
    }

    /// Shows the whole lines that were written since the last look.
    public void poll(LineVisitor visitor) throws IOException {
        drain(visitor);
        if (Snapshot.isStillActive(directory, file)) {
            return;
        }
        drain(visitor);
        Snapshot snapshot = Snapshot.take(directory);
        if (snapshot.active().isEmpty()) {
            // A rotation is half done; what is followed stays.
            return;
        }
        List<LogFiles.Segment> newer = newerThanFollowed(snapshot.segments());
        close();
        follow(snapshot.active());
        for (LogFiles.Segment segment : newer) {
            try (Pinned sealed = directory.pin(segment.name())) {
                drain(new ForwardLines(segment.name(), sealed::read), visitor);
            }
        }
        drain(visitor);
    }

    /// The segments that were sealed after the one that was followed, which a rotation renamed.
    private List<LogFiles.Segment> newerThanFollowed(List<LogFiles.Segment> all)
            throws IOException {
        if (file.isEmpty()) {
            return all;
        }
        Facts followed = file.get().facts();
        for (int at = all.size() - 1; at >= 0; at--) {
            Optional<Facts> facts = directory.look(all.get(at).name());
            if (facts.isPresent() && facts.get().sameFile(followed)) {
                return all.subList(at + 1, all.size());
            }
        }
        return List.of();
    }

    private void follow(Optional<Pinned> active) {
        file = active;
        lines = file.map(pinned -> new ForwardLines(LogFiles.ACTIVE, pinned::read));
    }

    private void drain(LineVisitor visitor) throws IOException {
        if (lines.isPresent()) {
            drain(lines.get(), visitor);
        }
    }

    private static void drain(ForwardLines from, LineVisitor visitor) throws IOException {
        while (true) {
            Optional<RawLine> line = from.next();
            if (line.isEmpty() || line.get().form() == RawLine.Form.TORN) {
                return;
            }
            visitor.visit(line.get());
        }
    }

    @Override
    public void close() throws IOException {
        if (file.isPresent()) {
            file.get().close();
        }
        file = Optional.empty();
        lines = Optional.empty();
    }
}
