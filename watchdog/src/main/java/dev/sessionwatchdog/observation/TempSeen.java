package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Place;

/// A temp as it was found, without having opened it.
public record TempSeen(
        Place store,
        Era era,
        Place directory,
        TempName temp,
        Facts facts,
        Sightings.Sighting sighting) {

    public Place place() {
        return directory.child(temp.name());
    }
}
