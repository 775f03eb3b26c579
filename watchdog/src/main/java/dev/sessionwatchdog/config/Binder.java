package dev.sessionwatchdog.config;

import dev.sessionwatchdog.config.Yaml.Field;
import dev.sessionwatchdog.config.Yaml.Mapping;
import dev.sessionwatchdog.config.Yaml.Scalar;
import dev.sessionwatchdog.config.Yaml.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Takes what a text says into the table's settings, and says everything that does not fit: names,
/// types, values. How values go together is [Rules]' business.
final class Binder {

    /// @param values all but the roots'
    /// @param roots empty when the text names none
    record Bound(Values values, List<Values> roots, List<ConfigError> errors) {}

    private final Source source;
    private final List<ConfigError> errors = new ArrayList<>();
    private final List<Values> roots = new ArrayList<>();
    private final Values values = new Values();

    private Binder(Source source) {
        this.source = source;
    }

    /// @param complete false when the tree ends early, so that nothing can be called missing
    static Bound bind(Source source, Optional<Yaml> tree, boolean complete) {
        Binder binder = new Binder(source);
        switch (tree.orElse(new Mapping(Position.START, List.of()))) {
            case Mapping mapping -> binder.document(mapping, complete);
            case Yaml other ->
                    binder.refuse(
                            other.at(),
                            "expected settings like `mode: observe`, found " + other.described());
        }
        return new Bound(binder.values, List.copyOf(binder.roots), List.copyOf(binder.errors));
    }

    private void document(Mapping mapping, boolean complete) {
        section("", mapping, values);
        boolean named =
                mapping.fields().stream().anyMatch(each -> each.key().text().equals("version"));
        if (complete && !named) {
            refuse(Position.START, "version is missing; begin the file with `version: 1`");
        }
    }

    private void section(String prefix, Mapping mapping, Values into) {
        Map<String, Position> seen = new HashMap<>();
        for (Field field : mapping.fields()) {
            Scalar key = field.key();
            Position first = seen.putIfAbsent(key.text(), key.at());
            if (first == null) {
                setting(prefix, field, into);
            } else {
                refuse(
                        key.at(),
                        "'"
                                + key.text()
                                + "' is set twice, first in line "
                                + first.line()
                                + "; remove one of them");
            }
        }
    }

    private void setting(String prefix, Field field, Values into) {
        String path = prefix + field.key().text();
        Optional<Setting<?>> known = Settings.at(path);
        if (known.isPresent()) {
            value(known.get(), field, into);
        } else if (path.equals("roots")) {
            roots(field.value());
        } else if (Settings.below(path + ".").isEmpty()) {
            unknown(prefix, field.key());
        } else if (field.value() instanceof Mapping below) {
            section(path + ".", below, into);
        } else {
            refuse(
                    field.value().at(),
                    "expected settings below '" + path + "', found " + field.value().described());
        }
    }

    private <T> void value(Setting<T> setting, Field field, Values into) {
        Yaml written = field.value();
        switch (setting.kind().parse(written)) {
            case Parsed.Good<T>(T value) ->
                    into.put(setting, value, new Origin.InFile(written.at()));
            case Parsed.Bad<T>(String message, Optional<String> meant) ->
                    errors.add(source.error(written.at(), setting.name() + ": " + message, meant));
        }
    }

    private void roots(Yaml written) {
        if (!(written instanceof Sequence(_, List<Yaml> items))) {
            refuse(
                    written.at(),
                    "roots: expected a list like `- path: ~/.openclaw`, found "
                            + written.described());
            return;
        }
        if (items.isEmpty()) {
            refuse(
                    written.at(),
                    "roots: an empty list guards nothing; name a root or remove the setting");
        }
        items.forEach(this::root);
    }

    private void root(Yaml written) {
        if (!(written instanceof Mapping mapping)) {
            refuse(
                    written.at(),
                    "expected a root like `- path: ~/.openclaw`, found " + written.described());
            return;
        }
        Values root = new Values();
        section("roots[].", mapping, root);
        if (mapping.fields().stream().noneMatch(each -> each.key().text().equals("path"))) {
            refuse(mapping.at(), "a root needs a path, like `path: ~/.openclaw`");
        }
        roots.add(root);
    }

    private void unknown(String prefix, Scalar key) {
        String name = key.text();
        if (name.equals("<<")) {
            refuse(
                    key.at(),
                    "a merge key (<<) is not accepted here; write the settings themselves");
            return;
        }
        Set<String> siblings = Settings.below(prefix);
        Optional<String> meant = Spelling.closest(name, siblings).or(() -> elsewhere(name));
        String where =
                prefix.isEmpty() ? "" : " below '" + prefix.substring(0, prefix.length() - 1) + "'";
        String known = meant.isPresent() ? "" : "; known here: " + String.join(", ", siblings);
        errors.add(source.error(key.at(), "unknown setting '" + name + "'" + where + known, meant));
    }

    /// The setting of that name in another section, when there is just one.
    private static Optional<String> elsewhere(String name) {
        List<String> paths =
                Settings.ALL.stream()
                        .filter(each -> each.name().equals(name))
                        .map(Setting::path)
                        .toList();
        return paths.size() == 1 ? Optional.of(paths.getFirst()) : Optional.empty();
    }

    private void refuse(Position at, String message) {
        errors.add(source.error(at, message));
    }
}
