package dev.sessionwatchdog.config;

import dev.sessionwatchdog.config.Yaml.Field;
import dev.sessionwatchdog.config.Yaml.Mapping;
import dev.sessionwatchdog.config.Yaml.Scalar;
import dev.sessionwatchdog.config.Yaml.ScalarType;
import dev.sessionwatchdog.config.Yaml.Sequence;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Reads the parser's events into a tree and refuses what a configuration may not hold: anchors,
/// aliases, tags, merge keys, a second document, deep nesting.
///
/// It reads events and not the parser's own tree, which has lost the aliases' positions and is
/// built by recursion as deep as the text asks for.
final class YamlReader {

    /// The deepest setting stands at three.
    private static final int MAX_DEPTH = 16;

    private static final LoadSettings SETTINGS =
            LoadSettings.builder()
                    .setUseMarks(true)
                    .setParseComments(false)
                    .setCodePointLimit(ConfigFile.MAX_BYTES + 1)
                    .build();

    /// @param tree empty when there is none; incomplete when `complete` is false
    /// @param complete false when a syntax error ended the reading
    record Read(Optional<Yaml> tree, List<ConfigError> errors, boolean complete) {}

    private final Source source;
    private final Iterator<Event> events;
    private final List<ConfigError> errors = new ArrayList<>();
    private boolean complete = true;

    private YamlReader(Source source) {
        this.source = source;
        this.events = new Parse(SETTINGS).parseString(source.text()).iterator();
    }

    static Read read(Source source) {
        YamlReader reader = new YamlReader(source);
        Optional<Yaml> tree = reader.documents();
        return new Read(tree, List.copyOf(reader.errors), reader.complete);
    }

    private Optional<Yaml> documents() {
        List<Yaml> trees = new ArrayList<>();
        for (Optional<Event> event = next(); event.isPresent(); event = next()) {
            if (event.get() instanceof DocumentStartEvent start && !trees.isEmpty()) {
                refuse(start, "a second document begins here; one file is one document");
                break;
            }
            if (event.get() instanceof NodeEvent node) {
                trees.add(value(node, 1));
            }
        }
        return trees.stream().findFirst();
    }

    private Yaml value(NodeEvent event, int depth) {
        refuseIndirection(event);
        Position at = position(event);
        return switch (event) {
            case ScalarEvent scalar -> scalar(at, scalar);
            case CollectionStartEvent _ when depth > MAX_DEPTH -> tooDeep(event, at);
            case CollectionStartEvent start when start.getEventId() == Event.ID.MappingStart ->
                    mapping(at, depth);
            case CollectionStartEvent _ -> sequence(at, depth);
            default -> new Scalar(at, "", ScalarType.NULL);
        };
    }

    private Mapping mapping(Position at, int depth) {
        List<Field> fields = new ArrayList<>();
        boolean spills = false;
        for (Optional<NodeEvent> key = child(); key.isPresent(); key = child()) {
            Yaml name = value(key.get(), depth + 1);
            Optional<NodeEvent> value = child();
            if (value.isEmpty()) {
                break;
            }
            spills = spills(value.get());
            Yaml held = value(value.get(), depth + 1);
            if (name instanceof Scalar scalar) {
                fields.add(new Field(scalar, held));
            } else {
                errors.add(
                        source.error(
                                name.at(),
                                "a setting's name is a plain word, not " + name.described()));
            }
        }
        if (!complete && spills && !fields.isEmpty()) {
            fields.removeLast();
        }
        return new Mapping(at, List.copyOf(fields));
    }

    /// True for a text that took in the beginning of the line on which the syntax broke.
    private static boolean spills(NodeEvent value) {
        return value instanceof ScalarEvent scalar
                && scalar.isPlain()
                && scalar.getStartMark().map(Mark::getLine).orElse(0)
                        < scalar.getEndMark().map(Mark::getLine).orElse(0);
    }

    private Sequence sequence(Position at, int depth) {
        List<Yaml> items = new ArrayList<>();
        for (Optional<NodeEvent> item = child(); item.isPresent(); item = child()) {
            items.add(value(item.get(), depth + 1));
        }
        return new Sequence(at, List.copyOf(items));
    }

    private Yaml tooDeep(Event event, Position at) {
        refuse(event, "nested deeper than " + MAX_DEPTH + " levels; no setting is");
        complete = false;
        return new Scalar(at, "", ScalarType.NULL);
    }

    private static Scalar scalar(Position at, ScalarEvent event) {
        Tag tag =
                SETTINGS.getSchema().getScalarResolver().resolve(event.getValue(), event.isPlain());
        return new Scalar(at, event.getValue(), type(tag));
    }

    private static ScalarType type(Tag tag) {
        if (tag.equals(Tag.INT)) {
            return ScalarType.INTEGER;
        }
        if (tag.equals(Tag.FLOAT)) {
            return ScalarType.DECIMAL;
        }
        if (tag.equals(Tag.BOOL)) {
            return ScalarType.BOOLEAN;
        }
        return tag.equals(Tag.NULL) ? ScalarType.NULL : ScalarType.STRING;
    }

    private void refuseIndirection(NodeEvent event) {
        if (event instanceof AliasEvent alias) {
            refuse(
                    event,
                    "an alias (*"
                            + alias.getAlias()
                            + ") is not accepted here; write the value itself");
            return;
        }
        event.getAnchor()
                .ifPresent(name ->
                        refuse(event, "an anchor (&" + name + ") is not accepted here; remove it"));
        Optional<String> tag =
                switch (event) {
                    case ScalarEvent scalar -> scalar.getTag();
                    case CollectionStartEvent start -> start.getTag();
                    default -> Optional.empty();
                };
        tag.ifPresent(
                name -> refuse(event, "a tag (" + name + ") is not accepted here; remove it"));
    }

    /// The next node inside a collection; empty at its end.
    private Optional<NodeEvent> child() {
        return next().flatMap(event ->
                event instanceof NodeEvent node ? Optional.of(node) : Optional.empty());
    }

    /// Empty at the end of the text, which is also where its syntax stops making sense.
    private Optional<Event> next() {
        try {
            return complete && events.hasNext() ? Optional.of(events.next()) : Optional.empty();
        } catch (YamlEngineException broken) {
            complete = false;
            errors.add(syntax(broken));
            return Optional.empty();
        }
    }

    private ConfigError syntax(YamlEngineException broken) {
        return switch (broken) {
            case MarkedYamlEngineException marked ->
                    source.error(
                            marked.getProblemMark()
                                    .or(marked::getContextMark)
                                    .map(mark ->
                                            new Position(mark.getLine() + 1, mark.getColumn() + 1))
                                    .orElse(Position.START),
                            SyntaxProblem.explain(marked));
            case ReaderException unreadable ->
                    source.error(
                            source.position(unreadable.getPosition()),
                            "the character U+%04X is not allowed in YAML; remove it"
                                    .formatted(unreadable.getCodePoint()));
            default -> source.error(Position.START, "not YAML 1.2: " + broken.getMessage());
        };
    }

    private void refuse(Event event, String message) {
        errors.add(source.error(position(event), message));
    }

    private static Position position(Event event) {
        return event.getStartMark()
                .map(mark -> new Position(mark.getLine() + 1, mark.getColumn() + 1))
                .orElse(Position.START);
    }
}
