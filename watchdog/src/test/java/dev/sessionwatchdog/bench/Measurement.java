package dev.sessionwatchdog.bench;

import java.io.IOException;

/// Something that is measured, in processes of its own.
interface Measurement {

    /// In one word, to choose it by.
    String name();

    /// Leaves no process behind; its trees go with the scratch directory.
    Section measure(Setting setting) throws IOException, InterruptedException;

    /// Whether it takes long and does little, so that those after it are made while it lasts.
    default boolean lasts() {
        return false;
    }
}
