package dev.sessionwatchdog.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Values of settings that are not at their default, each with its origin; the others are.
final class Values {

    private record Held(Object value, Origin origin) {}

    /// By path, which costs less than the hash of a whole row.
    private final Map<String, Held> held = new LinkedHashMap<>();

    <T> void put(Setting<T> setting, T value, Origin origin) {
        held.put(setting.path(), new Held(value, origin));
    }

    @SuppressWarnings("unchecked") // `put` is the only way in, and pairs the types
    <T> T of(Setting<T> setting) {
        Held set = held.get(setting.path());
        return set == null ? setting.standard() : (T) set.value();
    }

    Origin origin(Setting<?> setting) {
        Held set = held.get(setting.path());
        return set == null ? new Origin.BuiltIn() : set.origin();
    }

    /// Where the file says it; empty when it does not.
    Optional<Position> at(Setting<?> setting) {
        return origin(setting) instanceof Origin.InFile(Position at)
                ? Optional.of(at)
                : Optional.empty();
    }

    /// `~` in a path replaced by the home directory; the origin stays.
    void expand(Setting<String> path, Path home) {
        put(path, expanded(of(path), home), origin(path));
    }

    /// Likewise in the first of a list.
    void expandFirst(Setting<List<String>> paths, Path home) {
        List<String> all = new ArrayList<>(of(paths));
        if (!all.isEmpty()) {
            all.set(0, expanded(all.getFirst(), home));
            put(paths, List.copyOf(all), origin(paths));
        }
    }

    static String expanded(String path, Path home) {
        return path.equals("~") || path.startsWith("~/") ? home + path.substring(1) : path;
    }

    <T> Effective effective(Setting<T> setting, String path) {
        return new Effective(
                path, setting.kind().shown(of(setting)), origin(setting), setting.inForce());
    }
}
