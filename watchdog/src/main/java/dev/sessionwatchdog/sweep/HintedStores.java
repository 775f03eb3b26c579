package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.nudge.Nudge;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.time.Moment;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Stores in which something changed, until it is their turn. After each look they rest; the
/// longer, the longer the changes go on without a pause, and the longer the looks take: a gateway
/// that rewrites its index all the time is not looked at all the time. A hint waits, and is not
/// lost: the last one is followed by a look, or by a sweep.
final class HintedStores {

    /// Of changes that do not stop, the rest is so many times `watch.settle` in the end.
    static final int MOST_SETTLES = 16;

    /// Looking takes no more than one part in so many of the time.
    static final int SHARE = 200;

    /// When more than so many wait, none waits any longer.
    static final int MAX = 256;

    /// Changes that come so much later than they could have come have paused.
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Duration settle;
    private final Duration longest;
    private final Set<Nudge.Changed> waiting = new HashSet<>();
    private Duration step;
    private Duration rest = Duration.ZERO;
    private Optional<Moment> looked = Optional.empty();

    /// @param settle hints are told of after so long
    /// @param longest everything is looked at after so long in any case
    HintedStores(Duration settle, Duration longest) {
        this.settle = settle;
        this.longest = longest;
        this.step = settle;
    }

    /// Something changed in these.
    void add(Set<Nudge.Changed> changed, Moment now) {
        boolean paused =
                looked.isPresent()
                        && now.since(looked.get()).compareTo(rest.plus(settle).plus(PAUSE)) > 0;
        if (waiting.isEmpty() && paused) {
            step = settle;
        }
        waiting.addAll(changed);
    }

    /// How much longer stores rest.
    Duration rest(Moment now) {
        Duration left = looked.map(at -> rest.minus(now.since(at))).orElse(Duration.ZERO);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /// When somebody is to look at what waits; empty when nothing does.
    Optional<Duration> next(Moment now) {
        return waiting.isEmpty() ? Optional.empty() : Optional.of(rest(now));
    }

    /// Takes those whose turn it is, by the paths of their roots; they are to be looked at now.
    Map<String, Set<Place>> take(Moment now) {
        if (waiting.size() <= MAX && !rest(now).isZero()) {
            return Map.of();
        }
        Map<String, Set<Place>> due =
                waiting.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Nudge.Changed::root,
                                        Collectors.mapping(
                                                Nudge.Changed::store, Collectors.toSet())));
        waiting.clear();
        return due;
    }

    /// They were looked at.
    void looked(Moment began, Moment ended) {
        looked = Optional.of(ended);
        step = shorter(step.multipliedBy(2), settle.multipliedBy(MOST_SETTLES));
        rest = shorter(longer(step, ended.since(began).multipliedBy(SHARE)), longest);
    }

    /// Everything was looked at.
    void forget() {
        waiting.clear();
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
