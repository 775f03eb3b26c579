package dev.sessionwatchdog.store.root;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.root.StrictJson.Members;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

    private static Optional<String> fault(String text, Members members) {
        return StrictJson.fault(text.getBytes(StandardCharsets.UTF_8), members);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", " [1,\"x\"] \n", "\"é\"", "-0.0E+1", "null", "{\"a\":{\"a\":[]}}"})
    void one_value_is_json(String text) {
        assertThat(fault(text, Members.UNIQUE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{}{}",
                "{} x",
                "[1,]",
                "\"\t\"",
                "01",
                "+1",
                ".5",
                "NaN",
                "'a'",
                "{a:1}",
                "\"x",
                "\ufeff{}",
                "{}\u0000",
                "// x\n{}",
                "nul",
                "\"\\x\""
            })
    void anything_else_is_not(String text) {
        assertThat(fault(text, Members.AS_WRITTEN)).isPresent();
    }

    @Test
    void members_of_one_name_are_a_fault_only_where_they_have_to_be_unique() {
        String twice = "{\"x\":[{\"a\":1,\"\\u0061\":2}]}";
        assertThat(fault(twice, Members.AS_WRITTEN)).isEmpty();
        assertThat(fault(twice, Members.UNIQUE)).isPresent();
    }

    @Test
    void a_finding_quotes_nothing_of_the_content() {
        for (String secret :
                new String[] {"{\"secret\":", "{\"secret\":1,\"secret\":2}", "secret"}) {
            assertThat(fault(secret, Members.UNIQUE))
                    .hasValueSatisfying(it -> assertThat(it).doesNotContain("secret"));
        }
    }
}
