package dev.sessionwatchdog.config;

import dev.sessionwatchdog.config.Binder.Bound;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What values must keep to: their floors, and each other.
final class Rules {

    private final Source source;
    private final Values values;
    private final List<ConfigError> errors = new ArrayList<>();

    private Rules(Source source, Values values) {
        this.source = source;
        this.values = values;
    }

    static List<ConfigError> check(Source source, Bound bound, Path home) {
        Rules rules = new Rules(source, bound.values());
        Settings.ALL.forEach(rules::floor);
        rules.pairs();
        rules.roots(bound.roots(), home);
        rules.hook(home);
        return List.copyOf(rules.errors);
    }

    private <T> void floor(Setting<T> setting) {
        boolean drill = values.of(Settings.DRILL);
        T value = values.of(setting);
        setting.floor()
                .filter(floor -> floor.refuses(value, drill))
                .ifPresent(floor -> refuse(setting, belowFloor(setting, value, floor, drill)));
    }

    private static <T> String belowFloor(
            Setting<T> setting, T value, Floor<T> floor, boolean drill) {
        return "%s: %s is below the floor of %s%s: %s; %s"
                .formatted(
                        setting.name(),
                        setting.kind().shown(value),
                        setting.kind().shown(floor.at(drill)),
                        drill ? " that a drill keeps" : "",
                        floor.reason(),
                        drill ? "raise it" : "raise it, or set `drill: true` for a rehearsal");
    }

    private void pairs() {
        ordered(
                Settings.QUARANTINE_KEEP_MIN,
                Settings.QUARANTINE_KEEP,
                "what must be kept longer than it is kept");
        ordered(
                Settings.PRESSURE_KEEP_MIN,
                Settings.QUARANTINE_KEEP_MIN,
                "a full disk would be given less room than a healthy one");
        ordered(
                Settings.EVENTS_ROTATE_SIZE,
                Settings.EVENTS_KEEP_SIZE,
                "one segment would be more than all that is kept");
        ordered(
                Settings.LIMITS_READ_FILE,
                Settings.LIMITS_INDEX,
                "an index may be larger than other files, never smaller");
    }

    private <T extends Comparable<? super T>> void ordered(
            Setting<T> less, Setting<T> more, String reason) {
        if (values.of(less).compareTo(values.of(more)) > 0) {
            Setting<T> named = values.at(more).isPresent() ? more : less;
            refuse(
                    named,
                    "%s (%s) is more than %s (%s): %s; change one of them"
                            .formatted(
                                    less.path(),
                                    less.kind().shown(values.of(less)),
                                    more.path(),
                                    more.kind().shown(values.of(more)),
                                    reason));
        }
    }

    private void roots(List<Values> roots, Path home) {
        List<Path> earlier = new ArrayList<>();
        for (Values root : roots) {
            Optional<Position> at = root.at(Settings.ROOT_PATH);
            if (at.isEmpty()) {
                continue;
            }
            Path path =
                    home.getFileSystem()
                            .getPath(Values.expanded(root.of(Settings.ROOT_PATH), home))
                            .normalize();
            earlier.stream()
                    .filter(other -> path.startsWith(other) || other.startsWith(path))
                    .findFirst()
                    .ifPresent(other -> errors.add(source.error(at.get(), overlap(path, other))));
            earlier.add(path);
        }
    }

    private static String overlap(Path path, Path other) {
        return path.equals(other)
                ? "path: '" + other + "' is guarded already by a root above; remove one of them"
                : "path: '"
                        + path
                        + "' and the root '"
                        + other
                        + "' lie in each other; one tree has one watchdog, keep the outer one";
    }

    private void hook(Path home) {
        values.of(Settings.NOTIFY_EXEC).stream()
                .findFirst()
                .flatMap(program -> HookFile.of(program, home).refusal())
                .ifPresent(why -> refuse(Settings.NOTIFY_EXEC, why));
    }

    private void refuse(Setting<?> setting, String message) {
        errors.add(source.error(values.at(setting).orElse(Position.START), message));
    }
}
