package dev.sessionwatchdog.store.forensic;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Pinned;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Writes the seals of finished segments. A writer that ended between finishing a segment and
/// sealing it leaves that to the next one: what is newer than the newest seal is sealed then. An
/// older segment without a seal is left without one, for that is no crash.
final class Sealing {

    private Sealing() {}

    /// The newest seal that is there.
    static Seal.Link newest(Directory directory, List<LogFiles.SealFile> files) throws IOException {
        return files.isEmpty() ? Seal.Link.NONE : Seal.read(directory, files.getLast()).link();
    }

    /// Seals every finished segment that is newer than the newest seal, oldest first.
    ///
    /// @return the newest seal now
    static Seal.Link catchUp(Directory directory) throws IOException {
        LogFiles files = LogFiles.list(directory);
        Seal.Link newest = newest(directory, files.seals());
        for (LogFiles.Segment segment : files.segments()) {
            if (segment.fragment() == 0 && segment.first() > newest.first()) {
                newest = seal(directory, segment, newest);
            }
        }
        return newest;
    }

    private static Seal.Link seal(Directory directory, LogFiles.Segment segment, Seal.Link prev)
            throws IOException {
        SegmentSum.Counting counting = new SegmentSum.Counting(segment.first());
        try (Pinned file = directory.pin(segment.name())) {
            count(segment.name(), file, counting);
        }
        return seal(directory, counting, prev);
    }

    /// Seals the segment that was added up, which is the one after `prev`.
    static Seal.Link seal(Directory directory, SegmentSum.Counting counting, Seal.Link prev)
            throws IOException {
        SegmentSum sum = counting.sum();
        byte[] content = new Seal(counting.chainId(), sum, prev.sha256()).json();
        directory.replace(LogFiles.seal(sum.first()), content);
        return new Seal.Link(sum.first(), Hash.of(content));
    }

    private static void count(Name name, Pinned file, SegmentSum.Counting counting)
            throws IOException {
        ForwardLines lines = new ForwardLines(name, file::read);
        while (true) {
            Optional<RawLine> line = lines.next();
            if (line.isEmpty()) {
                return;
            }
            counting.take(line.get());
            if (line.get().form() == RawLine.Form.TORN) {
                return;
            }
        }
    }
}
