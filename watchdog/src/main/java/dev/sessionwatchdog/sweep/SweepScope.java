package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.decision.Permission;
import dev.sessionwatchdog.observation.Attention;
import dev.sessionwatchdog.observation.Observer;
import dev.sessionwatchdog.observation.Oddity;
import dev.sessionwatchdog.observation.StorePattern;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.time.Moment;
import dev.sessionwatchdog.store.time.Time;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What the next sweep of a root has to take in: every store, those in which something waits or has
/// changed, none, or only what the sweep before had to leave (decision record 0018).
final class SweepScope implements Closeable {

    private static final Comparator<Place> BY_NAME = Comparator.comparing(Place::toString);

    private final Root root;
    private final Time time;
    private final StorePattern pattern;
    private final Attention attention;
    private final Observer observer;
    private final LegacyStores legacy;
    private final QuietStores quiet;
    private final Sweep sweep;
    private Optional<Remainder> remainder = Optional.empty();
    private Optional<SweepRecord> listed = Optional.empty();
    private boolean legacyWasJudged;

    SweepScope(SweepParts parts) {
        this.root = parts.root();
        this.time = parts.time();
        this.pattern = parts.pattern();
        this.attention = parts.attention();
        this.observer = parts.observer();
        this.legacy = new LegacyStores(parts.legacy());
        this.quiet = new QuietStores(root, observer);
        this.sweep = new Sweep(parts, legacy, quiet);
    }

    Sweep sweep() {
        return sweep;
    }

    /// Sweeps every store of the root; its summary is the last line that it writes.
    ///
    /// @throws IOException if the root or the forensic log is out of reach; nothing was begun that
    ///   the log does not know of
    SweepRecord everything(Permission permission) throws IOException, InterruptedException {
        Moment started = time.moment();
        String id = sweep.begin(started);
        Optional<Remainder> rest = remainder;
        remainder = Optional.empty();
        if (rest.isPresent() && rest.get().stands(started, attention.epoch(), observer)) {
            Sweep.Result result = sweep.goOn(rest.get(), permission, started, id);
            remainder = result.remainder();
            return result.record();
        }
        return listAll(permission, started, id);
    }

    private SweepRecord listAll(Permission permission, Moment started, String id)
            throws IOException, InterruptedException {
        quiet.begin();
        // What this look finds out about the reader, it finds out after it looked at stores.
        boolean judgesAll = legacy.judgesAll();
        List<Oddity> oddities = new ArrayList<>();
        List<Place> places =
                pattern.expand(
                        root,
                        oddities,
                        (place, before) -> quiet.passed(place, before, started.wall()));
        boolean sawTheWay = oddities.stream().noneMatch(Oddity::isUnreadable);
        Sweep.Result result = sweep.run(places, oddities, true, permission, started, id);
        remainder = result.remainder();
        SweepRecord record = result.record();
        if (sawTheWay && !record.undecided() && !record.goesOn()) {
            quiet.settle(started, attention.epoch());
            legacyWasJudged = judgesAll;
        }
        listed = Optional.of(record);
        return record;
    }

    /// Sweeps the root as [#everything], but does not list again what cannot have other names than
    /// when it was listed.
    SweepRecord changed(Permission permission) throws IOException, InterruptedException {
        if (remainder.isPresent() || listed.isEmpty()) {
            return everything(permission);
        }
        Moment started = time.moment();
        String id = sweep.begin(started);
        Optional<Set<Place>> stores =
                legacyWasJudged == legacy.judgesAll()
                        ? quiet.toLookAt(started, attention.epoch())
                        : Optional.empty();
        if (stores.isEmpty()) {
            return listAll(permission, started, id);
        }
        SweepRecord whole = listed.get();
        if (stores.get().isEmpty()) {
            SweepRecord same = whole.unchanged(id, time.moment().since(started), sweep.blind());
            sweep.tell(same);
            return same;
        }
        List<Place> places = stores.get().stream().sorted(BY_NAME).toList();
        SweepRecord some =
                sweep.run(places, new ArrayList<>(), false, permission, started, id).record();
        SweepRecord record = whole.with(some, sweep.blind());
        if (record.tally().planned() == 0) {
            sweep.tell(record);
        }
        if (record.undecided() || record.goesOn()) {
            quiet.forget();
        }
        return record;
    }

    /// The next sweep lists everything.
    void listEverything() {
        quiet.forget();
    }

    /// Gives back what is held open between two sweeps.
    @Override
    public void close() {
        quiet.close();
    }
}
