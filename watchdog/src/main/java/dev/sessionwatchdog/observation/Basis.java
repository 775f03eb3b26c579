package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Place;
import java.io.IOException;

/// A directory on whose names an observation rests, as it was before they were looked at.
public record Basis(Place place, Facts before) {

    static Basis of(Directory directory) throws IOException {
        return new Basis(directory.place(), directory.facts());
    }
}
