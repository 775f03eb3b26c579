package dev.sessionwatchdog.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What a unit and its drop-ins say together, the last value of a key in force (systemd.unit(5)).
///
/// @param values by key
record UnitSettings(Map<String, Value> values) {

    /// @param file that says it
    record Value(String text, Path file) {

        boolean yes() {
            return List.of("yes", "true", "on", "1").contains(text.toLowerCase(Locale.ROOT));
        }
    }

    /// @param files the unit, then its drop-ins in the order in which they are read
    static UnitSettings of(List<Path> files) {
        Map<String, Value> values = new LinkedHashMap<>();
        for (Path file : files) {
            if (Machine.read(file) instanceof Machine.Seen.Text(String text)) {
                text.lines()
                        .map(String::strip)
                        .filter(line -> !line.startsWith("#") && !line.startsWith(";"))
                        .filter(line -> line.indexOf('=') > 0)
                        .forEach(line -> {
                            int at = line.indexOf('=');
                            values.put(
                                    line.substring(0, at).strip(),
                                    new Value(line.substring(at + 1).strip(), file));
                        });
            }
        }
        return new UnitSettings(values);
    }

    Optional<Value> get(String key) {
        return Optional.ofNullable(values.get(key)).filter(value -> !value.text().isEmpty());
    }

    /// Drop-ins of a unit, those for all its instances first.
    static List<Path> dropIns(Machine machine, List<String> directories, List<String> names) {
        List<Path> files = new ArrayList<>();
        for (String directory : directories) {
            for (String name : names) {
                machine.list(directory + "/" + name + ".d").stream()
                        .filter(file -> file.toString().endsWith(".conf"))
                        .forEach(files::add);
            }
        }
        return files;
    }
}
