package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.forensic.Phase;
import dev.sessionwatchdog.store.key.Layout;
import dev.sessionwatchdog.store.lease.LeaseSettings;
import dev.sessionwatchdog.store.lease.Leases;
import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.time.SystemTime;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;

/// Brings whatever is in `<directory>/sessions` into the form of a directory, or back, and says how
/// it went and what memory it took. Everything that was interrupted is concluded before.
final class MigrationProgram {

    private MigrationProgram() {}

    static void main(String... arguments) throws Exception {
        boolean back = arguments.length > 1 && arguments[1].equals("back");
        SystemTime time = new SystemTime();
        MigrationSeams seams =
                new MigrationSeams(
                        event -> event.phase() == Phase.INTENT ? "intent" : "outcome",
                        MigrationGuard.none(),
                        (root, store) ->
                                Leases.at(root, store, time, LeaseSettings.DEFAULT, _ -> "event"),
                        time,
                        new SecureRandom());
        MigrationSettings settings =
                new MigrationSettings(
                        Layout.ENTRIES_ENCODED, 4L << 30, 200_000, 16 << 20, false, false);
        try (Root root = LocalRoot.open(Path.of(arguments[0]), LocalRoot.Natives.AUTO)) {
            StoreMigration migration =
                    new StoreMigration(
                            root,
                            Place.of("sessions"),
                            StoreNames.DEFAULT,
                            Place.of(".session-watchdog"),
                            settings,
                            seams);
            MigrationOutcome recovered = migration.recover(List.of(), MigrationProgress.none());
            MigrationOutcome outcome =
                    back
                            ? migration.rollback(MigrationProgress.none())
                            : migration.run(MigrationProgress.none());
            System.out.printf("%s; %s%n%s%n", recovered.words(), outcome.words(), memory());
        }
    }

    private static String memory() throws Exception {
        long heap =
                ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getType() == MemoryType.HEAP)
                        .map(MemoryPoolMXBean::getPeakUsage)
                        .mapToLong(usage -> usage.getUsed())
                        .sum();
        String peak =
                Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith("VmHWM"))
                        .findFirst()
                        .orElse("VmHWM: unknown");
        return "heap at its peak "
                + (heap >> 20)
                + " MiB of "
                + (Runtime.getRuntime().maxMemory() >> 20)
                + ", "
                + peak.replaceAll("\\s+", " ");
    }
}
