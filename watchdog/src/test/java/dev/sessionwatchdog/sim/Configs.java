package dev.sessionwatchdog.sim;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.config.ConfigSource;
import dev.sessionwatchdog.config.Overrides;
import dev.sessionwatchdog.config.Reading;
import dev.sessionwatchdog.config.Surroundings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Configurations for tests: what the loader says where there is no file.
public final class Configs {

    private static final Config DEFAULTS = load(Optional.empty());

    private Configs() {}

    public static Config defaults() {
        return DEFAULTS;
    }

    public static Config observing() {
        return load(Optional.of(Config.Mode.OBSERVE));
    }

    /// Only alerts about locks, whoever owns them.
    public static Config reportingLocks() {
        return withLockOwners(defaults(), Config.OwnerAction.REPORT, Config.OwnerAction.REPORT);
    }

    /// Another `locks.heartbeat.undeclared_term`.
    public static Config withUndeclaredTerm(Duration term) {
        Config.Heartbeat beat = defaults().locks().heartbeat();
        return with(
                defaults(),
                new Config.Heartbeat(beat.tolerance(), beat.minBeatsSeen(), term),
                defaults().locks().owner());
    }

    /// The same, with another policy about the owners of locks.
    public static Config withLockOwners(
            Config config, Config.OwnerAction dead, Config.OwnerAction live) {
        Config.Owner owner = config.locks().owner();
        return with(
                config,
                config.locks().heartbeat(),
                new Config.Owner(dead, live, owner.paused(), owner.recoveryWait()));
    }

    /// The same, with what its first root's gateway is said to read.
    public static Config withReads(Config plain, Config.GatewayReads reads) {
        Config.RootConfig root = plain.roots().getFirst();
        return with(
                plain,
                List.of(new Config.RootConfig(root.path(), root.stores(), reads)),
                plain.migrate());
    }

    /// The same, with other settings of the rule `store.legacy`.
    public static Config withMigrate(Config plain, Config.Migrate migrate) {
        return with(plain, plain.roots(), migrate);
    }

    private static Config with(
            Config plain, List<Config.RootConfig> roots, Config.Migrate migrate) {
        return new Config(
                plain.mode(),
                plain.drill(),
                roots,
                plain.watch(),
                plain.tmp(),
                plain.locks(),
                plain.leases(),
                migrate,
                plain.quarantine(),
                plain.events(),
                plain.metrics(),
                plain.notification(),
                plain.limits());
    }

    /// The same, with other settings of the rule `lease.lapsed`.
    public static Config withLeases(Config plain, Config.Leases leases) {
        return with(plain, plain.locks(), leases);
    }

    private static Config with(Config plain, Config.Heartbeat heartbeat, Config.Owner owner) {
        Config.Locks locks = plain.locks();
        Config.Locks changed =
                new Config.Locks(
                        locks.enabled(),
                        locks.confirm(),
                        locks.confirmGap(),
                        locks.unreadableGrace(),
                        locks.declaredGrace(),
                        locks.undeclaredMaxAge(),
                        heartbeat,
                        owner,
                        locks.suspendGuard(),
                        locks.maxPerSweep(),
                        locks.maxPerHour());
        return with(plain, changed, plain.leases());
    }

    /// The same, with other settings of the quarantine.
    public static Config withQuarantine(Config plain, Config.Quarantine quarantine) {
        return with(plain, plain.locks(), plain.leases(), quarantine, plain.events());
    }

    /// The same, with other `events.keep`.
    public static Config withKeptEvents(Config plain, Duration age, long bytes) {
        Config.Events events = plain.events();
        return with(
                plain,
                plain.locks(),
                plain.leases(),
                plain.quarantine(),
                new Config.Events(
                        events.dir(),
                        events.rotateBytes(),
                        events.rotateEvery(),
                        age,
                        bytes,
                        events.journal(),
                        events.hashMaxBytes(),
                        events.hashSessionKeys(),
                        events.redactArgs()));
    }

    /// The same, with `events.privacy.session_keys`.
    public static Config withHashedKeys(Config plain, boolean hashed) {
        Config.Events events = plain.events();
        return with(
                plain,
                plain.locks(),
                plain.leases(),
                plain.quarantine(),
                new Config.Events(
                        events.dir(),
                        events.rotateBytes(),
                        events.rotateEvery(),
                        events.keepAge(),
                        events.keepBytes(),
                        events.journal(),
                        events.hashMaxBytes(),
                        hashed,
                        events.redactArgs()));
    }

    private static Config with(Config plain, Config.Locks locks, Config.Leases leases) {
        return with(plain, locks, leases, plain.quarantine(), plain.events());
    }

    private static Config with(
            Config plain,
            Config.Locks locks,
            Config.Leases leases,
            Config.Quarantine quarantine,
            Config.Events events) {
        return new Config(
                plain.mode(),
                plain.drill(),
                plain.roots(),
                plain.watch(),
                plain.tmp(),
                locks,
                leases,
                plain.migrate(),
                quarantine,
                events,
                plain.metrics(),
                plain.notification(),
                plain.limits());
    }

    private static Config load(Optional<Config.Mode> mode) {
        try (FileSystem empty = Jimfs.newFileSystem(Configuration.unix())) {
            Surroundings surroundings =
                    new Surroundings("u", Set.of("u"), empty.getPath("/home/u"), Map.of());
            Overrides overrides = new Overrides(Overrides.NONE.roots(), mode);
            return switch (new ConfigSource(surroundings, Optional.empty(), overrides).load()) {
                case Reading.Loaded loaded -> loaded.config();
                case Reading.Rejected rejected ->
                        throw new IllegalStateException(rejected.toString());
            };
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
