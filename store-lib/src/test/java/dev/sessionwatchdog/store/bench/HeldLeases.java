package dev.sessionwatchdog.store.bench;

import dev.sessionwatchdog.store.lease.Claim;
import dev.sessionwatchdog.store.lease.Lease;
import dev.sessionwatchdog.store.lease.LeaseSettings;
import dev.sessionwatchdog.store.lease.LeaseTerms;
import dev.sessionwatchdog.store.lease.Leases;
import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.time.Moment;
import dev.sessionwatchdog.store.time.SystemTime;
import dev.sessionwatchdog.store.time.Time;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Holds leases and renews them, round after round, without waiting for the time in between.
final class HeldLeases {

    private static final int ROUNDS = 10;

    private HeldLeases() {}

    /// @param microseconds on a core for one beat
    record Cost(double microseconds) {}

    /// This machine's clocks, read as always, plus what was skipped.
    private static final class SkippingTime implements Time {

        private final Time real = new SystemTime();
        private Duration skipped = Duration.ZERO;

        @Override
        public Moment moment() {
            Moment now = real.moment();
            long more = skipped.toNanos();
            return new Moment(
                    now.monotonicNanos() + more,
                    now.boottimeNanos() + more,
                    now.wall().plus(skipped),
                    now.bootId());
        }

        @Override
        public boolean synchronised() {
            return false;
        }

        @Override
        public void await(Duration duration) throws InterruptedException {
            real.await(duration);
        }
    }

    static Cost measure(Path directory, int count) throws Exception {
        Files.createDirectories(directory);
        SkippingTime time = new SkippingTime();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        List<Lease> held = new ArrayList<>();
        try (Root root = LocalRoot.open(directory, LocalRoot.Natives.AUTO);
                Leases leases =
                        Leases.unattended(
                                root,
                                Place.of("sessions.d"),
                                time,
                                LeaseSettings.DEFAULT,
                                _ -> "event",
                                new Random(1))) {
            for (int i = 0; i < count; i++) {
                if (leases.claim(new Name("k" + i + ".json")) instanceof Claim.Granted granted) {
                    held.add(granted.lease());
                }
                leases.beatDue();
            }
            long begun = 0;
            for (int round = -1; round < ROUNDS; round++) {
                if (round == 0) {
                    begun = threads.getCurrentThreadCpuTime();
                }
                time.skipped = time.skipped.plus(LeaseTerms.DEFAULT.beat());
                leases.beatDue();
            }
            long used = threads.getCurrentThreadCpuTime() - begun;
            requireAllHeld(held, count);
            for (Lease lease : held) {
                lease.close();
            }
            return new Cost(used / 1e3 / ROUNDS / count);
        }
    }

    private static void requireAllHeld(List<Lease> held, int count) {
        long good = held.stream().filter(lease -> lease.loss().isEmpty()).count();
        if (good != count) {
            throw new IllegalStateException("of " + count + " leases " + good + " are held");
        }
    }
}
