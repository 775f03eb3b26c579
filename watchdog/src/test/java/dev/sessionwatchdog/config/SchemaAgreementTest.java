package dev.sessionwatchdog.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The binding and the published schema accept and refuse the same documents.
///
/// Documents are JSON, which is YAML too, so that both read the same text. Left out is what only
/// the binding judges: what paths and addresses may look like, the size of numbers, floors, and how
/// values go together ([Rules]). `0` without quotes is a duration to the binding alone.
class SchemaAgreementTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final JsonNode PUBLISHED = JSON.readTree(Resources.schema());
    private static final Schema SCHEMA =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7).getSchema(PUBLISHED);

    private static final List<String> VALUES =
            List.of(
                    "true",
                    "false",
                    "null",
                    "1",
                    "2",
                    "-1",
                    "3",
                    "1.5",
                    "1.1",
                    "7",
                    "[]",
                    "{}",
                    "[\"a\"]",
                    "[1]",
                    "\"5m\"",
                    "\"1h30m\"",
                    "\"0\"",
                    "\"5\"",
                    "\"5 m\"",
                    "\"m\"",
                    "\"250ms\"",
                    "\"2GiB\"",
                    "\"2GB\"",
                    "\"16 MiB\"",
                    "\"1B\"",
                    "\"10%\"",
                    "\"100%\"",
                    "\"%\"",
                    "\"auto\"",
                    "\"off\"",
                    "\"on\"",
                    "\"observe\"",
                    "\"enforce\"",
                    "\"report\"",
                    "\"break\"",
                    "\"wait\"",
                    "\"delete\"",
                    "\"native\"",
                    "\"plain\"",
                    "\"info\"",
                    "\"entries-exact\"",
                    "\"AUTO\"",
                    "\"\"");

    /// Texts that the binding's own rules accept, by setting.
    private static final Map<String, String> TEXTS =
            Map.of(
                    "roots[].path", "\"/srv/x\"",
                    "roots[].stores", "\"a/*/s\"",
                    "quarantine.dir", "\".session-watchdog/q\"",
                    "events.dir", "\"auto\"",
                    "metrics.textfile", "\"off\"",
                    "metrics.listen", "\"off\"");

    @Property(tries = 3000)
    void the_binding_and_the_schema_judge_alike(@ForAll("documents") String document) {
        boolean valid = SCHEMA.validate(JSON.readTree(document)).isEmpty();
        Source source = Source.of("document", document);
        YamlReader.Read yaml = YamlReader.read(source);
        List<ConfigError> errors = Binder.bind(source, yaml.tree(), yaml.complete()).errors();
        Statistics.collect(valid ? "valid" : "invalid");
        assertThat(errors.isEmpty()).as("%s -> %s", document, errors).isEqualTo(valid);
        Statistics.coverage(coverage -> {
            coverage.check("valid").percentage(share -> share > 15);
            coverage.check("invalid").percentage(share -> share > 15);
        });
    }

    @Example
    void a_zero_without_quotes_is_the_one_thing_that_only_the_binding_accepts() {
        String document = "{\"version\": 1, \"watch\": {\"settle\": 0}}";
        assertThat(SCHEMA.validate(JSON.readTree(document))).isNotEmpty();
        assertThat(Reads.errors(document)).isEmpty();
    }

    @Provide
    Arbitrary<String> documents() {
        Arbitrary<Map<String, String>> settings =
                Arbitraries.of(Settings.ALL.stream().filter(each -> !each.ofRoot()).toList())
                        .flatMap(each -> value(each).map(value -> Map.entry(each.path(), value)))
                        .list()
                        .ofMaxSize(4)
                        .map(SchemaAgreementTest::collected);
        return Combinators.combine(settings, roots(), strays())
                .as((some, roots, stray) -> document(some, roots, stray));
    }

    /// Mostly one that fits, sometimes any other.
    private static Arbitrary<String> value(Setting<?> setting) {
        Arbitrary<String> fitting =
                Arbitraries.just(
                        Optional.ofNullable(TEXTS.get(setting.path()))
                                .orElseGet(() -> written(setting)));
        boolean free = !(setting.kind() instanceof Kind.Text);
        Arbitrary<String> any =
                Arbitraries.of(
                        VALUES.stream().filter(each -> free || !each.startsWith("\"")).toList());
        return Arbitraries.frequencyOf(Tuple.of(3, fitting), Tuple.of(2, any));
    }

    private static <T> String written(Setting<T> setting) {
        return JSON.writeValueAsString(setting.kind().shown(setting.standard()));
    }

    private static Arbitrary<Optional<String>> roots() {
        Arbitrary<String> root =
                Arbitraries.of(Settings.ALL.stream().filter(Setting::ofRoot).toList())
                        .flatMap(each -> value(each).map(value -> Map.entry(each.name(), value)))
                        .list()
                        .ofMinSize(1)
                        .ofMaxSize(3)
                        .map(SchemaAgreementTest::collected)
                        .map(SchemaAgreementTest::object);
        return Arbitraries.oneOf(
                        root.list().ofMaxSize(2).map(each -> "[" + String.join(",", each) + "]"),
                        Arbitraries.of("null", "{}", "[null]", "\"~/x\""))
                .optional(0.3);
    }

    /// A key that no setting has, or a value where a section belongs.
    private static Arbitrary<Optional<Map.Entry<String, String>>> strays() {
        return Arbitraries.of(
                        Map.entry("tmpp", "{}"),
                        Map.entry("tmp.oldr_than", "\"1h\""),
                        Map.entry("locks", "5"),
                        Map.entry("events.keep", "\"90d\""),
                        Map.entry("events.keep", "{}"),
                        Map.entry("leases", "{}"),
                        Map.entry("notify", "null"))
                .optional(0.2);
    }

    private static Map<String, String> collected(List<Map.Entry<String, String>> entries) {
        Map<String, String> map = new TreeMap<>();
        entries.forEach(each -> map.put(each.getKey(), each.getValue()));
        return map;
    }

    private static String object(Map<String, String> members) {
        ObjectNode object = JSON.createObjectNode();
        members.forEach((name, value) -> object.set(name, JSON.readTree(value)));
        return object.toString();
    }

    private static String document(
            Map<String, String> settings,
            Optional<String> roots,
            Optional<Map.Entry<String, String>> stray) {
        ObjectNode document = JSON.createObjectNode();
        document.put("version", 1);
        settings.forEach((path, value) -> put(document, path, JSON.readTree(value)));
        roots.ifPresent(each -> document.set("roots", JSON.readTree(each)));
        stray.ifPresent(each -> put(document, each.getKey(), JSON.readTree(each.getValue())));
        return document.toString();
    }

    private static void put(ObjectNode document, String path, JsonNode value) {
        ObjectNode at = document;
        String[] names = path.split("\\.", -1);
        for (int i = 0; i < names.length - 1; i++) {
            at = at.path(names[i]) instanceof ObjectNode below ? below : at.putObject(names[i]);
        }
        at.set(names[names.length - 1], value);
    }
}
