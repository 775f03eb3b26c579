package dev.sessionwatchdog.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sessionwatchdog.config.SettingFacts;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the packages bring for `man` and for shells.
final class ManualPagesTest {

    private static final Map<String, String> PAGES = ManualPages.pages("2026-01-01");

    @TempDir private Path directory;

    @Test
    void there_is_a_page_for_the_program_for_every_verb_and_for_the_configuration() {
        assertThat(PAGES).containsKeys("session-watchdog.1", "session-watchdog.yaml.5");
        for (String verb : Verbs.ALL.keySet()) {
            assertThat(PAGES).containsKey("session-watchdog-" + verb + ".1");
            assertThat(PAGES.get("session-watchdog.1"))
                    .contains(".BR \"session\\-watchdog\\-" + verb.replace("-", "\\-") + "\"");
        }
    }

    @Test
    void the_program_s_page_explains_every_exit_code() throws Exception {
        for (Field code : ExitCode.class.getDeclaredFields()) {
            assertThat(Modifier.isStatic(code.getModifiers())).isTrue();
            assertThat(PAGES.get("session-watchdog.1"))
                    .contains("\n.B \"" + code.get(null) + "\"\n");
        }
    }

    @Test
    void every_option_of_a_verb_and_of_the_verbs_below_it_is_explained() {
        assertThat(PAGES.get("session-watchdog-sweep.1"))
                .contains(".B \"\\-n, \\-\\-dry\\-run\"", ".B \"\\-\\-only=RULES\"")
                .doesNotContain("once");
        assertThat(PAGES.get("session-watchdog-config.1"))
                .contains(".SS \"config check\"", ".B \"\\-\\-strict\"");
        assertThat(PAGES.get("session-watchdog-run.1")).doesNotContain("\\-\\-turns");
    }

    @Test
    void every_setting_is_in_the_configuration_s_page_with_its_default_and_floor() {
        String page = PAGES.get("session-watchdog.yaml.5");
        for (SettingFacts setting : SettingFacts.all()) {
            assertThat(page).contains(".B \"" + setting.path().replace("-", "\\-") + "\"");
        }
        assertThat(page)
                .contains("a duration like 90s, 5m or 1h30m; default 1h; at least 5m: a slow")
                .contains("observe or enforce; default enforce.")
                .contains("\n.nf\n# session\\-watchdog.yaml");
    }

    @Test
    void nothing_in_a_text_is_taken_for_a_request() {
        assertThat(new Roff("a", 1, "", "").line(".B 'x' \\fB-\u2026~").toString())
                .endsWith("\n\\&.B \\(aqx\\(aq \\(rsfB\\-\\[u2026]\\(ti\n");
        assertThat(new Roff("a", 1, "", "").line("'so x").toString()).endsWith("\n\\&\\(aqso x\n");
    }

    @Test
    void groff_and_mandoc_find_nothing_to_complain_of() throws Exception {
        List<List<String>> checks = new ArrayList<>();
        if (has("groff")) {
            checks.add(List.of("groff", "-man", "-ww", "-Tutf8", "-z"));
        }
        if (has("mandoc")) {
            checks.add(List.of("mandoc", "-Tlint", "-Wwarning"));
        }
        assumeTrue(!checks.isEmpty(), "neither groff nor mandoc is here");
        for (List<String> check : checks) {
            List<String> command = new ArrayList<>(check);
            for (Map.Entry<String, String> page : PAGES.entrySet()) {
                command.add(
                        Files.writeString(directory.resolve(page.getKey()), page.getValue())
                                .toString());
            }
            assertThat(said(command)).as(check.getFirst()).isEmpty();
        }
    }

    @Test
    void bash_completes_verbs_and_options() throws Exception {
        assumeTrue(has("bash"), "no bash here");
        Path script = directory.resolve("completion");
        Files.writeString(script, new Verb(directory).run("completion").out());
        assertThat(said(List.of("bash", "-c", complete(script, "session-watchdog qua"))))
                .isEqualTo("quarantine\n");
        assertThat(said(List.of("bash", "-c", complete(script, "session-watchdog sweep --dry"))))
                .isEqualTo("--dry-run\n");
        assertThat(said(List.of("bash", "-c", complete(script, "session-watchdog run --on"))))
                .isEqualTo("\n");
    }

    @Test
    void zsh_gets_a_file_for_its_function_path() throws Exception {
        String script = new Verb(directory).run("completion", "zsh").out();
        assertThat(script)
                .startsWith("#compdef session-watchdog\n")
                .contains("bashcompinit")
                .doesNotContain("#!", "alias compopt");
        assumeTrue(has("zsh"), "no zsh here");
        Path file = Files.writeString(directory.resolve("_session-watchdog"), script);
        assertThat(said(List.of("zsh", "-n", file.toString()))).isEmpty();
    }

    private static String complete(Path script, String line) {
        String[] words = line.split(" ", -1);
        return "source '%s'; compopt() { :; }; COMP_WORDS=(%s); COMP_CWORD=%d; _complete_session-watchdog; echo \"${COMPREPLY[*]}\""
                .formatted(script, line, words.length - 1);
    }

    private static boolean has(String tool) {
        return Pattern.compile(":")
                .splitAsStream(System.getenv().getOrDefault("PATH", ""))
                .anyMatch(place -> Files.isExecutable(Path.of(place, tool)));
    }

    private static String said(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
