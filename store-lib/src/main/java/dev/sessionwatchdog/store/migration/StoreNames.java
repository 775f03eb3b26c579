package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.root.Name;
import java.util.Optional;

/// What the two forms of one store are called in its sessions directory.
///
/// @param file the single file
/// @param directory the directory of entries that it becomes
public record StoreNames(Name file, Name directory) {

    private static final String FILE_END = ".json";

    /// What gateways call them unless they are told otherwise.
    public static final StoreNames DEFAULT =
            new StoreNames(new Name("sessions.json"), new Name("sessions.d"));

    /// The names that belong to a single file of another name, as a template of stores makes them:
    /// `sessions-work.json` becomes `sessions-work.d`. Empty if its name does not end in `.json`.
    public static Optional<StoreNames> of(Name file) {
        String value = file.value();
        if (!value.endsWith(FILE_END) || value.length() == FILE_END.length()) {
            return Optional.empty();
        }
        String stem = value.substring(0, value.length() - FILE_END.length());
        return Optional.of(new StoreNames(file, new Name(stem + ".d")));
    }

    /// The lock under which gateways write the single file.
    public Name lock() {
        return new Name(file + ".lock");
    }
}
