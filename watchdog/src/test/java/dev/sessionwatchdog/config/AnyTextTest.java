package dev.sessionwatchdog.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/// Whatever an editor leaves behind is an answer with positions inside the text, never an
/// exception.
class AnyTextTest {

    private static final List<String> PIECES =
            List.of(
                    "\t",
                    "\n",
                    ":",
                    "- ",
                    "  ",
                    "\"",
                    "'",
                    "[",
                    "}",
                    "{",
                    "&a ",
                    "*a ",
                    "!!str ",
                    "<<: ",
                    "? ",
                    "|\n",
                    "---\n",
                    "...\n",
                    "#",
                    "%",
                    "\u0001",
                    "\u202e",
                    "日",
                    "😀",
                    "\r",
                    "\0",
                    "0",
                    "drill: true\n");

    @Property(tries = 500)
    void a_damaged_file_of_defaults_is_read_or_refused_with_positions_inside_it(
            @ForAll @Size(min = 1, max = 4)
                    List<@IntRange(min = 0, max = 1_000_000) Integer> seeds) {
        StringBuilder text =
                new StringBuilder(new String(Resources.defaults(), StandardCharsets.UTF_8));
        for (int seed : seeds) {
            int at = seed % text.length();
            text.replace(
                    at, Math.min(text.length(), at + seed % 7), PIECES.get(seed % PIECES.size()));
        }
        int lines = (int) text.chars().filter(c -> c == '\n' || c == '\r').count() + 1;
        switch (Reads.read(text.toString())) {
            case Reading.Loaded _ -> {}
            case Reading.Rejected(List<ConfigError> errors) -> {
                assertThat(errors).isNotEmpty();
                assertThat(errors)
                        .allSatisfy(error -> {
                            assertThat(error.line()).isBetween(1, lines);
                            assertThat(error.render().lines().count()).isGreaterThan(1);
                        });
            }
        }
    }
}
