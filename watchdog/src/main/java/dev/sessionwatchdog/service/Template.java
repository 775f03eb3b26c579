package dev.sessionwatchdog.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/// The texts of `systemd/` and `launchd/`, as the build packed them: there is one of each.
///
/// @param name of the file, from those directories down
/// @param text as packed
record Template(String name, String text) {

    /// Drop-ins of the system unit, by name.
    static final List<String> DROP_INS =
            List.of("container", "gateway-caps", "hook", "listen", "other-root", "textfile");

    private static final String LAUNCHER = "/usr/bin/session-watchdog";
    private static final String MAC_LAUNCHER =
            "/opt/homebrew/opt/session-watchdog/bin/session-watchdog";
    private static final String MAC_HOME = "/Users/USERNAME";
    private static final String MAC_USER = "USERNAME";
    private static final Pattern SITE_ROOT = Pattern.compile("(?m)^([A-Za-z]+=)/srv/openclaw$");
    private static final Pattern EXEC =
            Pattern.compile("(?m)^(Exec[A-Za-z]+=)" + Pattern.quote(LAUNCHER) + "(?= )");

    static Template read(String name) {
        try (InputStream in = Template.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("this build has no " + name);
            }
            return new Template(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + name, unreadable);
        }
    }

    /// With the program where it is, as systemd reads paths (systemd.unit(5), systemd.service(5)).
    Template startedBy(String launcher) {
        if (launcher.equals(LAUNCHER)) {
            return this;
        }
        String quoted = quoted(launcher);
        return new Template(
                name, EXEC.matcher(text).replaceAll(exec -> literal(exec.group(1) + quoted)));
    }

    /// With another tree than the one that stands for it.
    Template ofRoot(String root) {
        return new Template(
                name,
                SITE_ROOT
                        .matcher(text)
                        .replaceAll(line -> literal(line.group(1) + setting(line.group(1), root))));
    }

    /// A property list for this user.
    Template ofMacUser(String user, String home, String launcher) {
        return new Template(
                name,
                text.replace(MAC_LAUNCHER, xml(launcher))
                        .replace(MAC_HOME, xml(home))
                        .replace(MAC_USER, xml(user)));
    }

    /// Conditions take the rest of the line; lists of paths take quoted words.
    private static String setting(String key, String path) {
        return key.startsWith("Condition") ? path.replace("%", "%%") : quoted(path);
    }

    private static String quoted(String path) {
        String escaped = path.replace("\\", "\\\\").replace("\"", "\\\"").replace("%", "%%");
        return escaped.chars().anyMatch(c -> c == ' ' || c == '"' || c == '\'' || c == ';')
                ? "\"" + escaped + "\""
                : escaped;
    }

    private static String xml(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String literal(String replacement) {
        return java.util.regex.Matcher.quoteReplacement(replacement);
    }
}
