package dev.sessionwatchdog.store;

import dev.sessionwatchdog.store.sim.SimulatedTime;

class SimulatedReadingTest extends ReadingContract {

    @Override
    StoreWorld newWorld() {
        return new SimulatedStoreWorld(new SimulatedTime());
    }
}
