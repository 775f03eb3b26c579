package dev.sessionwatchdog.config;

import static dev.sessionwatchdog.config.Reads.error;
import static dev.sessionwatchdog.config.Reads.errors;
import static dev.sessionwatchdog.config.Reads.loaded;
import static dev.sessionwatchdog.config.Reads.read;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {

    @Test
    void takes_what_the_file_says_and_leaves_the_rest_at_its_default() {
        Reading.Loaded loaded = loaded("version: 1\nmode: observe\ntmp: {older_than: 1h30m}\n");
        assertThat(loaded.config().mode()).isEqualTo(Config.Mode.OBSERVE);
        assertThat(loaded.config().tmp().olderThan()).isEqualTo(Duration.ofMinutes(90));
        assertThat(loaded.config().tmp().confirmGap()).isEqualTo(Duration.ofMinutes(1));
        assertThat(loaded.setByFile()).isEqualTo(3);
        assertThat(loaded.settings())
                .contains(
                        new Effective(
                                "tmp.older_than",
                                "1h30m",
                                new Origin.InFile(new Position(3, 19)),
                                true),
                        new Effective("tmp.confirm_gap", "1m", new Origin.BuiltIn(), true));
    }

    @Test
    void expands_the_home_directory_of_each_root() {
        Config config =
                loaded("version: 1\nroots: [{path: ~/a}, {path: /b, stores: 's/*'}]\n").config();
        assertThat(config.roots())
                .containsExactly(
                        new Config.RootConfig(
                                "/home/ann/a", "agents/*/sessions", Config.GatewayReads.AUTO),
                        new Config.RootConfig("/b", "s/*", Config.GatewayReads.AUTO));
    }

    /// What is written in place of a setting, and the position and the message that come of it.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    tmp: {older_then: 1h}         | 2:7  | unknown setting 'older_then' below 'tmp'
                    older_than: 1h                | 2:1  | unknown setting 'older_than'
                    tmp: {older_than: 300}        | 2:19 | older_than: found the number 300 without a unit
                    tmp: {older_than: 5 minutes}  | 2:19 | older_than: found the text '5 minutes'; a duration is written like 90s
                    tmp: {older_than: 99999999d}  | 2:19 | a duration is at most 36500d
                    tmp: {older_than: }           | 2:18 | older_than: found nothing
                    tmp: {older_than: [1h]}       | 2:19 | older_than: found a list
                    tmp: {rate: {bytes: 2GB}}     | 2:21 | bytes: found the text '2GB'; a size is written like 512KiB
                    tmp: {rate: {bytes: 9999999999TiB}} | 2:21 | a size is less than
                    tmp: {max_per_sweep: 0}       | 2:22 | max_per_sweep: expected 1 to 2147483647, found the number 0
                    tmp: {max_per_sweep: '5'}     | 2:22 | max_per_sweep: expected a whole number, found the text '5'
                    tmp: {max_per_sweep: 99999999999999999999} | 2:22 | expected 1 to 2147483647
                    tmp: {enabled: yes}           | 2:16 | enabled: expected true or false, found the text 'yes'
                    tmp: {action: remove}         | 2:15 | action: expected one of auto, report, quarantine, delete; found the text 'remove'
                    tmp: 5                        | 2:6  | expected settings below 'tmp', found the number 5
                    tmp:                          | 2:5  | expected settings below 'tmp', found nothing
                    watch: {sweep_jitter: 100%}   | 2:23 | a percentage is written like 10% (0% to 99%)
                    locks: {heartbeat: {tolerance: 1.1}} | 2:32 | tolerance: expected 1.2 to 1000.0
                    notify: {exec: notify-send}   | 2:16 | exec: expected a list
                    notify: {exec: [a, 5]}        | 2:16 | exec: in this list: expected a text, found the number 5; put it in quotes
                    roots: []                     | 2:8  | an empty list guards nothing
                    roots: [{stores: a}]          | 2:9  | a root needs a path
                    roots: [~/a]                  | 2:9  | expected a root like
                    roots: {path: /a}             | 2:8  | roots: expected a list
                    roots: [{path: state}]        | 2:16 | 'state' is not absolute
                    roots: [{path: ~bob/x}]       | 2:16 | '~bob/x' is not absolute
                    roots: [{path: /a}, {path: /a/}]  | 2:28 | is guarded already by a root above
                    roots: [{path: /a}, {path: /a/b}] | 2:28 | lie in each other
                    roots: [{path: /a, stores: /b}]   | 2:28 | below the root, without / or ~
                    roots: [{path: /a, stores: b/../c}]  | 2:28 | '..' would lead out of the root
                    roots: [{path: /a, stores: 'b/**'}]  | 2:28 | '**' would walk the whole tree
                    roots: [{path: /a, stores: b//c}]    | 2:28 | every part between the slashes is a name
                    roots: [{path: /a, stores: 'b/sessions-{agentId}.json'}] | 2:28 | Several agents' indexes in one directory are not served
                    roots: [{path: /a, stores: 'b/{agent}'}] | 2:28 | * is the only wildcard here
                    roots: [{path: /a, stores: 'b/[x]'}] | 2:28 | * is the only wildcard here
                    quarantine: {dir: /var/q}     | 2:19 | below the root, without / or ~
                    quarantine: {dir: .session-watchdog/../q} | 2:19 | '..' would lead out of the root
                    quarantine: {dir: trash}      | 2:19 | start it with .session-watchdog/
                    quarantine: {keep: 2h}        | 2:20 | quarantine.keep_min (1d) is more than quarantine.keep (2h)
                    events: {dir: logs}           | 2:15 | 'logs' is not absolute
                    metrics: {listen: 0.0.0.0:9464} | 2:19 | on a loopback address only
                    metrics: {listen: 9464}       | 2:19 | expected a text, found the number 9464
                    metrics: {listen: localhost:99999} | 2:19 | a port is 1 to 65535
                    metrics: {textfile: /tmp/x}   | 2:21 | a file that ends in .prom
                    mode: &m observe              | 2:7  | an anchor (&m) is not accepted
                    mode: *m                      | 2:7  | an alias (*m) is not accepted
                    mode: !!str observe           | 2:7  | a tag (tag:yaml.org,2002:str) is not accepted
                    "<<: {a: 1}"                  | 2:1  | a merge key (<<) is not accepted
                    [a]: 1                        | 2:1  | a setting's name is a plain word, not a list
                    """)
    void refuses_with_a_position_and_a_remedy(String line, String at, String message) {
        List<ConfigError> errors = errors("version: 1\n" + line + "\n");
        assertThat(errors)
                .anySatisfy(error -> {
                    assertThat(error.line() + ":" + error.column()).isEqualTo(at);
                    assertThat(error.message()).contains(message);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "'0'", "5m", "1h30m", "250ms", "1d12h"})
    void knows_durations(String text) {
        assertThat(loaded("version: 1\nwatch: {settle: " + text + "}\n").config().watch().settle())
                .isLessThanOrEqualTo(Duration.ofHours(36));
    }

    @ParameterizedTest
    @CsvSource({
        "older_then: 1h, older_than",
        "olderthan: 1h, older_than",
        "older-than: 1h, older_than",
        "Enabled: true, enabled",
        "action: reprot, report",
        "enabled: yes, true",
        "full_sweep: 5m, watch.full_sweep"
    })
    void suggests_what_was_probably_meant(String written, String meant) {
        assertThat(error("version: 1\ntmp: {" + written + "}\n").suggestion()).contains(meant);
    }

    @Test
    void suggests_nothing_when_nothing_is_close_but_lists_what_is_known() {
        ConfigError error = error("version: 1\nwatch: {interval: 5m}\n");
        assertThat(error.suggestion()).isEmpty();
        assertThat(error.message())
                .endsWith("known here: backend, settle, full_sweep, sweep_jitter");
    }

    @Test
    void names_both_lines_of_a_setting_that_is_set_twice() {
        ConfigError error = error("version: 1\nmode: observe\nmode: enforce\n");
        assertThat(error.line()).isEqualTo(3);
        assertThat(error.message())
                .isEqualTo("'mode' is set twice, first in line 2; remove one of them");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    version: 2      | 1:10 | expected 1, found the number 2
                    version: '1'    | 1:10 | expected 1, found the text '1'
                    mode: observe   | 1:1  | version is missing
                    "# empty"       | 1:1  | version is missing
                    - version: 1    | 1:1  | expected settings like `mode: observe`, found a list
                    """)
    void reads_no_other_format(String text, String at, String message) {
        ConfigError error = error(text + "\n");
        assertThat(error.line() + ":" + error.column()).isEqualTo(at);
        assertThat(error.message()).contains(message);
    }

    @Test
    void reports_what_stands_before_a_syntax_error_and_the_error_itself() {
        assertThat(errors("version: 1\nmod: observe\ntmp: {older_than: 1h\n"))
                .extracting(ConfigError::line)
                .containsExactly(2, 4);
    }

    @Test
    void a_line_indented_too_far_is_one_error_on_that_line() {
        ConfigError error = error("version: 1\ntmp:\n  older_than: 1h\n   confirm_gap: 1m\n");
        assertThat(error.line()).isEqualTo(4);
        assertThat(error.message()).contains("is this line indented like its neighbours");
    }

    @Test
    void a_list_for_a_name_before_broken_syntax_is_an_error_and_no_more() {
        assertThat(errors("[a]: x\n  b: c\n")).isNotEmpty();
    }

    @Test
    void shows_paths_with_the_home_directory_in_place() {
        assertThat(loaded("version: 1\nevents: {dir: ~/log}\n").settings())
                .contains(
                        new Effective(
                                "roots[0].path", "/home/ann/.openclaw", new Origin.BuiltIn(), true),
                        new Effective(
                                "events.dir",
                                "/home/ann/log",
                                new Origin.InFile(new Position(2, 15)),
                                true));
    }

    @Test
    void looks_past_tabs_to_the_errors_behind_them() {
        List<ConfigError> errors = errors("version: 1\ntmp:\n\tolder_than: 1h\nmod: observe\n");
        assertThat(errors).extracting(ConfigError::line).containsExactly(3, 4);
        assertThat(errors.getFirst().message()).isEqualTo("a tab cannot indent; use spaces");
    }

    @Test
    void refuses_a_second_document() {
        assertThat(error("version: 1\n---\nversion: 1\n").render())
                .startsWith("watchdog.yaml:2:1: a second document begins here");
    }

    @Test
    void refuses_deep_nesting_without_running_out_of_stack() {
        assertThat(errors("version: 1\ntmp: " + "[".repeat(100_000)))
                .anySatisfy(error -> assertThat(error.message()).contains("nested deeper than 16"));
    }

    @Test
    void refuses_what_is_not_text() {
        assertThat(errors("a: \u0001\n").getFirst().render())
                .contains(":1:4: the character U+0001 is not allowed");
        assertThat(read(new byte[] {'a', (byte) 0xff}))
                .isInstanceOfSatisfying(
                        Reading.Rejected.class,
                        it ->
                                assertThat(it.errors().getFirst().render())
                                        .isEqualTo(
                                                "watchdog.yaml: is not UTF-8; save it as UTF-8"));
    }

    @Test
    void accepts_a_byte_order_mark_and_line_ends_of_other_systems() {
        assertThat(loaded("\uFEFFversion: 1\r\nmode: observe\r\n").config().mode())
                .isEqualTo(Config.Mode.OBSERVE);
    }

    @Test
    void notes_each_setting_of_the_file_that_does_nothing_yet() {
        Reading.Loaded loaded =
                loaded("version: 1\ntmp: {enabled: true}\nlimits:\n  events_per_second: 100\n");
        assertThat(loaded.notes())
                .extracting(Note::text)
                .containsExactly("accepted, not yet in force: limits.events_per_second (line 4)");
    }

    @Test
    void s53_notes_a_migration_that_is_wanted_where_no_gateway_is_said_to_read_it() {
        String wanted = "version: 1\nmigrate: {enabled: true}\nroots:\n  - {path: /a";
        assertThat(loaded(wanted + "}\n").notes())
                .singleElement()
                .satisfies(note -> {
                    assertThat(note.line()).isEqualTo(2);
                    assertThat(note.text()).contains("layout-not-supported-by-gateway", "/a");
                });
        assertThat(loaded(wanted + ", gateway_reads: single-file}\n").notes()).hasSize(1);
        assertThat(loaded(wanted + ", gateway_reads: directory}\n").notes()).isEmpty();
        assertThat(loaded("version: 1\nroots: [{path: /a}]\n").notes()).isEmpty();
        assertThat(loaded("version: 1\nmigrate: {enabled: false}\n").notes()).isEmpty();
    }

    @Test
    void s61_the_gateways_own_template_of_stores_is_understood() {
        assertThat(stores("agents/{agentId}/sessions")).isEqualTo("agents/*/sessions");
        assertThat(stores("agents/{agentId}/sessions/sessions.json"))
                .isEqualTo("agents/*/sessions");
        assertThat(stores("x-{agentId}/s")).isEqualTo("x-*/s");
    }

    private static String stores(String pattern) {
        return loaded("version: 1\nroots: [{path: /a, stores: '" + pattern + "'}]\n")
                .config()
                .roots()
                .getFirst()
                .stores();
    }

    @Test
    void the_digest_is_that_of_the_bytes() {
        assertThat(loaded("version: 1\n").sha256())
                .isEqualTo("09bfcc6a14b83e2192b8673677725c84883ee9cd0c70e45c9ec09daa8f2b2847");
    }
}
