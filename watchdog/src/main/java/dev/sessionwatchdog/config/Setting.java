package dev.sessionwatchdog.config;

import java.util.Optional;

/// One row of the table of settings.
///
/// @param path its place in the file, dotted; `roots[].` stands for each root
/// @param standard what holds when the file does not say otherwise
/// @param inForce false when it is accepted and does nothing yet
record Setting<T>(
        String path, Kind<T> kind, T standard, Optional<Floor<T>> floor, boolean inForce) {

    boolean ofRoot() {
        return path.startsWith("roots[].");
    }

    String name() {
        return path.substring(path.lastIndexOf('.') + 1);
    }
}
