package dev.sessionwatchdog.store.lease;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.time.Time;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Takes every lease of a store away from its owner, and frees none: the store is being taken back
/// (`protocols.md` 7, "Roll-back").
///
/// Whoever held a lease before cannot commit any more. Whoever claims one later has to look, under
/// it, whether the store is still in force; that is the store's rule, not ours.
public final class StoreClosing {

    private static final int MAX_LOOKS = 100;

    private final LeaseObserver observer;
    private final StorePaths store;
    private final BreakRecorder recorder;
    private final Fencing fencing;

    private StoreClosing(StorePaths store, BreakRecorder recorder, Fencing fencing) {
        this.observer = store.observer();
        this.store = store;
        this.recorder = recorder;
        this.fencing = fencing;
    }

    /// Does it; doing it again takes away what was claimed since.
    ///
    /// @param place the store's own directory
    /// @return how many were taken away now
    /// @throws IOException if evidence or disk fail; some may be held still
    public static int close(
            Root root, Place place, Time time, BreakRecorder recorder, RandomGenerator random)
            throws IOException {
        LeasePlaces places = new LeasePlaces(place.name());
        try (Directory parent = root.open(place.parent())) {
            ProcessSurvey processes = new ProcessSurvey(time.moment().bootId());
            LeaseObserver observer = new LeaseObserver(parent, places, processes, root.uid());
            StorePaths store = new StorePaths(places, parent.paths(), observer, time);
            if (!hasLeases(observer, places)) {
                return 0;
            }
            Fencing fencing = new FenceTrial(store, OwnerId.fresh(random)).run();
            return new StoreClosing(store, recorder, fencing).closeAll();
        }
    }

    private static boolean hasLeases(LeaseObserver observer, LeasePlaces places)
            throws IOException {
        try (Directory _ = observer.open(places.leases())) {
            return true;
        } catch (NoSuchFileException none) {
            return false;
        }
    }

    private int closeAll() throws IOException {
        int closed = 0;
        for (Name lease : observer.leasesAfter(Optional.empty(), Integer.MAX_VALUE)) {
            closed += close(lease) ? 1 : 0;
        }
        return closed;
    }

    /// A lease that is just changing hands is looked at again.
    private boolean close(Name lease) throws IOException {
        for (int look = 0; look < MAX_LOOKS; look++) {
            switch (observer.look(lease)) {
                case LeaseLook.Free _, LeaseLook.Absent _, LeaseLook.Broken _ -> {
                    return false;
                }
                case LeaseLook.Unsettled _ -> {}
                case LeaseLook.Held held -> {
                    Standing.Lapsed lapsed =
                            new Standing.Lapsed(
                                    Standing.Ground.REQUESTED,
                                    Standing.Credit.NONE,
                                    held.sighting());
                    BreakOutcome outcome =
                            new LeaseBreak(store, recorder, fencing, lease).close(lapsed);
                    if (outcome instanceof BreakOutcome.Broken) {
                        return true;
                    }
                }
            }
        }
        throw new IOException(
                store.places().lease(lease) + ": changes hands too fast to be closed");
    }
}
