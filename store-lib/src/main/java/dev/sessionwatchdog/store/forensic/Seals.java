package dev.sessionwatchdog.store.forensic;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.NoSpaceException;
import java.io.IOException;
import java.util.Optional;

/// The seals of a log that is being written.
final class Seals {

    private final Directory directory;
    private Seal.Link newest;

    /// Whether a finished segment may be without its seal.
    private boolean lag = true;

    Seals(Directory directory, Seal.Link newest) {
        this.directory = directory;
        this.newest = newest;
    }

    Seal.Link newest() {
        return newest;
    }

    /// Seals a segment that was finished just now.
    ///
    /// @param counted what was written into it: that need not be read again
    void finished(Optional<SegmentSum.Counting> counted) throws IOException {
        try {
            newest =
                    counted.isPresent() && !lag
                            ? Sealing.seal(directory, counted.get(), newest)
                            : Sealing.catchUp(directory);
            lag = false;
        } catch (NoSpaceException full) {
            // The next rotation or the next start makes it good.
            lag = true;
        }
    }
}
