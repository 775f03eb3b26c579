package dev.sessionwatchdog.report;

import dev.sessionwatchdog.incident.LoggedEvent;
import dev.sessionwatchdog.report.Report.Gap;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds the times in which nothing was watched, or not everything, in events that come oldest
/// first.
final class GapFinder {

    /// Waking up a little late is no gap.
    private static final long SUSPENDED_LEAST_NANOS = Duration.ofSeconds(1).toNanos();

    private static final int MAX_GAPS = 1_000;

    private final List<Gap> gaps = new ArrayList<>();
    private Optional<LoggedEvent> before = Optional.empty();
    private Optional<LoggedEvent> stopped = Optional.empty();
    private Optional<LoggedEvent> blind = Optional.empty();
    private Optional<LoggedEvent> paused = Optional.empty();

    void accept(LoggedEvent event) {
        if (isDaemon(event)) {
            before.ifPresent(past -> suspended(past, event));
            before.filter(past -> !pid(past).equals(pid(event)))
                    .ifPresent(past -> started(past, event));
            switch (event.action()) {
                case "daemon.stop" -> stopped = Optional.of(event);
                case "visibility.lost" -> blind = blind.or(() -> Optional.of(event));
                case "visibility.restored" -> blind = ended("blind", blind, event);
                case "daemon.pause" -> paused = paused.or(() -> Optional.of(event));
                case "daemon.resume" -> paused = ended("paused", paused, event);
                case "clock.gap" -> before.ifPresent(past -> add("not-looked", past, event));
                case "watch.overflow" -> add("overflow", event, event);
                default -> {}
            }
            before = Optional.of(event);
        }
    }

    /// A verb that writes into the same log says nothing about the daemon.
    private static boolean isDaemon(LoggedEvent event) {
        return event.text("actor", "type").map("daemon"::equals).orElse(true);
    }

    /// Another process writes now; the one before may have ended without saying so.
    private void started(LoggedEvent past, LoggedEvent event) {
        String words = stopped.map(LoggedEvent::gist).orElse("it ended without a word");
        add("down", past.time(), event.time(), words);
        stopped = Optional.empty();
    }

    private static String pid(LoggedEvent event) {
        return event.json().path("service").path("pid").asString("")
                + event.text("clock", "boot_id").orElse("");
    }

    private void suspended(LoggedEvent past, LoggedEvent event) {
        long slept = suspendedNanos(event) - suspendedNanos(past);
        boolean sameBoot = event.text("clock", "boot_id").equals(past.text("clock", "boot_id"));
        if (sameBoot && slept >= SUSPENDED_LEAST_NANOS) {
            Instant from = event.time().minusNanos(slept);
            add("suspended", from, event.time(), event.gist());
        }
    }

    private static long suspendedNanos(LoggedEvent event) {
        return event.json().path("clock").path("suspended_ns").asLong(0);
    }

    private Optional<LoggedEvent> ended(
            String kind, Optional<LoggedEvent> begun, LoggedEvent event) {
        begun.ifPresent(past -> add(kind, past, event));
        return Optional.empty();
    }

    private void add(String kind, LoggedEvent from, LoggedEvent to) {
        add(kind, from.time(), to.time(), kind.equals("overflow") ? to.gist() : from.gist());
    }

    private void add(String kind, Instant from, Instant to, String words) {
        if (gaps.size() < MAX_GAPS) {
            gaps.add(new Gap(kind, from.isAfter(to) ? to : from, to, words));
        }
    }

    /// All of them, what still goes on included.
    List<Gap> found() {
        List<Gap> found = new ArrayList<>(gaps);
        before.ifPresent(last -> {
            blind.ifPresent(begun -> found.add(open("blind", begun, last)));
            paused.ifPresent(begun -> found.add(open("paused", begun, last)));
        });
        return List.copyOf(found);
    }

    private static Gap open(String kind, LoggedEvent begun, LoggedEvent last) {
        return new Gap(kind, begun.time(), last.time(), begun.gist() + " (goes on)");
    }
}
