package dev.sessionwatchdog.config;

import java.util.Comparator;

/// The least value of a setting, and why.
///
/// @param inDrill what is left of it under `drill: true`: what the mechanism itself needs
record Floor<T>(T least, T inDrill, Comparator<T> order, String reason) {

    static <T extends Comparable<T>> Floor<T> of(T least, T inDrill, String reason) {
        return new Floor<>(least, inDrill, Comparator.naturalOrder(), reason);
    }

    T at(boolean drill) {
        return drill ? inDrill : least;
    }

    boolean refuses(T value, boolean drill) {
        return order.compare(value, at(drill)) < 0;
    }
}
