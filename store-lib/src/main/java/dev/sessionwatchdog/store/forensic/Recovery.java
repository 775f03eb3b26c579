package dev.sessionwatchdog.store.forensic;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.NoSpaceException;
import dev.sessionwatchdog.store.root.Pinned;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds where a log ends, from its end, and makes it fit to be continued: nothing is cut off or
/// repaired; what is torn or disagrees is set aside under another name.
final class Recovery {

    private final Directory directory;
    private final LogFiles files;
    private final List<String> remarks = new ArrayList<>();

    private Recovery(Directory directory, LogFiles files) {
        this.directory = directory;
        this.files = files;
    }

    /// A log that can be continued.
    ///
    /// @param last its last line; empty if it has none
    /// @param begins the sequence of the oldest line that is kept, as the head says
    /// @param sealed the newest seal
    /// @param remarks what a person should know
    record Recovered(
            ActiveSegment active,
            Optional<Link> last,
            long begins,
            Seal.Link sealed,
            List<String> remarks) {}

    static Recovered recover(Directory directory) throws IOException {
        LogFiles files = LogFiles.list(directory);
        for (Name leftover : files.leftovers()) {
            directory.delete(leftover);
        }
        return new Recovery(directory, files).recover();
    }

    private Recovered recover() throws IOException {
        ActiveSegment active = ActiveSegment.open(directory);
        try {
            return recover(active);
        } catch (IOException | RuntimeException failure) {
            active.close();
            throw failure;
        }
    }

    private Recovered recover(ActiveSegment found) throws IOException {
        ActiveSegment active = found;
        Optional<Link> last = Optional.empty();
        if (!active.isEmpty()) {
            // A writer that was killed may have left lines that only the kernel had.
            active.sync();
            active.readBeginning();
            BackwardLines lines = active.fromEnd();
            Optional<RawLine> newest = lines.previous();
            last = newest.flatMap(Link::of);
            boolean clean = last.isPresent() && active.beginning().isPresent();
            if (last.isEmpty()) {
                last = newestLink(lines);
            }
            if (last.isEmpty()) {
                last = lastSealed();
            }
            if (!clean) {
                active = setAside(active, last);
            }
        } else {
            last = lastSealed();
        }
        long begins = checkHead(last);
        Seal.Link sealed = seal();
        return new Recovered(active, last, begins, sealed, List.copyOf(remarks));
    }

    /// Where there is no space for a seal now, a rotation or another start makes it good.
    private Seal.Link seal() throws IOException {
        try {
            return Sealing.catchUp(directory);
        } catch (NoSpaceException full) {
            return Sealing.newest(directory, LogFiles.list(directory).seals());
        }
    }

    private static Optional<Link> newestLink(BackwardLines lines) throws IOException {
        while (true) {
            Optional<RawLine> line = lines.previous();
            if (line.isEmpty()) {
                return Optional.empty();
            }
            Optional<Link> link = Link.of(line.get());
            if (link.isPresent()) {
                return link;
            }
        }
    }

    private Optional<Link> lastSealed() throws IOException {
        for (LogFiles.Segment segment : files.segments().reversed()) {
            try (Pinned file = directory.pin(segment.name())) {
                long size = file.facts().size();
                Optional<Link> link =
                        newestLink(new BackwardLines(segment.name(), file::read, size));
                if (link.isPresent()) {
                    return link;
                }
            }
        }
        return Optional.empty();
    }

    private ActiveSegment setAside(ActiveSegment active, Optional<Link> last) throws IOException {
        Optional<Name> sealed = active.beginning().map(first -> LogFiles.sealed(first.sequence()));
        long next = last.map(Link::sequence).orElse(0L) + 1;
        Name as =
                sealed.isPresent() && directory.look(sealed.get()).isEmpty()
                        ? sealed.get()
                        : LogFiles.fragment(directory, next);
        active.close();
        directory.rename(LogFiles.ACTIVE, as);
        directory.sync();
        remarks.add("the log ended in an unfinished line, kept at the end of " + as);
        return ActiveSegment.open(directory);
    }

    private long checkHead(Optional<Link> last) throws IOException {
        long begins = last.isPresent() ? firstKept() : 1;
        return switch (Head.read(directory)) {
            case Head.Found.Absent _ -> begins;
            case Head.Found.Garbled _ -> {
                keepHead("cannot be read");
                yield begins;
            }
            case Head.Found.Present(Head head) -> {
                Link end = last.orElse(Link.none(""));
                if (head.sequence() > end.sequence()) {
                    keepHead(
                            "says that sequence %d was committed, the log ends at %d"
                                    .formatted(head.sequence(), end.sequence()));
                } else if (head.sequence() == end.sequence()
                        && !head.sha256().equals(end.sha256())) {
                    keepHead("has another hash for the last line, sequence " + head.sequence());
                } else {
                    checkSeal(head.sealed());
                }
                yield head.begins();
            }
        };
    }

    /// A seal that was there must not come back as if a crash had kept it from being written.
    private void checkSeal(Seal.Link known) throws IOException {
        if (known.first() == 0) {
            return;
        }
        Optional<LogFiles.SealFile> file =
                files.seals().stream().filter(it -> it.first() == known.first()).findFirst();
        if (file.isEmpty()) {
            keepHead("knows of " + LogFiles.seal(known.first()) + ", which is gone");
        } else if (!Seal.read(directory, file.get()).link().equals(known)) {
            keepHead("has another hash for " + file.get().name());
        }
    }

    /// Only where no head says it.
    private long firstKept() {
        return files.segments().stream()
                .filter(segment -> segment.fragment() == 0)
                .mapToLong(LogFiles.Segment::first)
                .findFirst()
                .orElse(1);
    }

    private void keepHead(String why) throws IOException {
        Name as = LogFiles.brokenHead(directory);
        directory.rename(LogFiles.HEAD, as);
        directory.sync();
        remarks.add("the head " + why + "; kept as " + as);
    }
}
