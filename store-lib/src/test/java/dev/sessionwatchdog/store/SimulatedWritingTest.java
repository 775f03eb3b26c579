package dev.sessionwatchdog.store;

import dev.sessionwatchdog.store.sim.SimulatedTime;

class SimulatedWritingTest extends WritingContract {

    @Override
    StoreWorld newWorld() {
        return new SimulatedStoreWorld(new SimulatedTime());
    }
}
