package dev.sessionwatchdog.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The whole configuration, valid and complete: what the file does not say is at its default.
///
/// Units are those of the types: durations, and sizes in bytes. Names follow
/// `session-watchdog.yaml`.
public record Config(
        Mode mode,
        boolean drill,
        List<RootConfig> roots,
        Watch watch,
        Tmp tmp,
        Locks locks,
        Leases leases,
        Migrate migrate,
        Quarantine quarantine,
        Events events,
        Metrics metrics,
        Notification notification,
        Limits limits) {

    /// The same with other settings of the rule `tmp.orphan`.
    public Config withTmp(Tmp changed) {
        return with(changed, locks, migrate);
    }

    /// The same with only some of the rules enabled that were.
    public Config only(boolean tmpRule, boolean lockRules, boolean migrateRule) {
        return with(
                tmpRule ? tmp : tmp.off(),
                lockRules ? locks : locks.off(),
                migrateRule ? migrate : migrate.off());
    }

    private Config with(Tmp otherTmp, Locks otherLocks, Migrate otherMigrate) {
        return new Config(
                mode,
                drill,
                roots,
                watch,
                otherTmp,
                otherLocks,
                leases,
                otherMigrate,
                quarantine,
                events,
                metrics,
                notification,
                limits);
    }

    public enum Mode {
        OBSERVE,
        ENFORCE
    }

    public enum GatewayReads {
        AUTO,
        SINGLE_FILE,
        DIRECTORY
    }

    /// @param path as written, `~` expanded
    /// @param stores pattern of store directories below the root, `*` standing for one name
    public record RootConfig(String path, String stores, GatewayReads gatewayReads) {}

    public enum WatchBackend {
        AUTO,
        NATIVE,
        POLL
    }

    /// @param sweepJitterPercent 0 to 99
    public record Watch(
            WatchBackend backend, Duration settle, Duration fullSweep, int sweepJitterPercent) {}

    public enum TmpAction {
        AUTO,
        REPORT,
        QUARANTINE,
        DELETE
    }

    public record Tmp(
            boolean enabled,
            Duration olderThan,
            Duration confirmGap,
            TmpAction action,
            int maxPerSweep,
            Rate rate) {

        /// The same with another time between looks.
        public Tmp withConfirmGap(Duration changed) {
            return new Tmp(enabled, olderThan, changed, action, maxPerSweep, rate);
        }

        private Tmp off() {
            return new Tmp(false, olderThan, confirmGap, action, maxPerSweep, rate);
        }
    }

    /// What may be acted on in one second.
    ///
    /// @param backoff whether that is less while others wait for the disk
    public record Rate(int files, long bytes, boolean backoff) {}

    public enum OwnerAction {
        BREAK,
        REPORT
    }

    public enum PausedOwner {
        WAIT,
        BREAK
    }

    public record Locks(
            boolean enabled,
            int confirm,
            Duration confirmGap,
            Duration unreadableGrace,
            Duration declaredGrace,
            Duration undeclaredMaxAge,
            Heartbeat heartbeat,
            Owner owner,
            Duration suspendGuard,
            int maxPerSweep,
            int maxPerHour) {

        private Locks off() {
            return new Locks(
                    false,
                    confirm,
                    confirmGap,
                    unreadableGrace,
                    declaredGrace,
                    undeclaredMaxAge,
                    heartbeat,
                    owner,
                    suspendGuard,
                    maxPerSweep,
                    maxPerHour);
        }
    }

    public record Heartbeat(double tolerance, int minBeatsSeen, Duration undeclaredTerm) {}

    public record Owner(
            OwnerAction dead, OwnerAction live, PausedOwner paused, Duration recoveryWait) {}

    public record Leases(boolean enabled, double tolerance, int minSamples, PausedOwner paused) {}

    public enum Layout {
        ENTRIES_ENCODED,
        ENTRIES_EXACT
    }

    public record Migrate(boolean enabled, Layout layout, Duration keepBackup, long maxStoreSize) {

        private Migrate off() {
            return new Migrate(false, layout, keepBackup, maxStoreSize);
        }
    }

    public record Quarantine(
            String dir, Duration keep, long maxSize, Duration keepMin, DiskPressure diskPressure) {}

    public record DiskPressure(int freeBelowPercent, Duration keepMin) {}

    public enum Journal {
        AUTO,
        ON,
        OFF
    }

    /// @param dir empty for `auto`
    /// @param hashMaxBytes a file up to this size is hashed whole, a larger one by head and tail
    public record Events(
            Optional<String> dir,
            long rotateBytes,
            Duration rotateEvery,
            Duration keepAge,
            long keepBytes,
            Journal journal,
            long hashMaxBytes,
            boolean hashSessionKeys,
            List<String> redactArgs) {}

    /// Empty stands for `off`.
    public record Metrics(Optional<String> textfile, Optional<String> listen) {}

    public enum Severity {
        INFO,
        WARN,
        ERROR
    }

    public record Notification(Severity minSeverity, int burst, Duration per, List<String> exec) {}

    public record Limits(long readFile, long index, int eventsPerSecond) {}
}
