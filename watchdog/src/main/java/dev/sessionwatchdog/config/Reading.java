package dev.sessionwatchdog.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What came of reading a configuration: all of it, or every reason why not.
public sealed interface Reading {

    /// @param file empty when the built-in defaults hold
    /// @param sha256 of the file's bytes (of the built-in file of defaults without one), in hex
    /// @param notes settings of the file that are not yet in force
    /// @param settings every setting in the order of the file of defaults
    record Loaded(
            Config config,
            Optional<Path> file,
            String sha256,
            List<Note> notes,
            List<Effective> settings)
            implements Reading {

        /// How many values the file sets.
        public long setByFile() {
            return settings.stream().filter(each -> each.origin() instanceof Origin.InFile).count();
        }
    }

    /// @param errors never empty, in the order of the file
    record Rejected(List<ConfigError> errors) implements Reading {}
}
