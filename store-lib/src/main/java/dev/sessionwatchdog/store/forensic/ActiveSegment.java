package dev.sessionwatchdog.store.forensic;

import dev.sessionwatchdog.store.root.AppendFile;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.time.Moment;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/// The file that lines are appended to.
final class ActiveSegment implements Closeable {

    /// Where a segment begins.
    ///
    /// @param sequence of its first line
    /// @param wall when that was written
    record Beginning(long sequence, Instant wall) {}

    private final Directory directory;
    private final AppendFile file;
    private final Facts identity;
    private Optional<Beginning> beginning = Optional.empty();
    private long size;

    private ActiveSegment(Directory directory, AppendFile file, Facts identity, long size) {
        this.directory = directory;
        this.file = file;
        this.identity = identity;
        this.size = size;
    }

    /// Opens it, making it durably if there is none.
    static ActiveSegment open(Directory directory) throws IOException {
        AppendFile file = directory.append(LogFiles.ACTIVE);
        try {
            directory.sync();
            Facts facts = directory.look(LogFiles.ACTIVE).orElseThrow(ActiveSegment::gone);
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

    void append(long sequence, Moment moment, byte[] line) throws IOException {
        file.append(ByteBuffer.wrap(line));
        size += line.length;
        if (beginning.isEmpty()) {
            beginning = Optional.of(new Beginning(sequence, moment.wall()));
        }
    }

    boolean isFull(Rotation rotation, Moment now, int more) {
        return beginning
                .filter(first ->
                        size + more > rotation.bytes()
                                || !first.wall().plus(rotation.every()).isAfter(now.wall()))
                .isPresent();
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
