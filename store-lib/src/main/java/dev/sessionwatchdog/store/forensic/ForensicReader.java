package dev.sessionwatchdog.store.forensic;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Pinned;
import java.io.IOException;
import java.util.Optional;

/// Reads a log, also while it is written, holding one window of one segment in memory. It judges
/// nothing: lines that are not ours are shown like any other.
public final class ForensicReader {

    private final Directory directory;

    /// The directory stays the caller's to close.
    public ForensicReader(Directory directory) {
        this.directory = directory;
    }

    /// Whether there is a log here at all.
    public boolean hasLog() throws IOException {
        LogFiles files = LogFiles.list(directory);
        return files.active() || !files.segments().isEmpty();
    }

    /// Shows every line with its number.
    public void oldestFirst(LineVisitor visitor) throws IOException {
        try (Snapshot snapshot = Snapshot.take(directory)) {
            for (LogFiles.Segment segment : snapshot.segments()) {
                try (Pinned file = directory.pin(segment.name())) {
                    if (!forward(segment.name(), file, visitor)) {
                        return;
                    }
                }
            }
            Optional<Pinned> active = snapshot.active();
            if (active.isPresent()) {
                forward(LogFiles.ACTIVE, active.get(), visitor);
            }
        }
    }

    private static boolean forward(Name name, Pinned file, LineVisitor visitor) throws IOException {
        ForwardLines lines = new ForwardLines(name, file::read);
        while (true) {
            Optional<RawLine> line = lines.next();
            if (line.isEmpty()) {
                return true;
            }
            if (!visitor.visit(line.get())) {
                return false;
            }
            if (line.get().form() == RawLine.Form.TORN) {
                return true;
            }
        }
    }

    /// Shows every line from the end, without numbers.
    public void newestFirst(LineVisitor visitor) throws IOException {
        try (Snapshot snapshot = Snapshot.take(directory)) {
            Optional<Pinned> active = snapshot.active();
            if (active.isPresent() && !backward(LogFiles.ACTIVE, active.get(), visitor)) {
                return;
            }
            for (LogFiles.Segment segment : snapshot.segments().reversed()) {
                try (Pinned file = directory.pin(segment.name())) {
                    if (!backward(segment.name(), file, visitor)) {
                        return;
                    }
                }
            }
        }
    }

    private static boolean backward(Name name, Pinned file, LineVisitor visitor)
            throws IOException {
        BackwardLines lines = new BackwardLines(name, file::read, file.facts().size());
        while (true) {
            Optional<RawLine> line = lines.previous();
            if (line.isEmpty()) {
                return true;
            }
            if (!visitor.visit(line.get())) {
                return false;
            }
        }
    }

    /// Shows what is written from now on.
    public Following follow() throws IOException {
        return Following.from(directory);
    }
}
