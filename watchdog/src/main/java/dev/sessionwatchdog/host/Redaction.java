package dev.sessionwatchdog.host;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Which arguments of other processes are nobody's business (S100). Words that nearly always name a
/// secret are known without being told; `events.privacy.redact_args` adds patterns in which `*`
/// stands for anything.
public final class Redaction {

    private static final List<String> SECRET =
            List.of("token", "password", "passwd", "secret", "key", "credential", "auth");

    private final List<Pattern> patterns;

    private Redaction(List<Pattern> patterns) {
        this.patterns = patterns;
    }

    /// Only what is known without being told.
    public static Redaction builtIn() {
        return new Redaction(List.of());
    }

    /// And what these patterns match as a whole.
    public static Redaction and(List<String> patterns) {
        return new Redaction(patterns.stream().map(Redaction::compile).toList());
    }

    private static Pattern compile(String pattern) {
        String[] parts = pattern.split("\\*", -1);
        StringBuilder regex = new StringBuilder();
        for (int at = 0; at < parts.length; at++) {
            regex.append(at == 0 ? "" : ".*").append(Pattern.quote(parts[at]));
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    /// Whether the value of an option, or of an assignment, is to be hidden.
    boolean hidesValueOf(String argument) {
        int equal = argument.indexOf('=');
        String name = equal < 0 ? argument : argument.substring(0, equal);
        String lower = name.toLowerCase(Locale.ROOT);
        return SECRET.stream().anyMatch(lower::contains) || isMatched(argument);
    }

    /// Whether somebody asked for this very argument to be hidden.
    boolean isMatched(String argument) {
        return patterns.stream().anyMatch(it -> it.matcher(argument).matches());
    }
}
