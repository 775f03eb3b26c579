package dev.sessionwatchdog.action;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.finding.Check;
import dev.sessionwatchdog.finding.Spans;
import dev.sessionwatchdog.quarantine.Item;
import dev.sessionwatchdog.quarantine.ItemRecord;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Space;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Which quarantined items have been kept long enough: by age, because there is too much, or
/// because the disk is nearly full; the oldest first, and by the last two none that is younger than
/// its floor.
///
/// A floor is time that we have watched the item by our own clock too: a wall clock that was set
/// ahead must not throw away what a person may still come to look for.
///
/// Never an item that an open incident needs; never one whose record cannot be read, or says that
/// it came in the future, for nothing is known of its age; and never one that was restored, whose
/// record keeps it from being taken again.
final class QuarantineExpiry {

    private final Config.Quarantine settings;
    private final Instant now;
    private final Function<String, Duration> watched;

    /// @param watched for how long an item of this id has been seen by our own clock
    QuarantineExpiry(Config.Quarantine settings, Instant now, Function<String, Duration> watched) {
        this.settings = settings;
        this.now = now;
        this.watched = watched;
    }

    /// An item that is to go.
    ///
    /// @param rule the setting that says so
    record Due(Item item, String rule, List<Check> checks) {

        long size() {
            return item.content().map(Facts::size).orElse(0L);
        }
    }

    /// One item whose age is known.
    private record Aged(Item item, ItemRecord record, Facts content) {

        static Optional<Aged> of(Item item) {
            return item.record()
                    .flatMap(record -> item.content().map(facts -> new Aged(item, record, facts)));
        }

        Duration age(Instant now) {
            return Duration.between(record.at(), now);
        }
    }

    /// @param items of one quarantine, oldest first
    /// @param needed ids of events of open incidents
    List<Due> due(List<Item> items, Space space, Set<String> needed) {
        List<Aged> aged = items.stream().map(Aged::of).flatMap(Optional::stream).toList();
        List<Aged> free =
                aged.stream()
                        .filter(item -> !item.record.event().isEmpty())
                        .filter(item -> !needed.contains(item.record.event()))
                        .filter(item -> !item.age(now).isNegative())
                        .toList();
        Map<String, Due> due = new LinkedHashMap<>();
        for (Aged item : free) {
            Instant expires = later(item.record.expires(), item.record.at().plus(settings.keep()));
            if (!expires.isAfter(now) && isOlder(item, settings.keepMin())) {
                put(due, item, "quarantine.keep", age(item, settings.keep()));
            }
        }
        long size = aged.stream().mapToLong(item -> item.content.size()).sum();
        long wanted =
                (long)
                        ((double) space.totalBytes()
                                * settings.diskPressure().freeBelowPercent()
                                / 100);
        long gone = due.values().stream().mapToLong(Due::size).sum();
        for (Aged item : free) {
            boolean tooMuch = size - gone > settings.maxSize();
            boolean pressure = space.freeBytes() + gone < wanted;
            if (due.containsKey(item.item.id())) {
                continue;
            }
            if (pressure && isOlder(item, settings.diskPressure().keepMin())) {
                gone += item.content.size();
                put(due, item, "quarantine.disk_pressure", pressure(item, space));
            } else if (tooMuch && isOlder(item, settings.keepMin())) {
                gone += item.content.size();
                put(due, item, "quarantine.max_size", size(item, size));
            }
        }
        return new ArrayList<>(due.values());
    }

    private static void put(Map<String, Due> due, Aged item, String rule, List<Check> checks) {
        due.put(item.item.id(), new Due(item.item, rule, checks));
    }

    private boolean isOlder(Aged item, Duration least) {
        return item.age(now).compareTo(least) >= 0
                && watched.apply(item.item.id()).compareTo(least) >= 0;
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private List<Check> age(Aged item, Duration limit) {
        return List.of(passed("age", Spans.words(item.age(now)), "at least " + Spans.words(limit)));
    }

    private List<Check> size(Aged item, long size) {
        return List.of(
                passed("size", Spans.bytes(size), "above " + Spans.bytes(settings.maxSize())),
                age(item, settings.keepMin()).getFirst());
    }

    private List<Check> pressure(Aged item, Space space) {
        return List.of(
                passed(
                        "free",
                        Spans.bytes(space.freeBytes()) + " of " + Spans.bytes(space.totalBytes()),
                        "below " + settings.diskPressure().freeBelowPercent() + "%"),
                age(item, settings.diskPressure().keepMin()).getFirst());
    }

    private static Check passed(String check, String observed, String limit) {
        return new Check(check, observed, Optional.of(limit), Check.Answer.PASS);
    }
}
