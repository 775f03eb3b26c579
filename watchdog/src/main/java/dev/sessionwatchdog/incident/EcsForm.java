package dev.sessionwatchdog.incident;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// An event in the field names of the Elastic Common Schema (ECS) 8.17, nested, so that a log store
/// that knows them needs no mapping of ours. What ECS has no field for stands below
/// `session_watchdog`, unchanged, as ECS asks for custom fields; nothing is left out.
public final class EcsForm {

    static final String VERSION = "8.17.0";

    private static final JsonMapper MAPPER = JsonMapper.shared();

    /// Members of the event that ECS has under the same name and with the same type.
    private static final List<String> EVENT =
            List.of("id", "sequence", "kind", "action", "reason", "outcome");

    private static final List<String> FILE =
            List.of("path", "type", "device", "inode", "size", "mtime", "ctime", "mode", "hash");

    private static final List<String> RULE = List.of("id", "version");

    /// Our owner of a lock as ECS's process.
    private static final Map<String, String> PROCESS =
            Map.of("pid", "pid", "executable", "executable", "command_line", "command_line");

    private EcsForm() {}

    public static ObjectNode of(LoggedEvent logged) {
        JsonNode event = logged.json();
        ObjectNode ecs = MAPPER.createObjectNode();
        ecs.set("@timestamp", event.path("@timestamp"));
        ecs.set("message", event.path("message"));
        ecs.putObject("ecs").put("version", VERSION);
        ecs.putObject("log").put("level", logged.level());
        ObjectNode custom = MAPPER.createObjectNode();
        event(event, ecs, custom);
        origin(event, ecs);
        split(event, "file", FILE, ecs, custom);
        split(event, "rule", RULE, ecs, custom);
        if (ecs.path("rule").has("version")) {
            ((ObjectNode) ecs.path("rule")).put("version", event.at("/rule/version").asString());
        }
        owner(event, ecs);
        for (String same : List.of("error", "labels")) {
            copy(event, same, ecs);
        }
        for (Map.Entry<String, JsonNode> member : event.properties()) {
            if (!isTaken(member.getKey())) {
                custom.set(member.getKey(), member.getValue());
            }
        }
        ecs.set("session_watchdog", custom);
        return ecs;
    }

    private static boolean isTaken(String member) {
        return List.of("@timestamp", "message", "log", "event", "file", "rule", "error", "labels")
                .contains(member);
    }

    private static void event(JsonNode event, ObjectNode ecs, ObjectNode custom) {
        split(event, "event", EVENT, ecs, custom);
        ((ObjectNode) ecs.path("event"))
                .put("module", "session_watchdog")
                .put("dataset", "session_watchdog.event")
                .put("severity", event.at("/log/severity_number").asInt(0));
    }

    private static void origin(JsonNode event, ObjectNode ecs) {
        ObjectNode host = ecs.putObject("host");
        copy(event.path("host"), "id", host);
        copy(event.path("host"), "name", host);
        event.at("/host/os")
                .stringValueOpt()
                .ifPresent(type -> host.putObject("os").put("type", type));
        ObjectNode service = ecs.putObject("service");
        copy(event.path("service"), "name", service);
        copy(event.path("service"), "version", service);
        event.at("/service/instance")
                .stringValueOpt()
                .ifPresent(name -> service.putObject("node").put("name", name));
        JsonNode uid = event.at("/actor/uid");
        if (uid.isNumber()) {
            ecs.putObject("user").put("id", uid.asString());
        }
    }

    private static void owner(JsonNode event, ObjectNode ecs) {
        JsonNode owner = event.path("owner");
        ObjectNode process = MAPPER.createObjectNode();
        PROCESS.forEach((ours, theirs) -> {
            JsonNode value = owner.path(ours);
            if (!value.isMissingNode() && !value.isNull()) {
                process.set(theirs, value);
            }
        });
        if (!process.isEmpty()) {
            ecs.set("process", process);
        }
    }

    /// Puts the named members of a group where ECS has them, and the others below ours.
    private static void split(
            JsonNode event, String group, List<String> known, ObjectNode ecs, ObjectNode custom) {
        ObjectNode here = MAPPER.createObjectNode();
        ObjectNode there = MAPPER.createObjectNode();
        for (Map.Entry<String, JsonNode> member : event.path(group).properties()) {
            (known.contains(member.getKey()) ? here : there)
                    .set(member.getKey(), member.getValue());
        }
        if (!here.isEmpty()) {
            ecs.set(group, here);
        }
        if (!there.isEmpty()) {
            custom.set(group, there);
        }
    }

    private static void copy(JsonNode from, String name, ObjectNode to) {
        JsonNode value = from.path(name);
        if (!value.isMissingNode()) {
            to.set(name, value);
        }
    }
}
