package dev.sessionwatchdog.incident;

import dev.sessionwatchdog.store.forensic.ForensicReader;
import dev.sessionwatchdog.store.forensic.RawLine;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Looks for events in a log. Lines that are no events are counted and passed over; whether they
/// should be there is not its question.
public final class EventSearch {

    private static final int MAX_CANDIDATES = 10;
    private static final int MAX_STORY = 1000;

    private final ForensicReader reader;
    private long unreadable;

    public EventSearch(ForensicReader reader) {
        this.reader = reader;
    }

    /// How many lines were passed over, a torn last one not counted.
    public long unreadable() {
        return unreadable;
    }

    /// The newest events that match, oldest first.
    public List<LoggedEvent> newest(int count, Predicate<LoggedEvent> wanted) throws IOException {
        Deque<LoggedEvent> found = new ArrayDeque<>();
        if (count > 0) {
            reader.newestFirst(line -> {
                if (mayMatch(line, wanted)) {
                    read(line).filter(wanted).ifPresent(found::addFirst);
                }
                return found.size() < count;
            });
        }
        return List.copyOf(found);
    }

    /// A line that is no event is read all the same where nothing else is asked for.
    private static boolean mayMatch(RawLine line, Predicate<LoggedEvent> wanted) {
        return !(wanted instanceof EventFilter filter) || filter.mayMatch(line.text());
    }

    /// Every event that matches, oldest first.
    public void all(Predicate<LoggedEvent> wanted, Consumer<LoggedEvent> into) throws IOException {
        reader.oldestFirst(line -> {
            if (mayMatch(line, wanted)) {
                read(line).filter(wanted).ifPresent(into);
            }
            return true;
        });
    }

    /// Events whose id begins so, or the one of a sequence, written as `43` or `#43`; a few at
    /// most.
    public List<LoggedEvent> named(String name) throws IOException {
        Optional<Long> sequence = sequence(name);
        List<LoggedEvent> found = new ArrayList<>();
        String part = sequence.map(String::valueOf).orElse(name);
        reader.newestFirst(line -> {
            if (line.text().contains(part)) {
                read(line).filter(event -> isNamed(event, name, sequence)).ifPresent(found::add);
            }
            return found.size() < (sequence.isPresent() ? 1 : MAX_CANDIDATES);
        });
        return List.copyOf(found);
    }

    private static boolean isNamed(LoggedEvent event, String name, Optional<Long> sequence) {
        return sequence.isPresent()
                ? event.sequence() == sequence.get()
                : event.id().startsWith(name);
    }

    /// An id of this or the next five centuries begins with 0.
    private static Optional<Long> sequence(String name) {
        String digits = name.startsWith("#") ? name.substring(1) : name;
        return digits.matches("[1-9][0-9]{0,17}")
                ? Optional.of(Long.parseLong(digits))
                : Optional.empty();
    }

    /// An intent and what concluded it, oldest first; an event without an intent is alone.
    public List<LoggedEvent> story(LoggedEvent of) throws IOException {
        Optional<String> intent = of.intent();
        if (intent.isEmpty()) {
            return List.of(of);
        }
        Deque<LoggedEvent> found = new ArrayDeque<>();
        reader.newestFirst(line -> {
            Optional<LoggedEvent> event =
                    line.text().contains(intent.get()) ? read(line) : Optional.empty();
            event.filter(it -> it.intent().equals(intent)).ifPresent(found::addFirst);
            boolean begun = event.filter(it -> it.id().equals(intent.get())).isPresent();
            return !begun && found.size() < MAX_STORY;
        });
        return List.copyOf(found);
    }

    /// The newest events of an incident, oldest first.
    public List<LoggedEvent> incident(String id) throws IOException {
        Deque<LoggedEvent> found = new ArrayDeque<>();
        Optional<String> wanted = Optional.of(id);
        reader.newestFirst(line -> {
            if (line.text().contains(id)) {
                read(line)
                        .filter(event -> event.text("correlation", "incident").equals(wanted))
                        .ifPresent(found::addFirst);
            }
            return found.size() < MAX_STORY;
        });
        return List.copyOf(found);
    }

    private Optional<LoggedEvent> read(RawLine line) {
        Optional<LoggedEvent> event = LoggedEvent.parse(line);
        if (event.isEmpty() && line.form() != RawLine.Form.TORN) {
            unreadable++;
        }
        return event;
    }
}
