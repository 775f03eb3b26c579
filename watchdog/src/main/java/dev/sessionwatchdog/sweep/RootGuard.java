package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.action.QuarantineActs;
import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.decision.Permission;
import dev.sessionwatchdog.observation.Pressure;
import dev.sessionwatchdog.observation.ProcessTable;
import dev.sessionwatchdog.quarantine.QuarantineDirectory;
import dev.sessionwatchdog.store.forensic.ForensicLog;
import dev.sessionwatchdog.store.migration.MigrationProgress;
import dev.sessionwatchdog.store.root.KernelLock;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.root.Space;
import dev.sessionwatchdog.store.time.Moment;
import dev.sessionwatchdog.store.time.Time;
import java.io.Closeable;
import java.io.IOException;
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
    private final Restraint restraint;
    private final ForensicLog log;
    private final SweepScope scope;
    private final Sweep sweep;
    private final QuarantineActs quarantineActs;
    private final RequestDesk desk;
    private final PauseDesk pause;
    private final ReportedProgress progress;

    private RootGuard(
            Root root,
            Optional<KernelLock> lock,
            Restraint restraint,
            ForensicLog log,
            SweepScope scope,
            QuarantineActs quarantineActs,
            RequestDesk desk,
            PauseDesk pause,
            ReportedProgress progress) {
        this.root = root;
        this.lock = lock;
        this.restraint = restraint;
        this.log = log;
        this.scope = scope;
        this.sweep = scope.sweep();
        this.quarantineActs = quarantineActs;
        this.desk = desk;
        this.pause = pause;
        this.progress = progress;
    }

    /// Takes the root, and concludes what an earlier watchdog left open. The guard owns the root
    /// from here on, whether or not this succeeds.
    ///
    /// @param carrier the program that carries the root's files to other machines, if one does
    /// @throws OwnedByAnotherException if another process guards it
    public static RootGuard take(
            Root root,
            Config config,
            Config.RootConfig rootConfig,
            Time time,
            ProcessTable processes,
            Pressure pressure,
            ForensicLog log,
            RandomGenerator random,
            BooleanSupplier stopping,
            Optional<String> carrier)
            throws IOException {
        KernelLock lock;
        try {
            lock = RootLock.take(root);
        } catch (IOException failure) {
            root.close();
            throw failure;
        }
        try {
            Restraint restraint = Restraint.of(root, lock, carrier, log);
            SweepParts parts =
                    SweepParts.of(
                            root,
                            config,
                            rootConfig,
                            time,
                            processes,
                            pressure,
                            log,
                            random,
                            stopping);
            PauseDesk pause = new PauseDesk(root, time, log);
            LegacyRecovery legacy =
                    new LegacyRecovery(
                            parts.legacy(),
                            restraint.permitted(pause.permitted(permission(config))));
            new Reconciler(root, log, quarantine(root, config), legacy).conclude();
            return guard(root, Optional.of(lock), restraint, config, rootConfig, log, parts, pause);
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
                        time,
                        processes,
                        Pressure.unknown(),
                        log,
                        random,
                        () -> true);
        PauseDesk pause = new PauseDesk(root, time, log);
        return guard(root, Optional.empty(), Restraint.NONE, config, rootConfig, log, parts, pause);
    }

    private static RootGuard guard(
            Root root,
            Optional<KernelLock> lock,
            Restraint restraint,
            Config config,
            Config.RootConfig rootConfig,
            ForensicLog log,
            SweepParts parts,
            PauseDesk pause) {
        SweepScope scope = new SweepScope(parts);
        Sweep sweep = scope.sweep();
        QuarantineActs acts =
                new QuarantineActs(
                        root, log, quarantine(root, config), parts.pace(), sweep::watchedBreaks);
        LookingDesk looking = new LookingDesk(parts, sweep, rootConfig.stores());
        MigrationDesk migrations = new MigrationDesk(parts, sweep);
        return new RootGuard(
                root,
                lock,
                restraint,
                log,
                scope,
                acts,
                new RequestDesk(root, acts, looking, migrations),
                pause,
                parts.legacy().progress());
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

    private Permission permitted(Permission asked) throws IOException {
        return restraint.permitted(pause.permitted(asked));
    }

    /// Sweeps the whole root.
    ///
    /// @throws OwnedByAnotherException if our lock was deleted by hand: from then on another
    ///   watchdog may be at work here
    public SweepRecord sweep(Permission permission) throws IOException, InterruptedException {
        requireOurLock();
        return scope.everything(permitted(permission));
    }

    /// Sweeps the whole root, without listing again what cannot have changed.
    ///
    /// @throws OwnedByAnotherException as [#sweep]
    public SweepRecord pass(Permission permission) throws IOException, InterruptedException {
        requireOurLock();
        return scope.changed(permitted(permission));
    }

    /// Looks at some stores only, because something changed there.
    ///
    /// @throws OwnedByAnotherException as [#sweep]
    public SweepRecord look(Set<Place> stores, Permission permission)
            throws IOException, InterruptedException {
        requireOurLock();
        return sweep.run(stores, permitted(permission));
    }

    /// Looks at the locks that want it now, and breaks what is to be broken.
    ///
    /// @throws OwnedByAnotherException as [#sweep]
    public void watchLocks(Permission permission) throws IOException, InterruptedException {
        requireOurLock();
        sweep.watchLocks(permitted(permission));
    }

    /// Looks at the leases that want it now, and breaks what has lapsed.
    ///
    /// @throws OwnedByAnotherException as [#sweep]
    public void watchLeases(Permission permission) throws IOException {
        requireOurLock();
        sweep.watchLeases(permitted(permission));
    }

    private void requireOurLock() throws IOException {
        if (lock.isPresent() && root.isReplaced()) {
            throw RootReplacedException.told(root, log);
        }
        // Where a name does not tell which file it stands for, nothing is acted on either.
        if (lock.isPresent() && restraint.steadyIdentity() && !lock.get().stillNamed()) {
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
        desk.answerAll(() -> sweep(permission), permitted(permission));
    }

    /// Carries out one request of our own process, as if a verb had left it.
    public Reply answer(JsonNode request, Permission permission)
            throws IOException, InterruptedException {
        requireOurLock();
        return desk.carryOut(request, () -> sweep(permission), permitted(permission));
    }

    /// Makes the place where requests are left, so that it can be watched.
    public void openRequestDesk() throws IOException {
        desk.open();
    }

    /// Deletes for good what was in quarantine long enough; nothing in a pause, or while the wall
    /// clock cannot be trusted after a boot, a resume or a step.
    ///
    /// @throws OwnedByAnotherException as [#sweep]
    void purgeWhatIsDue(Config.Quarantine settings, Moment now)
            throws IOException, InterruptedException {
        requireOurLock();
        boolean permitted = permitted(new Permission.Granted()) instanceof Permission.Granted;
        if (permitted && sweep.stillSettling().isZero()) {
            quarantineActs.purgeWhatIsDue(settings, now, PURGES);
        }
    }

    /// Whether less of the disk is free than this; what cannot be asked is no pressure.
    boolean isDiskUnderPressure(int percent) {
        try {
            Space space = root.space();
            return (double) space.freeBytes() * 100 < (double) space.totalBytes() * percent;
        } catch (IOException unknown) {
            return false;
        }
    }

    /// Events that something still refers to: what is in quarantine, and broken locks of which it
    /// is not known yet whether that helped.
    Set<String> neededEvents() throws IOException {
        Set<String> needed = new HashSet<>(quarantineActs.events());
        needed.addAll(sweep.watchedBreaks());
        return needed;
    }

    /// Goes on waiting for the end of what an earlier watchdog told of this root, and says it when
    /// it comes.
    void carry(Carried trouble) {
        Place place = Reconciler.place(root, trouble.path());
        if (trouble.action().equals(Carried.BLIND) || !place.isTop()) {
            sweep.carry(trouble, place);
        }
    }

    /// The pause that this root is in, as of the last look.
    Optional<Pause> paused() {
        return pause.running();
    }

    /// Lets a request for another reading of the configuration do that, from now on.
    void reloadBy(RequestedReload reload) {
        desk.reloadBy(reload);
    }

    /// Tells somebody how far migrations are, from now on.
    public void reportTo(MigrationProgress listener) {
        progress.reportTo(listener);
    }

    /// The next pass lists everything.
    void listEverything() {
        scope.listEverything();
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
        scope.close();
        if (lock.isPresent()) {
            lock.get().close();
        }
        root.close();
    }
}
