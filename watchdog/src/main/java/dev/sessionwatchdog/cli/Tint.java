package dev.sessionwatchdog.cli;

/// Colours, or none.
///
/// @param on whether there is anybody to see them
record Tint(boolean on) {

    /// When colours are used.
    enum When {
        auto,
        always,
        never
    }

    private static final String PLAIN = "\u001b[0m";

    /// Text in the colour of a level; `info` has none.
    String level(String level, String text) {
        return switch (level) {
            case "error" -> in("31", text);
            case "warn" -> in("33", text);
            case "debug" -> in("2", text);
            default -> text;
        };
    }

    String verdict(boolean good, String text) {
        return in(good ? "32" : "31", text);
    }

    private String in(String code, String text) {
        return on ? "\u001b[" + code + "m" + text + PLAIN : text;
    }
}
