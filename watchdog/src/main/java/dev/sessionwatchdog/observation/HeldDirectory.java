package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.time.Moment;
import dev.sessionwatchdog.store.time.Time;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// The directory of one file after another: neighbours find it open.
///
/// What stands at a place may be replaced while it is open here. That allows nothing that it would
/// not allow between the opening and the act: each file is examined and proven in the directory
/// that it is taken from. So as not to go on in one that was moved away, it is opened anew after
/// [#LONGEST].
public final class HeldDirectory implements Closeable {

    static final Duration LONGEST = Duration.ofMillis(50);

    private record Open(Directory directory, Moment since) {}

    private final Root root;
    private final Time time;
    private Optional<Open> open = Optional.empty();

    public HeldDirectory(Root root, Time time) {
        this.root = root;
        this.time = time;
    }

    /// It is closed here, not by the caller, and is the caller's until the next is asked for.
    ///
    /// @throws java.nio.file.NoSuchFileException if there is none
    /// @throws dev.sessionwatchdog.store.root.RefusedException if what is there is no directory of
    ///   the root
    public Directory at(Place place) throws IOException {
        Moment now = time.moment();
        if (open.filter(it -> isStill(it, place, now)).isEmpty()) {
            close();
            open = Optional.of(new Open(root.open(place), now));
        }
        return open.orElseThrow().directory();
    }

    private static boolean isStill(Open open, Place place, Moment now) {
        return open.directory().place().equals(place)
                && now.since(open.since()).compareTo(LONGEST) < 0;
    }

    @Override
    public void close() throws IOException {
        Optional<Open> last = open;
        open = Optional.empty();
        if (last.isPresent()) {
            last.get().directory().close();
        }
    }
}
