package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.incident.LoggedEvent;
import dev.sessionwatchdog.incident.Shown;
import dev.sessionwatchdog.store.forensic.Printable;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.commons.text.StringEscapeUtils;

/// Events as text: one line each, escaped.
final class EventText {

    static final String CSV_HEADER =
            "time,sequence,id,level,action,phase,reason,rule,agent,path,incident,message";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private EventText() {}

    static String time(LoggedEvent event) {
        return TIME.format(event.time());
    }

    /// For people: `time level action phase gist (#sequence)`. Messages were escaped when they were
    /// written; only what would still act on a terminal is escaped here.
    static String line(LoggedEvent event, Tint tint) {
        String level = "%-5s".formatted(Printable.of(event.level()));
        String what = Printable.of(event.action() + " " + event.phase());
        return "%s  %s  %-26s  %s (#%d)"
                .formatted(
                        time(event),
                        tint.level(event.level(), level),
                        what,
                        message(event.gist()),
                        event.sequence());
    }

    /// A backslash in a message is the writer's escape already and stays as it is.
    static String message(String text) {
        return Shown.of(text);
    }

    /// One row (RFC 4180, but for the line's end, which is this system's); a cell that begins with
    /// `=`, `+`, `-` or `@` gets an apostrophe before it, and control characters are escaped.
    static String csv(LoggedEvent event) {
        return List.of(
                        event.time().toString(),
                        Long.toString(event.sequence()),
                        event.id(),
                        event.level(),
                        event.action(),
                        event.phase(),
                        event.text("event", "reason").orElse(""),
                        event.text("rule", "id").orElse(""),
                        event.text("file", "agent").orElse(""),
                        event.text("file", "path").orElse(""),
                        event.text("correlation", "incident").orElse(""),
                        event.message())
                .stream()
                .map(value -> StringEscapeUtils.escapeCsv(inert(Printable.of(value))))
                .collect(Collectors.joining(","));
    }

    /// A spreadsheet takes a cell that begins so for a formula; an apostrophe before it is how
    /// spreadsheets are told that it is none.
    private static String inert(String cell) {
        return !cell.isEmpty() && "=+-@".indexOf(cell.charAt(0)) >= 0 ? "'" + cell : cell;
    }
}
