package dev.sessionwatchdog.bench;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/// How large everything that is measured is made, and for how long it is watched.
///
/// A preset is a file of properties beside this package's other resources; `quick`, `full` and
/// `tiny` have the same keys.
///
/// @param preset its name, with what was changed of it
record Sizes(String preset, Map<String, String> values) {

    /// @param changes `key=value` separated by blanks, over those of the preset
    /// @throws IllegalArgumentException if there is no such preset or key
    static Sizes of(String preset, String changes) throws IOException {
        Map<String, String> values = new TreeMap<>(read(preset));
        for (String change : Stream.of(changes.split(" ")).filter(c -> !c.isBlank()).toList()) {
            String[] parts = change.split("=", 2);
            if (parts.length != 2 || values.replace(parts[0], parts[1]) == null) {
                throw new IllegalArgumentException(
                        change + ": say KEY=VALUE with one of " + values.keySet());
            }
        }
        return new Sizes((preset + " " + changes).strip(), Map.copyOf(values));
    }

    private static Map<String, String> read(String preset) throws IOException {
        try (InputStream file =
                Sizes.class.getResourceAsStream("/bench/" + preset + ".properties")) {
            if (file == null) {
                throw new IllegalArgumentException("no preset " + preset + ": quick, full or tiny");
            }
            Properties properties = new Properties();
            properties.load(file);
            Map<String, String> values = new TreeMap<>();
            properties.forEach((key, value) -> values.put(key.toString(), value.toString()));
            return values;
        }
    }

    String text(String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("no size " + key);
        }
        return value;
    }

    int count(String key) {
        return Integer.parseInt(text(key));
    }

    List<Integer> counts(String key) {
        return Stream.of(text(key).split(",")).map(Integer::valueOf).toList();
    }

    long bytes(String key) {
        return Long.parseLong(text(key));
    }

    Duration span(String key) {
        return Duration.parse(text(key));
    }

    boolean flag(String key) {
        return Boolean.parseBoolean(text(key));
    }
}
