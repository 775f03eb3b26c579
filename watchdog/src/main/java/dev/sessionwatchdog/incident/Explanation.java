package dev.sessionwatchdog.incident;

import dev.sessionwatchdog.incident.LoggedEvent.Check;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;

/// What a person asks of an act or of an incident at three in the morning, answered by what the log
/// recorded and by nothing else.
///
/// @param what happened, the last thing that is known
/// @param why it was decided so: the rule, its verdict and the reason
/// @param limits each check that has a limit, with what was observed
/// @param notDone what was left alone, and why
/// @param undo commands; a sentence where there is nothing to undo or no way to
public record Explanation(
        String what, String why, List<String> limits, List<String> notDone, List<String> undo) {

    private static final int MAX_OF_EACH = 20;

    /// @param story an intent and what concluded it, or the events of an incident; oldest first,
    ///   not empty
    public static Explanation of(List<LoggedEvent> story) {
        LoggedEvent last = story.getLast();
        return new Explanation(
                what(story),
                why(story),
                limits(story),
                List.copyOf(notDone(story)),
                undo(story, last));
    }

    private static String what(List<LoggedEvent> story) {
        LoggedEvent last = story.getLast();
        String meaning =
                ActionMeaning.of(last.action()).map(known -> known.means() + " ").orElse("");
        String open =
                last.phase().equals("intent")
                        ? " No outcome is logged: going on, or a writer ended in between."
                        : "";
        return meaning + last.message() + open;
    }

    private static String why(List<LoggedEvent> story) {
        Optional<LoggedEvent> decided =
                story.reversed().stream().filter(event -> !event.checks().isEmpty()).findFirst();
        LoggedEvent of =
                decided.or(() ->
                                story.reversed().stream()
                                        .filter(event -> event.text("rule", "id").isPresent())
                                        .findFirst())
                        .orElse(story.getLast());
        String reason = of.text("event", "reason").orElse("");
        return of.text("rule", "id")
                .map(rule ->
                        "rule "
                                + rule
                                + " said "
                                + of.text("rule", "verdict").orElse("nothing")
                                + (reason.isEmpty() ? "" : ": " + reason))
                .orElse(reason.isEmpty() ? "no rule decides about this" : reason);
    }

    private static List<String> limits(List<LoggedEvent> story) {
        return story.reversed().stream()
                .map(LoggedEvent::checks)
                .filter(checks -> !checks.isEmpty())
                .findFirst()
                .orElse(List.of())
                .stream()
                .filter(check ->
                        !check.limit().isEmpty() && !check.limit().equals(check.observed()))
                .map(Explanation::words)
                .toList();
    }

    private static String words(Check check) {
        String answer =
                check.pass().map(passed -> passed ? "holds" : "does not hold").orElse("unknown");
        return check.name() + ": " + check.observed() + ", wanted " + check.limit() + ": " + answer;
    }

    /// What is never done with it, then what was left alone, each reason once with its newest
    /// event.
    private static SequencedSet<String> notDone(List<LoggedEvent> story) {
        SequencedSet<String> left = new LinkedHashSet<>();
        Map<String, Integer> times = new LinkedHashMap<>();
        Map<String, Long> newest = new LinkedHashMap<>();
        for (LoggedEvent event : story.reversed()) {
            ActionMeaning.of(event.action()).map(ActionMeaning::leaves).ifPresent(left::add);
            wasLeft(event)
                    .ifPresent(why -> {
                        times.merge(why, 1, Integer::sum);
                        newest.putIfAbsent(why, event.sequence());
                    });
        }
        times.entrySet().stream()
                .limit(MAX_OF_EACH)
                .map(each ->
                        "#"
                                + newest.get(each.getKey())
                                + (each.getValue() > 1
                                        ? " and " + (each.getValue() - 1) + " before"
                                        : "")
                                + ": "
                                + each.getKey())
                .forEach(left::add);
        return left;
    }

    private static Optional<String> wasLeft(LoggedEvent event) {
        return switch (event.phase()) {
            case "observed", "refused", "overtaken" ->
                    Optional.of(
                            event.action()
                                    + " changed nothing"
                                    + event.text("event", "reason")
                                            .map(why -> ": " + why)
                                            .orElse(""));
            case "failed", "indeterminate" -> Optional.of(event.message());
            default -> Optional.empty();
        };
    }

    private static List<String> undo(List<LoggedEvent> story, LoggedEvent last) {
        List<String> commands = new ArrayList<>();
        for (LoggedEvent event : story.reversed()) {
            if (event.phase().equals("done") && commands.size() < MAX_OF_EACH) {
                event.undo().filter(undo -> !commands.contains(undo)).ifPresent(commands::add);
            }
        }
        if (!commands.isEmpty()) {
            return List.copyOf(commands);
        }
        boolean done = story.stream().anyMatch(event -> event.phase().equals("done"));
        return List.of(
                done && last.action().equals("tmp.reap")
                        ? "cannot be undone: it was deleted because a whole, newer file stands at"
                                + " the name that it was meant for"
                        : "nothing was changed, so there is nothing to undo");
    }

    /// What a person can do next, if there is anything.
    public static Optional<String> next(LoggedEvent event) {
        return ActionMeaning.of(event.action())
                .map(ActionMeaning::next)
                .filter(words -> !words.isEmpty());
    }
}
