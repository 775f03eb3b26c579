package dev.sessionwatchdog.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The table, the published file of defaults and the published schema say the same, key by key.
class SettingsAgreementTest {

    private static final String DEFAULTS = new String(Resources.defaults(), StandardCharsets.UTF_8);

    @Test
    void the_file_of_defaults_sets_every_setting_of_the_table_in_its_order_and_no_other() {
        assertThat(Reads.loaded(DEFAULTS).settings())
                .allSatisfy(each ->
                        assertThat(each.origin()).as(each.path()).isInstanceOf(Origin.InFile.class))
                .extracting(each -> ((Origin.InFile) each.origin()).at())
                .isSorted();
    }

    @Test
    void each_value_in_the_file_of_defaults_is_the_one_of_the_table() {
        assertThat(Reads.loaded(DEFAULTS).settings())
                .extracting(Effective::path, Effective::value)
                .containsExactlyElementsOf(
                        Reads.loaded("version: 1\n").settings().stream()
                                .map(each -> tuple(each.path(), each.value()))
                                .toList());
        assertThat(Reads.loaded(DEFAULTS).config())
                .isEqualTo(Reads.loaded("version: 1\n").config());
    }

    @Test
    void the_schema_knows_the_same_settings_with_the_same_types_limits_and_words() {
        Map<String, String> table = new TreeMap<>();
        Settings.ALL.forEach(each -> table.put(each.path(), described(each.kind())));
        Map<String, String> schema = new TreeMap<>();
        walk("", JsonMapper.shared().readTree(Resources.schema()), schema);
        assertThat(table).containsExactlyEntriesOf(schema);
    }

    @Test
    void without_a_file_the_documented_values_hold() {
        Reading.Loaded loaded = new ConfigLoader(Reads.HOME, Overrides.NONE).defaults();
        assertThat(loaded.sha256()).isEqualTo(Reads.loaded(DEFAULTS).sha256());
        assertThat(loaded.config()).isEqualTo(documented());
    }

    private static Config documented() {
        return new Config(
                Config.Mode.ENFORCE,
                false,
                List.of(
                        new Config.RootConfig(
                                "/home/ann/.openclaw",
                                "agents/*/sessions",
                                Config.GatewayReads.AUTO)),
                new Config.Watch(
                        Config.WatchBackend.AUTO, Duration.ofSeconds(2), Duration.ofMinutes(5), 10),
                new Config.Tmp(
                        true,
                        Duration.ofHours(1),
                        Duration.ofMinutes(1),
                        Config.TmpAction.AUTO,
                        1000,
                        new Config.Rate(500, 200L << 20, true)),
                new Config.Locks(
                        true,
                        2,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(2),
                        Duration.ofMinutes(15),
                        new Config.Heartbeat(1.5, 2, Duration.ofMinutes(5)),
                        new Config.Owner(
                                Config.OwnerAction.BREAK,
                                Config.OwnerAction.BREAK,
                                Config.PausedOwner.WAIT,
                                Duration.ofMinutes(10)),
                        Duration.ofMinutes(2),
                        20,
                        60),
                new Config.Leases(true, 1.5, 5, Config.PausedOwner.BREAK),
                new Config.Migrate(
                        true, Config.Layout.ENTRIES_ENCODED, Duration.ofDays(30), 1L << 30),
                new Config.Quarantine(
                        ".session-watchdog/quarantine",
                        Duration.ofDays(14),
                        20L << 30,
                        Duration.ofHours(24),
                        new Config.DiskPressure(10, Duration.ofHours(1))),
                new Config.Events(
                        Optional.empty(),
                        16L << 20,
                        Duration.ofDays(1),
                        Duration.ofDays(90),
                        1L << 30,
                        Config.Journal.AUTO,
                        8L << 20,
                        false,
                        List.of("--token*", "--password*", "*KEY=*", "*SECRET=*")),
                new Config.Metrics(Optional.empty(), Optional.empty()),
                new Config.Notification(Config.Severity.WARN, 5, Duration.ofMinutes(10), List.of()),
                new Config.Limits(16L << 20, 1L << 30, 500));
    }

    private static void walk(String path, JsonNode schema, Map<String, String> into) {
        String type = schema.path("type").asString("");
        if (type.equals("object")) {
            String prefix = path.isEmpty() ? "" : path + ".";
            schema.get("properties")
                    .properties()
                    .forEach(each -> walk(prefix + each.getKey(), each.getValue(), into));
        } else if (type.equals("array") && schema.at("/items/type").asString().equals("object")) {
            walk(path + "[]", schema.get("items"), into);
        } else {
            into.put(path, described(schema));
        }
    }

    private static String described(JsonNode schema) {
        if (schema.has("const")) {
            return "exactly " + schema.get("const").asInt();
        }
        if (schema.has("enum")) {
            return "one of "
                    + StreamSupport.stream(schema.get("enum").spliterator(), false)
                            .map(JsonNode::asString)
                            .sorted()
                            .toList();
        }
        return switch (schema.get("type").asString()) {
            case "boolean" -> "flag";
            case "integer" -> "whole from " + schema.get("minimum").asInt();
            case "number" -> "number from " + schema.get("minimum").asDouble();
            case "array" -> "texts";
            default -> pattern(schema.path("pattern").asString(""));
        };
    }

    private static String pattern(String pattern) {
        return pattern.isEmpty()
                ? "text"
                : pattern.endsWith("%$")
                        ? "percent"
                        : pattern.contains("KiB") ? "size" : "duration";
    }

    private static String described(Kind<?> kind) {
        return switch (kind) {
            case Kind.Version(int only) -> "exactly " + only;
            case Kind.Flag _ -> "flag";
            case Kind.Choice<?> choice -> "one of " + choice.words().stream().sorted().toList();
            case Kind.Whole(int least) -> "whole from " + least;
            case Kind.Factor(double least) -> "number from " + least;
            case Kind.Span _ -> "duration";
            case Kind.Size _ -> "size";
            case Kind.Percent _ -> "percent";
            case Kind.Text _ -> "text";
            case Kind.Texts _ -> "texts";
        };
    }
}
