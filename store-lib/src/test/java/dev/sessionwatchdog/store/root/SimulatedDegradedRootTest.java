package dev.sessionwatchdog.store.root;

import dev.sessionwatchdog.store.sim.SimulatedDisk;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import java.time.Duration;

class SimulatedDegradedRootTest extends RootContract {

    private final SimulatedTime time = new SimulatedTime();
    private final SimulatedDisk disk = new SimulatedDisk(time);

    @Override
    World world() {
        return new SimulatedWorld(disk);
    }

    @Override
    Root openRoot() {
        return SimulatedRoot.degraded(disk, "");
    }

    @Override
    Root openDisturbed(BeforeRename before) {
        new SimulatedWorld(disk).disturb(before);
        return openRoot();
    }

    @Override
    void tick() {
        time.advance(Duration.ofMillis(1));
    }
}
