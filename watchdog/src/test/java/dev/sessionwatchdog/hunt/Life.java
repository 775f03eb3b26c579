package dev.sessionwatchdog.hunt;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.sim.Configs;
import dev.sessionwatchdog.sim.World;
import dev.sessionwatchdog.store.sim.SimulatedCrash;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.SplittableRandom;

/// One life of a machine with gateways, their locks and the daemon, from one seed.
public final class Life {

    private static final int MOST_TURNS = 2_000;

    private final long seed;
    private final Lie lie;
    private final Random random;
    private final World world;
    private final TrueTime time;
    private final Trace trace;
    private final Tally tally = new Tally();
    private final Watching watching;
    private final Scene scene;
    private final Owners owners;
    private final Races races;
    private final Mishaps mishaps;
    private final Referee referee;
    private final Deadlines deadlines;
    private final Chronicle chronicle;
    private boolean started;

    public Life(long seed, Lie lie) {
        this.seed = seed;
        this.lie = lie;
        // The first numbers of java.util.Random hardly differ between neighbouring seeds.
        this.random = new Random(new SplittableRandom(seed).nextLong());
        this.world = World.seeded(seed);
        Config.Locks settings = locks();
        world.configured(configured(lie == Lie.ONE_LOOK ? hasty(settings) : settings));
        this.time = new TrueTime(world.time());
        this.trace = new Trace(time);
        this.watching = new Watching(time);
        TrueProcesses processes = new TrueProcesses(world.time(), time, lie);
        world.processTable(processes);
        if (lie == Lie.SLEEP_UNSEEN) {
            world.daemonTime(new SleeplessTime(world.time()));
        }
        boolean degraded = random.nextInt(6) == 0;
        if (degraded) {
            tally.count("lives without native calls");
            world.degraded();
        }
        world.time().synchronised(random.nextInt(4) > 0);
        this.scene = new Scene(world, time, processes, trace, tally, lie);
        for (String agent : new String[] {"main", "second", "third"}) {
            scene.agent(agent, 1 + random.nextInt(3));
        }
        this.owners = new Owners(scene, random, settings.undeclaredMaxAge().toNanos());
        this.races = new Races(scene, owners, watching, random);
        this.mishaps = new Mishaps(scene, owners, races, watching, random, lie);
        this.chronicle = new Chronicle(world);
        this.referee = new Referee(scene, watching, settings, chronicle);
        this.deadlines = new Deadlines(scene, watching, settings, chronicle, degraded);
    }

    private Config.Locks locks() {
        Config.Locks usual = Configs.defaults().locks();
        boolean small = random.nextInt(4) == 0;
        return new Config.Locks(
                true,
                usual.confirm(),
                usual.confirmGap(),
                usual.unreadableGrace(),
                usual.declaredGrace(),
                Duration.ofMinutes(random.nextBoolean() ? 15 : 5),
                usual.heartbeat(),
                usual.owner(),
                usual.suspendGuard(),
                small ? 1 : 100,
                small ? 2 + random.nextInt(8) : 10_000);
    }

    private static Config.Locks hasty(Config.Locks settings) {
        return new Config.Locks(
                true,
                1,
                settings.confirmGap(),
                settings.unreadableGrace(),
                settings.declaredGrace(),
                settings.undeclaredMaxAge(),
                settings.heartbeat(),
                settings.owner(),
                settings.suspendGuard(),
                settings.maxPerSweep(),
                settings.maxPerHour());
    }

    private Config configured(Config.Locks locks) {
        Config usual = Configs.defaults();
        return new Config(
                usual.mode(),
                usual.drill(),
                usual.roots(),
                new Config.Watch(
                        usual.watch().backend(),
                        usual.watch().settle(),
                        Duration.ofMinutes(random.nextBoolean() ? 1 : 5),
                        usual.watch().sweepJitterPercent()),
                usual.tmp(),
                locks,
                usual.leases(),
                usual.migrate(),
                usual.quarantine(),
                usual.events(),
                usual.metrics(),
                usual.notification(),
                usual.limits());
    }

    /// Lives it to its end.
    ///
    /// @throws Violation with the seed and what happened last
    public Tally live() throws IOException, InterruptedException {
        try {
            pass();
            tally.lives++;
            return tally;
        } catch (Violation violation) {
            Violation told =
                    new Violation(
                            "life of -Dseed=%d, lie %s: %s%n%s%nthe daemon said, in this boot's time:%n%s"
                                    .formatted(
                                            seed,
                                            lie,
                                            violation.getMessage(),
                                            trace,
                                            chronicle.lastWords()));
            told.setStackTrace(violation.getStackTrace());
            throw told;
        } finally {
            world.kill();
        }
    }

    private void pass() throws IOException, InterruptedException {
        if (random.nextInt(5) > 0) {
            scene.processes.start(owners.between(1, TrueTime.minutes(55)), true);
        }
        long every = owners.between(TrueTime.seconds(30), TrueTime.minutes(6));
        owners.come(every);
        for (int i = random.nextInt(4); i > 0; i--) {
            owners.arrive();
        }
        advance(owners.between(1, TrueTime.minutes(20)));
        world.disk().before(races);
        long end = time.now() + owners.between(TrueTime.minutes(15), TrueTime.minutes(150));
        for (int turns = 0; time.now() < end && turns < MOST_TURNS; turns++) {
            long next = turn();
            switch (mishaps.happen()) {
                case NONE -> advance(next);
                case STALLED -> stall(next);
                case STOPPED, KILLED -> {
                    tally.count("daemon killed");
                    kill();
                    advance(random.nextBoolean() ? mishaps.duration() : next);
                }
                case POWER_LOST -> losePower(every);
            }
        }
        kill();
        startOver();
        new Aftermath(scene, chronicle).check();
    }

    /// The daemon looks, perhaps acts, and perhaps dies.
    ///
    /// @return when it wants to look again
    private long turn() throws IOException, InterruptedException {
        watching.diedInTurn = false;
        races.beginTurn();
        Duration next = Duration.ofSeconds(1);
        if (!started) {
            startOver();
        }
        try {
            next = world.turn();
        } catch (SimulatedCrash died) {
            watching.diedInTurn = true;
            tally.count("daemon died at a call");
            races.endTurn();
            kill();
            world.start();
            referee.afterTurn();
            watching.started();
            started = true;
        }
        races.endTurn();
        if (races.looked()) {
            tally.turns++;
            tally.sweeps += races.swept() ? 1 : 0;
        }
        referee.afterTurn();
        deadlines.afterTurn();
        return Math.max(1_000_000, next.toNanos());
    }

    /// The next start, which may die as well.
    private void startOver() throws IOException {
        while (!started) {
            try {
                world.start();
                started = true;
            } catch (SimulatedCrash died) {
                kill();
            }
        }
        watching.started();
    }

    private void advance(long nanos) {
        world.time().advance(Duration.ofNanos(nanos));
    }

    private void stall(long promised) {
        long length = mishaps.duration();
        advance(promised + length);
        trace.add("the daemon was stopped for", Duration.ofNanos(length));
        tally.count("daemon stopped");
        watching.stalled(promised + length, promised);
    }

    private void kill() {
        trace.add("the daemon is killed");
        races.survive();
        world.kill();
        world.disk().before(races);
        scene.reopen();
        started = false;
    }

    private void losePower(long every) {
        trace.add("the power fails");
        tally.count("power lost");
        time.reboot();
        world.losePower();
        world.disk().before(races);
        mishaps.rebooted();
        started = false;
        owners.come(every);
        advance(owners.between(1, TrueTime.minutes(5)));
    }
}
