package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.action.LeaseBreakEvents;
import dev.sessionwatchdog.action.LeaseRecorder;
import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.decision.LeasePolicy;
import dev.sessionwatchdog.decision.Permission;
import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.observation.StoreObservation;
import dev.sessionwatchdog.store.forensic.ForensicLog;
import dev.sessionwatchdog.store.forensic.LogFailedException;
import dev.sessionwatchdog.store.lease.BreakOutcome;
import dev.sessionwatchdog.store.lease.LeaseOverseer;
import dev.sessionwatchdog.store.lease.LeaseOverseer.Due;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.time.Time;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The leases of every store of one root (rule `lease.lapsed`). Sweeps find out which are held;
/// between sweeps those are watched, as often as they beat.
final class StoreLeases {

    private static final Logger LOG = LoggerFactory.getLogger(StoreLeases.class);
    private static final Name ENTRIES = new Name("sessions.d");

    /// What is left is due again at its next look, so that locks and temps are not kept waiting. No
    /// budget of an hour: a fenced break harms nobody.
    static final int MOST_BREAKS = 20;

    private final Root root;
    private final Config.Leases settings;
    private final Time time;
    private final ForensicLog log;
    private final RandomGenerator random;
    private final BooleanSupplier stopping;
    private final Told told = new Told();
    private final Map<Place, Overseen> stores = new LinkedHashMap<>();

    /// @param stopping asked before each break; what is left then is not touched
    StoreLeases(
            Root root,
            Config.Leases settings,
            Time time,
            ForensicLog log,
            RandomGenerator random,
            BooleanSupplier stopping) {
        this.root = root;
        this.settings = settings;
        this.time = time;
        this.log = log;
        this.random = random;
        this.stopping = stopping;
    }

    private record Overseen(LeaseOverseer overseer, LeaseRecorder recorder) {}

    /// Finds out which leases are held in these stores.
    ///
    /// @param all whether there are no other stores
    void survey(List<StoreObservation> seen, boolean all, Permission permission)
            throws IOException {
        if (!settings.enabled()) {
            return;
        }
        for (StoreObservation store : seen) {
            if (mayHaveLeases(store.era())) {
                survey(store.store(), permission);
            } else {
                stores.remove(store.store());
            }
        }
        if (all) {
            Set<Place> there =
                    seen.stream().map(StoreObservation::store).collect(Collectors.toSet());
            stores.keySet().retainAll(there);
        }
    }

    /// Leases are ours whoever reads the entries; only what belongs to a database is not touched.
    private static boolean mayHaveLeases(Era era) {
        return switch (era) {
            case DIRECTORY, MIXED, UNKNOWN -> true;
            case SINGLE_FILE, SQLITE, UPGRADING -> false;
        };
    }

    private void survey(Place store, Permission permission) throws IOException {
        Overseen overseen = stores.computeIfAbsent(store, this::oversee);
        try {
            overseen.overseer.survey();
            if (permission instanceof Permission.Granted) {
                overseen.overseer.dropRecordsOfTheGone();
            }
        } catch (LogFailedException fatal) {
            throw fatal;
        } catch (IOException outOfReach) {
            LOG.warn("leases of {} cannot be looked at", store, outOfReach);
        }
    }

    private Overseen oversee(Place parent) {
        LeaseRecorder recorder = new LeaseRecorder(log, root, parent);
        LeaseOverseer overseer =
                new LeaseOverseer(
                        root,
                        parent.child(ENTRIES),
                        time,
                        LeasePolicy.lapse(settings),
                        recorder,
                        random);
        return new Overseen(overseer, recorder);
    }

    /// Looks at the leases that want it now, and breaks what has lapsed, so many at most.
    ///
    /// @param sweep what this looking is called in the log
    void look(Permission permission, String sweep) throws IOException {
        LeasePolicy policy = new LeasePolicy(settings, permission);
        int left = MOST_BREAKS;
        for (Map.Entry<Place, Overseen> each : stores.entrySet()) {
            each.getValue().recorder.inSweep(sweep);
            try {
                for (Due due : each.getValue().overseer.look()) {
                    if (left == 0 || stopping.getAsBoolean()) {
                        break;
                    }
                    left -= take(each.getKey(), each.getValue().overseer, due, policy, sweep);
                }
            } catch (LogFailedException fatal) {
                throw fatal;
            } catch (IOException outOfReach) {
                LOG.warn("leases of {} cannot be looked at", each.getKey(), outOfReach);
            }
        }
    }

    /// @return how many were broken or tried to
    private int take(Place store, LeaseOverseer overseer, Due due, LeasePolicy policy, String sweep)
            throws IOException {
        Place lease = store.child(ENTRIES).child(due.lease());
        try {
            Optional<String> objection = policy.objection(due, overseer::fencing);
            if (objection.isPresent()) {
                tell(store, due, objection.get(), sweep);
                return 0;
            }
            BreakOutcome outcome = overseer.carryOut(due);
            LOG.debug("lease {}: {}", lease, outcome);
            told.isOver(lease);
        } catch (LogFailedException fatal) {
            throw fatal;
        } catch (IOException failed) {
            overseer.putOff(due.lease());
            LOG.warn("lease {} could not be broken", lease, failed);
        }
        return 1;
    }

    private void tell(Place store, Due due, String objection, String sweep) throws IOException {
        Place lease = store.child(ENTRIES).child(due.lease());
        if (told.isNew(lease, generation(due) + ": " + objection)) {
            log.append(LeaseBreakEvents.kept(due, objection, root, store.child(ENTRIES), sweep));
            log.commit();
        }
    }

    /// Another holder's is another lease to tell of.
    private static long generation(Due due) {
        return switch (due) {
            case Due.Break lapsed -> lapsed.standing().sighting().token().generation();
            case Due.Finish half -> half.token().generation();
        };
    }

    /// When the next look is wanted; empty when nothing is held.
    Optional<Duration> next() {
        return stores.values().stream()
                .flatMap(each -> each.overseer.next().stream())
                .min(Duration::compareTo);
    }
}
