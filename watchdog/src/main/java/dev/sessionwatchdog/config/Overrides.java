package dev.sessionwatchdog.config;

import java.util.List;
import java.util.Optional;

/// What the command line says over the file.
///
/// @param roots absolute paths instead of the configured ones; empty leaves those. A root that the
///   file names too keeps what the file says about it.
public record Overrides(List<String> roots, Optional<Config.Mode> mode) {

    public static final Overrides NONE = new Overrides(List.of(), Optional.empty());

    void applyTo(Values values) {
        mode.ifPresent(asked -> values.put(Settings.MODE, asked, new Origin.CommandLine()));
    }

    /// @param configured what the file says, or the one root of the defaults; `~` expanded
    List<Values> roots(List<Values> configured) {
        return roots.isEmpty()
                ? configured
                : roots.stream().map(path -> root(path, configured)).toList();
    }

    private static Values root(String path, List<Values> configured) {
        Values root =
                configured.stream()
                        .filter(each -> each.of(Settings.ROOT_PATH).equals(path))
                        .findFirst()
                        .orElseGet(Values::new);
        root.put(Settings.ROOT_PATH, path, new Origin.CommandLine());
        return root;
    }
}
