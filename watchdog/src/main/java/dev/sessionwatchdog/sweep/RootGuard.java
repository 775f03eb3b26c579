package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.action.QuarantineActs;
import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.decision.Permission;
import dev.sessionwatchdog.observation.Attention;
import dev.sessionwatchdog.observation.ProcessTable;
import dev.sessionwatchdog.quarantine.QuarantineDirectory;
import dev.sessionwatchdog.store.forensic.ForensicLog;
import dev.sessionwatchdog.store.migration.MigrationProgress;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.KernelLock;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.root.Space;
import dev.sessionwatchdog.store.time.Moment;
import dev.sessionwatchdog.store.time.Time;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;

/// One root that is ours to guard, for as long as this is open: nobody else's watchdog acts in it.
public final class RootGuard implements Closeable {

    /// Purges of one look at most; each is an intent and a few syncs.
    private static final int PURGES = 200;

    private final Root root;
    private final Optional<KernelLock> lock;
    private final Sweep sweep;
    private final QuarantineActs quarantineActs;
    private final RequestDesk desk;
    private final ReportedProgress progress;

    private RootGuard(
            Root root,
            Optional<KernelLock> lock,
            Sweep sweep,
            QuarantineActs quarantineActs,
            RequestDesk desk,
            ReportedProgress progress) {
        this.root = root;
        this.lock = lock;
        this.sweep = sweep;
        this.quarantineActs = quarantineActs;
        this.desk = desk;
        this.progress = progress;
    }

    /// Takes the root, and concludes what an earlier watchdog left open. The guard owns the root
    /// from here on, whether or not this succeeds.
    ///
    /// @throws OwnedByAnotherException if another process guards it
    public static RootGuard take(
            Root root,
            Config config,
            Config.RootConfig rootConfig,
            Time time,
            ProcessTable processes,
            ForensicLog log,
            RandomGenerator random,
            BooleanSupplier stopping)
            throws IOException {
        KernelLock lock = lock(root);
        try {
            SweepParts parts =
                    SweepParts.of(
                            root,
                            config,
                            rootConfig,
                            settling(config),
                            time,
                            processes,
                            log,
                            random,
                            stopping);
            LegacyRecovery legacy = new LegacyRecovery(parts.legacy(), permission(config));
            new Reconciler(root, log, quarantine(root, config), legacy).conclude();
            return guard(root, Optional.of(lock), config, rootConfig, log, parts);
        } catch (IOException | RuntimeException failure) {
            lock.close();
            root.close();
            throw failure;
        }
    }

    /// Concludes what earlier watchdogs left open in roots that are not guarded now. To be called
    /// when every root is taken, and before the first sweep.
    public static void concludeOthers(ForensicLog log) throws IOException {
        Reconciler.concludeOthers(log);
    }

    /// Opens a root for looking only, beside whoever guards it: whoever asks for a sweep then must
    /// withhold the permission to act.
    public static RootGuard lookOnly(
            Root root,
            Config config,
            Config.RootConfig rootConfig,
            Time time,
            ProcessTable processes,
            ForensicLog log,
            RandomGenerator random) {
        SweepParts parts =
                SweepParts.of(
                        root,
                        config,
                        rootConfig,
                        settling(config),
                        time,
                        processes,
                        log,
                        random,
                        () -> true);
        return guard(root, Optional.empty(), config, rootConfig, log, parts);
    }

    private static RootGuard guard(
            Root root,
            Optional<KernelLock> lock,
            Config config,
            Config.RootConfig rootConfig,
            ForensicLog log,
            SweepParts parts) {
        QuarantineActs acts = new QuarantineActs(root, log, quarantine(root, config));
        Sweep sweep = new Sweep(parts);
        LookingDesk looking = new LookingDesk(parts, sweep, rootConfig.stores());
        MigrationDesk migrations = new MigrationDesk(parts, sweep);
        RequestDesk desk = new RequestDesk(root, acts, looking, migrations);
        return new RootGuard(root, lock, sweep, acts, desk, parts.legacy().progress());
    }

    private static QuarantineDirectory quarantine(Root root, Config config) {
        return new QuarantineDirectory(root, Place.of(config.quarantine().dir()));
    }

    private static Permission permission(Config config) {
        return switch (config.mode()) {
            case ENFORCE -> new Permission.Granted();
            case OBSERVE -> new Permission.Withheld("mode: observe");
        };
    }

    private static Duration settling(Config config) {
        return config.drill() ? Duration.ZERO : Attention.SETTLING;
    }

    private static KernelLock lock(Root root) throws IOException {
        try {
            Optional<KernelLock> lock;
            try (Directory top = root.open(Place.TOP);
                    Directory home = top.openOrMake(ControlFiles.HOME.name())) {
                lock = home.lock(ControlFiles.LOCK);
                if (lock.isPresent()) {
                    home.dropUnfinished(ControlFiles.DAEMON);
                }
            }
            return lock.orElseThrow(() ->
                    new OwnedByAnotherException(
                            "another session-watchdog guards "
                                    + root.path()
                                    + ": see `session-watchdog status`"));
        } catch (IOException failure) {
            root.close();
            throw failure;
        }
    }

    /// Sweeps the whole root.
    ///
    /// @throws OwnedByAnotherException if our lock was deleted by hand: from then on another
    ///   watchdog may be at work here
    public SweepRecord sweep(Permission permission) throws IOException, InterruptedException {
        requireOurLock();
        return sweep.run(pause.permitted(permission));
    }

    /// Looks at some stores only, because something changed there.
    ///
    /// @throws OwnedByAnotherException as [#sweep]
    public SweepRecord look(Set<Place> stores, Permission permission)
            throws IOException, InterruptedException {
        requireOurLock();
        return sweep.run(stores, pause.permitted(permission));
    }

    /// Looks at the locks that want it now, and breaks what is to be broken.
    ///
    /// @throws OwnedByAnotherException as [#sweep]
    public void watchLocks(Permission permission) throws IOException, InterruptedException {
        requireOurLock();
        sweep.watchLocks(pause.permitted(permission));
    }

    /// Looks at the leases that want it now, and breaks what has lapsed.
    ///
    /// @throws OwnedByAnotherException as [#sweep]
    public void watchLeases(Permission permission) throws IOException {
        requireOurLock();
        sweep.watchLeases(pause.permitted(permission));
    }

    private void requireOurLock() throws IOException {
        if (lock.isPresent() && !lock.get().stillNamed()) {
            throw new OwnedByAnotherException(
                    "the lock of "
                            + root.path()
                            + " was deleted or replaced while it was held; nothing more is done"
                            + " here");
        }
    }

    /// Carries out the requests that verbs have left.
    public void answerRequests(Permission permission) throws IOException, InterruptedException {
        requireOurLock();
        desk.answerAll(() -> sweep(permission), pause.permitted(permission));
    }

    /// Carries out one request of our own process, as if a verb had left it.
    public Reply answer(JsonNode request, Permission permission)
            throws IOException, InterruptedException {
        requireOurLock();
        return desk.carryOut(request, () -> sweep(permission), pause.permitted(permission));
    }

    /// Makes the place where requests are left, so that it can be watched.
    public void openRequestDesk() throws IOException {
        desk.open();
    }

    /// Tells somebody how far migrations are, from now on.
    public void reportTo(MigrationProgress listener) {
        progress.reportTo(listener);
    }

    public Sweep sweeping() {
        return sweep;
    }

    public QuarantineActs quarantine() {
        return quarantineActs;
    }

    public Root root() {
        return root;
    }

    @Override
    public void close() throws IOException {
        if (lock.isPresent()) {
            lock.get().close();
        }
        root.close();
    }
}
