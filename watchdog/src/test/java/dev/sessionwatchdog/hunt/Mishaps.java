package dev.sessionwatchdog.hunt;

import dev.sessionwatchdog.hunt.TrueProcess.State;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/// What happens to the machine and to the gateways, at random.
final class Mishaps {

    private final Scene scene;
    private final Owners owners;
    private final Races races;
    private final Watching watching;
    private final Random random;
    private final Lie lie;

    Mishaps(Scene scene, Owners owners, Races races, Watching watching, Random random, Lie lie) {
        this.scene = scene;
        this.owners = owners;
        this.races = races;
        this.watching = watching;
        this.random = random;
        this.lie = lie;
    }

    /// What the daemon itself has to go through.
    enum Blow {
        NONE,
        STALLED,
        STOPPED,
        KILLED,
        POWER_LOST
    }

    /// Perhaps something happens.
    Blow happen() {
        int dice = random.nextInt(1_000);
        if (dice < 5) {
            suspend();
        } else if (dice < 8) {
            setClock();
        } else if (dice < 12) {
            blindFor(owners.between(TrueTime.seconds(10), TrueTime.minutes(15)));
        } else if (dice < 16) {
            readsFailFor(owners.between(TrueTime.seconds(10), TrueTime.minutes(5)));
        } else if (dice < 24) {
            gateways();
        } else if (dice < 27) {
            races.dieAfter(1 + random.nextInt(200));
        } else if (dice < 32) {
            return Blow.STALLED;
        } else if (dice < 34) {
            return Blow.STOPPED;
        } else if (dice < 36) {
            return Blow.KILLED;
        } else if (dice < 37) {
            return Blow.POWER_LOST;
        }
        return Blow.NONE;
    }

    private void suspend() {
        Duration slept =
                Duration.ofNanos(owners.between(TrueTime.seconds(2), TrueTime.minutes(720)));
        scene.trace.add("the machine sleeps for", slept);
        scene.tally.count("machine slept");
        scene.world.time().sleepMachine(slept);
        watching.resumed();
    }

    private void setClock() {
        SimulatedTime time = scene.world.time();
        long most =
                switch (random.nextInt(4)) {
                    case 0 -> TrueTime.seconds(60);
                    case 1 -> TrueTime.minutes(60);
                    case 2 -> TrueTime.minutes(60 * 24);
                    default -> TrueTime.minutes(60 * 24 * 3_650);
                };
        long by = owners.between(TrueTime.seconds(3), most) * (random.nextBoolean() ? 1 : -1);
        scene.trace.add("the clock is set by", Duration.ofNanos(by));
        scene.tally.count("clock set");
        time.stepWall(Duration.ofNanos(by));
        if (lie != Lie.CLOCK_TRUSTED) {
            time.synchronised(false);
        }
        watching.clockTrusted = false;
        watching.resumed();
        for (TrueLock lock : scene.locks()) {
            lock.clockSet = true;
            lock.clockSetBack |= by < 0;
        }
    }

    private void blindFor(long nanos) {
        scene.trace.add("processes are hidden");
        scene.tally.count("processes hidden");
        scene.processes.blind(true);
        scene.world
                .time()
                .at(
                        Duration.ofNanos(nanos),
                        () -> {
                            scene.trace.add("processes are visible");
                            scene.processes.blind(false);
                            watching.troubled();
                        });
    }

    private void readsFailFor(long nanos) {
        scene.trace.add("reads fail");
        scene.tally.count("reads failed");
        races.readsFail(true);
        scene.world.time().at(Duration.ofNanos(nanos), () -> races.readsFail(false));
    }

    private void gateways() {
        List<TrueProcess> running = scene.processes.gateways();
        if (running.isEmpty() || (running.size() < 2 && random.nextInt(4) == 0)) {
            scene.tally.count("gateway started");
            startGateway();
        } else {
            TrueProcess gateway = running.get(random.nextInt(running.size()));
            scene.tally.count("gateway ended");
            if (random.nextBoolean()) {
                for (TrueLock lock : List.copyOf(scene.locks())) {
                    if (lock.owner == gateway && lock.open) {
                        scene.release(lock);
                    }
                }
            }
            scene.end(gateway, State.GONE);
        }
    }

    void startGateway() {
        scene.trace.add(scene.processes.start(0, true));
    }

    /// How long something takes that the daemon cannot help.
    long duration() {
        return random.nextInt(3) == 0
                ? owners.between(TrueTime.seconds(1), TrueTime.minutes(40))
                : owners.between(TrueTime.seconds(1), TrueTime.minutes(3));
    }

    /// Every process ends, the clocks start anew; called when the disk has lost what it had to.
    void rebooted() {
        for (TrueLock lock : scene.locks()) {
            if (lock.owner.lives()) {
                scene.processes.set(lock.owner, State.GONE);
            }
        }
        scene.processes.reboot();
        scene.processes.blind(false);
        races.readsFail(false);
        races.survive();
        scene.takeStock();
        if (random.nextBoolean()) {
            startGateway();
        }
    }
}
