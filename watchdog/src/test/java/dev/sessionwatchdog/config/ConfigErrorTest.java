package dev.sessionwatchdog.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfigErrorTest {

    private static String rendered(String sourceLine, int column) {
        return new ConfigError(
                        "f.yaml",
                        Optional.of(new Position(3, column)),
                        "bad",
                        Optional.empty(),
                        sourceLine)
                .render();
    }

    @Test
    void shows_the_line_a_caret_and_the_suggestion() {
        assertThat(
                        new ConfigError(
                                        "f.yaml",
                                        Optional.of(new Position(3, 3)),
                                        "unknown setting 'older_then'",
                                        Optional.of("older_than"),
                                        "  older_then: 1h")
                                .render())
                .isEqualTo(
                        """
                        f.yaml:3:3: unknown setting 'older_then'
                            older_then: 1h
                            ^
                          did you mean 'older_than'?\
                        """);
    }

    @Test
    void puts_the_caret_under_what_a_terminal_shows_in_that_column() {
        assertThat(rendered("\ta: x", 5)).endsWith("\n  \\ta: x\n       ^");
        assertThat(rendered("日本: x", 5)).endsWith("\n  日本: x\n        ^");
        assertThat(rendered("e\u0301: x", 5)).endsWith("\n  e\u0301: x\n     ^");
        assertThat(rendered("ﾊ😀: x", 5)).endsWith("\n  ﾊ😀: x\n       ^");
    }

    @Test
    void cuts_a_long_line_around_the_column() {
        String shown = rendered("x".repeat(500), 250);
        assertThat(shown.lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(100));
        assertThat(shown).endsWith("\n  …" + "x".repeat(90) + "…\n   " + " ".repeat(60) + "^");
    }

    @Test
    void escapes_what_comes_from_outside() {
        assertThat(
                        new ConfigError(
                                        "a\u001b[2J.yaml",
                                        Optional.of(Position.START),
                                        "bad '\u202e'",
                                        Optional.empty(),
                                        "\u0007")
                                .render())
                .isEqualTo("a\\u{1b}[2J.yaml:1:1: bad '\\u{202e}'\n  \\u{7}\n  ^");
    }

    @Test
    void stands_on_one_line_without_a_position() {
        assertThat(ConfigError.ofFile("f.yaml", "is not a regular file").render())
                .isEqualTo("f.yaml: is not a regular file");
    }
}
