package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.incident.EcsForm;
import dev.sessionwatchdog.incident.LoggedEvent;
import java.io.PrintWriter;

/// Prints events in one format, one after the other; keeps none.
///
/// While following, JSON is one event per line, because an array would have no end.
final class EventPrinter {

    private final PrintWriter out;
    private final EventFormat format;
    private final Tint tint;
    private final boolean following;
    private boolean any;
    private long newest;

    EventPrinter(PrintWriter out, EventFormat format, Tint tint, boolean following) {
        this.out = out;
        this.format = format;
        this.tint = tint;
        this.following = following;
    }

    void begin() {
        switch (format) {
            case csv -> out.println(EventText.CSV_HEADER);
            case json -> {
                if (!following) {
                    out.print("{\"schema\":\"session-watchdog.events/1\",\"events\":[");
                }
            }
            case line, ecs -> {}
        }
    }

    void print(LoggedEvent event) {
        switch (format) {
            case line -> out.println(EventText.line(event, tint));
            case csv -> out.println(EventText.csv(event));
            case ecs -> out.println(EcsForm.of(event));
            case json -> printJson(event);
        }
        any = true;
        newest = Math.max(newest, event.sequence());
    }

    private void printJson(LoggedEvent event) {
        if (following) {
            out.println(event.raw());
        } else {
            out.print((any ? ",\n" : "\n") + event.raw());
        }
    }

    /// An event that may have been listed already.
    void printNew(LoggedEvent event) {
        if (event.sequence() > newest) {
            print(event);
        }
    }

    void end() {
        if (format == EventFormat.json && !following) {
            out.println(any ? "\n]}" : "]}");
        }
        flush();
    }

    void flush() {
        out.flush();
    }
}
