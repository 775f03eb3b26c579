package dev.sessionwatchdog.store.root;

import dev.sessionwatchdog.store.sim.SimulatedDisk;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import dev.sessionwatchdog.store.sim.SimulatedTime;

class SimulatedDegradedRootTest extends RootContract {

    private final SimulatedDisk disk = new SimulatedDisk(new SimulatedTime());

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
}
