package dev.sessionwatchdog.store.forensic;

import dev.sessionwatchdog.store.root.AppendFile;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.NoSpaceException;
import dev.sessionwatchdog.store.time.Moment;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/// The file that lines are appended to.
final class ActiveSegment implements Closeable {

    /// How much is set aside ahead of the end: a few hundred acts, and nothing beside the temps of
    /// one gateway.
    static final int RESERVE = 1 << 20;

    /// Less than this is not looked for; no line is so short.
    private static final int LEAST = 512;

    /// Where a segment begins.
    ///
    /// @param sequence of its first line
    /// @param wall when that was written
    record Beginning(long sequence, Instant wall) {}

    private final Directory directory;
    private final AppendFile file;
    private final Facts identity;
    private Optional<Beginning> beginning = Optional.empty();

    /// What was written, added up, if all of it was written here.
    private Optional<SegmentSum.Counting> counted = Optional.empty();

    private long size;

    /// How much can be appended whatever happens on the file system.
    private long room;

    /// Whether space can be set aside here at all.
    private boolean backed = true;

    private ActiveSegment(Directory directory, AppendFile file, Facts identity, long size) {
        this.directory = directory;
        this.file = file;
        this.identity = identity;
        this.size = size;
    }

    /// Opens it, making it durably if there is none.
    static ActiveSegment open(Directory directory) throws IOException {
        return open(directory, LogFiles.ACTIVE);
    }

    /// Makes the one that comes next, with its reserve; it has no line yet, and becomes the active
    /// one by [#promote].
    ///
    /// @return empty if there is no space for it
    static Optional<ActiveSegment> prepare(Directory directory) throws IOException {
        ActiveSegment next;
        try {
            next = open(directory, LogFiles.NEXT);
        } catch (NoSpaceException full) {
            return Optional.empty();
        }
        if (next.setAside(0)) {
            return Optional.of(next);
        }
        next.close();
        directory.delete(LogFiles.NEXT);
        return Optional.empty();
    }

    /// Takes the place of the one before, which gets another name.
    static void promote(Directory directory, Name closed) throws IOException {
        directory.rename(LogFiles.ACTIVE, closed);
        directory.sync();
        directory.rename(LogFiles.NEXT, LogFiles.ACTIVE);
        directory.sync();
    }

    private static ActiveSegment open(Directory directory, Name name) throws IOException {
        AppendFile file = directory.append(name);
        try {
            directory.sync();
            Facts facts = directory.look(name).orElseThrow(ActiveSegment::gone);
            return new ActiveSegment(directory, file, facts, file.size());
        } catch (IOException failure) {
            closeAfter(file, failure);
            throw failure;
        }
    }

    private static void closeAfter(AppendFile file, IOException failure) {
        try {
            file.close();
        } catch (IOException also) {
            failure.addSuppressed(also);
        }
    }

    private static IOException gone() {
        return new IOException(
                LogFiles.ACTIVE + ": somebody deleted or replaced the log that we write");
    }

    long size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    Optional<Beginning> beginning() {
        return beginning;
    }

    /// The line that it begins with, if it begins with one of ours.
    void readBeginning() throws IOException {
        beginning =
                new ForwardLines(LogFiles.ACTIVE, file::read)
                        .next()
                        .flatMap(RawLine::facts)
                        .map(facts -> new Beginning(facts.sequence(), facts.timestamp()));
    }

    BackwardLines fromEnd() {
        return new BackwardLines(LogFiles.ACTIVE, file::read, size);
    }

    /// @param at what the next line is chained to
    void append(Link at, Moment moment, byte[] line) throws IOException {
        if (isEmpty()) {
            counted = Optional.of(new SegmentSum.Counting(at.sequence()));
        }
        file.append(ByteBuffer.wrap(line));
        size += line.length;
        room = Math.max(0, room - line.length);
        counted.ifPresent(sum -> sum.take(line, at, moment.wall()));
        if (beginning.isEmpty()) {
            beginning = Optional.of(new Beginning(at.sequence(), moment.wall()));
        }
    }

    /// What is in it, as far as it was not there before this writer: a seal of what was meant to be
    /// written, whatever is on disk.
    Optional<SegmentSum.Counting> counted() {
        return counted;
    }

    boolean isFull(Rotation rotation, Moment now, int more) {
        return beginning
                .filter(first ->
                        size + more > rotation.bytes()
                                || !first.wall().plus(rotation.every()).isAfter(now.wall()))
                .isPresent();
    }

    /// How much can be appended for certain; meaningless before [#setAside].
    long room() {
        return room;
    }

    /// @param promised bytes that are needed for what must still be written
    boolean isShort(long promised) {
        return backed && room < RESERVE / 2 + promised;
    }

    /// Sets the whole reserve aside again, and what is promised above it.
    ///
    /// @return false if there is not so much space; then as much as there is was set aside
    boolean setAside(long promised) throws IOException {
        long wanted = RESERVE + promised;
        if (!backed || room >= wanted) {
            return true;
        }
        for (long bytes = wanted; bytes >= LEAST && bytes > room; bytes /= 2) {
            try {
                backed = file.reserve(bytes);
                room = bytes;
                return bytes == wanted;
            } catch (NoSpaceException full) {
                // Half of it, then.
            }
        }
        return false;
    }

    /// Gives back what was set aside, when no line will come any more.
    void release() throws IOException {
        if (backed) {
            file.release();
        }
    }

    void sync() throws IOException {
        file.sync();
    }

    /// What is written into a file that has no name any more is lost to everybody.
    ///
    /// @throws IOException if the name does not stand for this file any more, or the file has
    ///   another size than we gave it
    void proveNamed() throws IOException {
        Facts now = directory.look(LogFiles.ACTIVE).orElseThrow(ActiveSegment::gone);
        if (!now.sameFile(identity)) {
            throw gone();
        }
        if (now.size() != size) {
            throw new IOException(
                    LogFiles.ACTIVE
                            + ": somebody else wrote to it: "
                            + size
                            + " bytes expected, "
                            + now.size()
                            + " found");
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
