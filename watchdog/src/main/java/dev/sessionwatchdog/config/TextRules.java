package dev.sessionwatchdog.config;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a text of the configuration may look like: paths that lead nowhere else, and addresses that
/// nobody else reaches.
final class TextRules {

    static final String QUARANTINE_HOME = ".session-watchdog/";

    private static final Pattern ADDRESS =
            Pattern.compile("(\\[[0-9a-fA-F:]+]|[0-9.]+|localhost):([0-9]{1,5})");
    private static final String AGENT = "{agentId}";
    private static final String INDEX = "/sessions.json";
    private static final Pattern OTHER_WILDCARD = Pattern.compile("[?\\[\\]{}\\\\]");

    private TextRules() {}

    /// An absolute path, or one below the home directory: a service's working directory is not the
    /// operator's.
    static Parsed<String> absolute(String text) {
        if (text.indexOf('\0') >= 0) {
            return Parsed.bad("a path holds no NUL character");
        }
        if (text.startsWith("/") || text.equals("~") || text.startsWith("~/")) {
            return new Parsed.Good<>(text);
        }
        return Parsed.bad(
                "'"
                        + text
                        + "' is not absolute; write it from / or ~/, the daemon runs in another directory than you do");
    }

    static Parsed<String> autoOrAbsolute(String text) {
        return text.equals("auto") ? new Parsed.Good<>(text) : absolute(text);
    }

    static Parsed<String> offOrTextfile(String text) {
        if (text.equals("off")) {
            return new Parsed.Good<>(text);
        }
        return text.endsWith(".prom")
                ? absolute(text)
                : Parsed.bad(
                        "expected off or a file that ends in .prom, which is what node_exporter reads");
    }

    /// Store directories below the root: each element a name, or holding `*`.
    static Parsed<String> stores(String text) {
        return inside(text).then(TextRules::directories).then(TextRules::onlyStars);
    }

    /// Gateways write their template with the agent's name in braces and the index at its end
    /// (`session.store`, `facts/upstream.md` c); for us both say where the stores are. Several
    /// agents' indexes in one directory are not served: what lies beside them could not be told
    /// apart.
    private static Parsed<String> directories(String text) {
        String pattern = text.replace(AGENT, "*");
        if (pattern.endsWith(INDEX)) {
            return new Parsed.Good<>(pattern.substring(0, pattern.length() - INDEX.length()));
        }
        return pattern.endsWith(".json")
                ? Parsed.bad(
                        "this names an index; write the directories of the stores. Several agents'"
                                + " indexes in one directory are not served, and are left alone")
                : new Parsed.Good<>(pattern);
    }

    static Parsed<String> quarantine(String text) {
        return inside(text)
                .then(path ->
                        path.startsWith(QUARANTINE_HOME)
                                ? new Parsed.Good<>(path)
                                : Parsed.bad(
                                        "the quarantine stays in our own directory: start it with "
                                                + QUARANTINE_HOME));
    }

    /// `off`, or a loopback address with a port.
    static Parsed<String> listen(String text) {
        if (text.equals("off")) {
            return new Parsed.Good<>(text);
        }
        Matcher address = ADDRESS.matcher(text);
        if (!address.matches()) {
            return Parsed.bad("expected off or an address like 127.0.0.1:9464 or [::1]:9464");
        }
        int port = Integer.parseInt(address.group(2));
        if (port < 1 || port > 65535) {
            return Parsed.bad("a port is 1 to 65535");
        }
        return isLoopback(address.group(1))
                ? new Parsed.Good<>(text)
                : Parsed.bad(
                        "metrics are served on a loopback address only (127.0.0.1 or [::1]); "
                                + "let a proxy on this host publish them");
    }

    private static Parsed<String> inside(String text) {
        List<String> names = Arrays.asList(text.split("/", -1));
        if (text.startsWith("/") || text.startsWith("~")) {
            return Parsed.bad("this is a path below the root, without / or ~ in front");
        }
        if (names.contains("..")) {
            return Parsed.bad("'..' would lead out of the root; name the directories below it");
        }
        if (names.contains("") || names.contains(".")) {
            return Parsed.bad("every part between the slashes is a name");
        }
        return text.indexOf('\0') >= 0
                ? Parsed.bad("a path holds no NUL character")
                : new Parsed.Good<>(text);
    }

    private static Parsed<String> onlyStars(String text) {
        if (text.contains("**")) {
            return Parsed.bad("'**' would walk the whole tree; write one * for each directory");
        }
        return OTHER_WILDCARD.matcher(text).find()
                ? Parsed.bad("* is the only wildcard here")
                : new Parsed.Good<>(text);
    }

    private static boolean isLoopback(String host) {
        try {
            return host.equals("localhost") || InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException notAnAddress) {
            return false;
        }
    }
}
