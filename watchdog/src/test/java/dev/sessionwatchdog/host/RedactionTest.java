package dev.sessionwatchdog.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RedactionTest {

    private static final Redaction DEFAULTS =
            Redaction.and(List.of("--token*", "--password*", "*KEY=*", "*SECRET=*"));

    private static String title(Redaction redaction, String... arguments) {
        byte[] bytes = (String.join("\0", arguments) + "\0").getBytes(StandardCharsets.UTF_8);
        return CommandLine.parse(bytes).title("otherwise", redaction);
    }

    @Test
    void values_of_what_is_known_or_said_to_be_secret_are_hidden() {
        assertThat(title(DEFAULTS, "node", "--token", "hunter2", "run"))
                .isEqualTo("node --token *** run");
        assertThat(title(DEFAULTS, "node", "--token-file=hunter2", "API_KEY=hunter2"))
                .isEqualTo("node --token-file=*** API_KEY=***");
        assertThat(title(Redaction.builtIn(), "node", "--password=hunter2"))
                .isEqualTo("node --password=***");
    }

    @Test
    void a_pattern_of_the_configuration_is_one_for_the_whole_argument() {
        Redaction own = Redaction.and(List.of("--pin*", "sk-*", "*.internal", "USER=*"));

        assertThat(title(own, "node", "--pin", "1234", "--pinned=1", "sk-abcdef", "a.internal"))
                .isEqualTo("node --pin *** --pinned=*** *** ***");
        assertThat(title(own, "USER=me", "task-1", "internal"))
                .isEqualTo("USER=*** task-1 internal");
        assertThat(title(Redaction.builtIn(), "node", "--pin", "1234"))
                .isEqualTo("node --pin 1234");
    }

    @Test
    void a_pattern_is_text_but_for_its_stars() {
        Redaction own = Redaction.and(List.of("a.c", "(x*"));

        assertThat(title(own, "abc", "a.c", "(xy")).isEqualTo("abc *** ***");
    }
}
