package dev.sessionwatchdog.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How the kernel's text and a program's title are read.
class ReadingsTest {

    private static final String FIELDS = " S 2 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 4 21 22 23";

    private static CommandLine line(String text) {
        return CommandLine.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Property
    void a_command_may_be_called_anything(@ForAll @StringLength(max = 15) String comm)
            throws IOException {
        ProcStat stat = ProcStat.parse("7 (" + comm + ")" + FIELDS);
        assertThat(stat).isEqualTo(new ProcStat(comm, 'S', 2, 4, 22));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "7 (a", "7 (a)", "7 (a) S", "7 (a) S x 3 4 5 6 7 8 9"})
    void what_is_no_stat_is_refused(String text) {
        assertThatThrownBy(() -> ProcStat.parse(text)).isInstanceOf(IOException.class);
    }

    @Property
    void a_title_is_one_line_of_at_most_200_characters(@ForAll byte[] bytes) {
        String title = CommandLine.parse(bytes).title("comm", Redaction.builtIn());
        assertThat(title).hasSizeLessThanOrEqualTo(200);
        assertThat(title.chars()).noneMatch(Character::isISOControl);
    }

    @ParameterizedTest
    @CsvSource({
        "openclaw-gateway____,openclaw-gateway",
        "node_x.js_gateway_,node x.js gateway",
        "____,comm",
        "node_--token_abc_run,node --token *** run",
        "node_--token=abc_run,node --token=*** run",
        "node_--gateway-password_abc,node --gateway-password ***",
        "node_APIKEY=abc,node APIKEY=***",
        "node_--token_--verbose,node --token --verbose",
    })
    void a_title_shows_arguments_and_no_secrets(String text, String title) {
        assertThat(line(text.replace('_', '\0')).title("comm", Redaction.builtIn()))
                .isEqualTo(title);
    }

    @Test
    void a_long_title_is_cut_between_characters() {
        assertThat(line("a".repeat(199) + "\ud83e\udd9e").title("", Redaction.builtIn()))
                .isEqualTo("a".repeat(199));
    }

    @ParameterizedTest
    @CsvSource({
        "openclaw-gateway,GATEWAY",
        "openclaw-gateway|60,GATEWAY",
        "/usr/bin/openclaw-gateway,GATEWAY",
        "openclaw,GATEWAY",
        "openclaw|gateway|--port|1,GATEWAY",
        "openclaw|agent,OTHER_OPENCLAW",
        "openclaw|gateway|status,OTHER_OPENCLAW",
        "openclaw-agent,OTHER_OPENCLAW",
        "openclaw-doctor,OTHER_OPENCLAW",
        "node|/opt/openclaw/openclaw.mjs|gateway,GATEWAY",
        "/usr/bin/node|--inspect|/opt/openclaw.mjs|gateway|run,GATEWAY",
        "node|/opt/openclaw.mjs|gateway|stop,OTHER_OPENCLAW",
        "node|/opt/openclaw.mjs|agent,OTHER_OPENCLAW",
        "node|/usr/bin/openclaw|gateway,GATEWAY",
        "node|/x/openclaw/dist/index.js|gateway|--bind,GATEWAY",
        "node|/x/openclaw/dist/entry.js|doctor,OTHER_OPENCLAW",
        "node|dist/index.js|gateway,GATEWAY_PERHAPS",
        "node|dist/index.js,STRANGER",
        "vim|openclaw.mjs|gateway,STRANGER",
        "node|server.js|gateway,STRANGER",
        "sleep|60,STRANGER",
        "grep|openclaw-gateway,STRANGER",
        "'',STRANGER",
    })
    void a_process_is_judged_by_its_title_or_arguments(String arguments, GatewayTitle expected) {
        assertThat(GatewayTitle.of(line(arguments.replace('|', '\0')))).isEqualTo(expected);
    }
}
