package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.incident.Explanation;
import dev.sessionwatchdog.incident.LoggedEvent;
import java.io.PrintWriter;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The answers to what a person asks of an act or an incident, as text and in JSON.
final class StoryText {

    private StoryText() {}

    static void print(PrintWriter out, List<LoggedEvent> story) {
        Explanation explained = Explanation.of(story);
        out.println();
        line(out, "what", explained.what());
        line(out, "why", explained.why());
        lines(out, "limits", explained.limits());
        lines(out, "not done", explained.notDone());
        lines(out, "undo", explained.undo());
        Explanation.next(story.getLast()).ifPresent(next -> line(out, "next", next));
        line(out, "trust", "session-watchdog events verify");
    }

    private static void lines(PrintWriter out, String label, List<String> values) {
        String shown = label;
        for (String value : values) {
            line(out, shown, value);
            shown = "";
        }
    }

    private static void line(PrintWriter out, String label, String value) {
        out.printf("%-9s %s%n", label, EventText.message(value));
    }

    static ObjectNode json(List<LoggedEvent> story) {
        Explanation explained = Explanation.of(story);
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("what", explained.what()).put("why", explained.why());
        array(node, "limits", explained.limits());
        array(node, "not_done", explained.notDone());
        array(node, "undo", explained.undo());
        return node;
    }

    private static void array(ObjectNode node, String name, List<String> values) {
        ArrayNode array = node.putArray(name);
        values.forEach(array::add);
    }
}
