package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.action.Allowance;
import dev.sessionwatchdog.observation.StoreObservation;
import dev.sessionwatchdog.store.forensic.LogFailedException;
import dev.sessionwatchdog.store.migration.Backup;
import dev.sessionwatchdog.store.migration.MigrationGuard;
import dev.sessionwatchdog.store.migration.MigrationRemains;
import dev.sessionwatchdog.store.migration.StoreMigration;
import dev.sessionwatchdog.store.migration.StoreNames;
import dev.sessionwatchdog.store.root.Place;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes what migrations retired, when `migrate.keep_backup` is over: only what a sealed record
/// names. The wall clock alone decides nothing: a backup must have been seen as expired for a while
/// of our own watching, in which no clock was set.
final class ExpiredBackups {

    private static final Logger LOG = LoggerFactory.getLogger(ExpiredBackups.class);

    /// How often is looked.
    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(30);

    /// For how long it has to have been seen as expired.
    private static final Duration CONFIRM = Duration.ofHours(1);

    /// At one look.
    private static final int MOST = 200;

    private final LegacyParts parts;
    private final Map<Place, Since> expired = new HashMap<>();

    /// The last look, unless it left something for the next sweep.
    private Optional<Duration> lastLook = Optional.empty();

    /// @param epoch of the attention
    private record Since(long epoch, Duration attended) {}

    ExpiredBackups(LegacyParts parts) {
        this.parts = parts;
    }

    /// Looks at what these stores have, and removes what is over.
    ///
    /// @return how many were removed
    int remove(List<StoreObservation> stores, String sweep)
            throws IOException, InterruptedException {
        Duration now = parts.attention().attended();
        if (lastLook.isPresent() && now.minus(lastLook.get()).compareTo(BETWEEN_LOOKS) < 0) {
            return 0;
        }
        lastLook = Optional.of(now);
        MigrationRemains remains = MigrationRemains.of(parts.root(), ControlFiles.HOME);
        int removed = 0;
        Set<Place> seen = new HashSet<>();
        Allowance allowance = parts.pace().allowance(MOST);
        for (StoreObservation store : stores) {
            Set<String> ids = remains.shelved(store.store(), StoreNames.DEFAULT);
            if (ids.isEmpty()) {
                continue;
            }
            try {
                removed += remove(store.store(), ids, seen, allowance, sweep);
            } catch (LogFailedException fatal) {
                throw fatal;
            } catch (IOException outOfReach) {
                LOG.warn("backups of {} cannot be looked at", store.store(), outOfReach);
            }
        }
        expired.keySet().retainAll(seen);
        return removed;
    }

    private int remove(
            Place store, Set<String> ids, Set<Place> seen, Allowance allowance, String sweep)
            throws IOException, InterruptedException {
        StoreMigration migration =
                parts.migrations()
                        .of(
                                store,
                                parts.migrations().layout(),
                                MigrationGuard.none(),
                                parts.migrations().recorder(store, List.of(), sweep),
                                sweep);
        int removed = 0;
        for (Backup backup : migration.backups(ids)) {
            if (!isOver(backup)) {
                continue;
            }
            seen.add(backup.place());
            if (!isConfirmed(backup)) {
                continue;
            }
            if (allowance.isSpent()) {
                lastLook = Optional.empty();
            } else if (parts.pace().spend(backup.bytes())) {
                allowance.take(backup.bytes());
                Optional<String> objection = migration.removeBackup(backup);
                if (objection.isEmpty()) {
                    removed++;
                } else {
                    LOG.warn("backup {} stays: {}", backup.place(), objection.get());
                }
            }
        }
        return removed;
    }

    private boolean isOver(Backup backup) {
        Instant now = parts.time().moment().wall();
        return Duration.between(backup.created(), now).compareTo(parts.settings().keepBackup()) > 0;
    }

    private boolean isConfirmed(Backup backup) {
        long epoch = parts.attention().epoch();
        Duration attended = parts.attention().attended();
        Since since = expired.get(backup.place());
        if (since == null || since.epoch != epoch) {
            expired.put(backup.place(), new Since(epoch, attended));
            return false;
        }
        return attended.minus(since.attended).compareTo(CONFIRM) >= 0;
    }
}
