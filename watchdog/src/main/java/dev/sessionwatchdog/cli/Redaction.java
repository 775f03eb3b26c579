package dev.sessionwatchdog.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Takes out of JSON what says who somebody is: the home directory, the host's name, session keys,
/// command lines, what stands in locks, and agents' names, which become the beginning of a hash so
/// that the same agent can still be told from others.
final class Redaction {

    private static final String GONE = "(redacted)";

    private static final Set<String> PRIVATE =
            Set.of("session_key", "command_line", "title", "raw", "sudo_user", "user", "name");

    private static final Pattern AGENT = Pattern.compile("(agents/)([^/\\s]+)(?=/)");

    private final String home;

    Redaction(Path home) {
        this.home = home.toString();
    }

    JsonNode of(JsonNode value) {
        if (value.isObject()) {
            ObjectNode copy = JsonMapper.shared().createObjectNode();
            for (Map.Entry<String, JsonNode> member : value.properties()) {
                copy.set(member.getKey(), member(member.getKey(), member.getValue()));
            }
            return copy;
        }
        if (value.isArray()) {
            ArrayNode copy = JsonMapper.shared().createArrayNode();
            value.forEach(each -> copy.add(of(each)));
            return copy;
        }
        return value.isString()
                ? JsonMapper.shared().getNodeFactory().stringNode(text(value.stringValue()))
                : value;
    }

    private JsonNode member(String name, JsonNode value) {
        if (!value.isString()) {
            return of(value);
        }
        String text = value.stringValue();
        return JsonMapper.shared()
                .getNodeFactory()
                .stringNode(
                        name.equals("agent")
                                ? alias(text)
                                : isPrivate(name, text) ? GONE : text(text));
    }

    /// Our own name is not private.
    private static boolean isPrivate(String name, String text) {
        return PRIVATE.contains(name) && !text.equals("session-watchdog");
    }

    String text(String text) {
        String homeless = home.length() > 1 ? text.replace(home, "~") : text;
        return AGENT.matcher(homeless).replaceAll(found -> found.group(1) + alias(found.group(2)));
    }

    private static String alias(String agent) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(agent.getBytes(StandardCharsets.UTF_8));
            return agent.equals("*") ? agent : "a-" + HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
