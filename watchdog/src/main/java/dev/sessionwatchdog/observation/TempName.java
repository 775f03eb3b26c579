package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.store.root.Name;
import java.util.Optional;
import java.util.OptionalLong;

/// What the name of a temp says.
///
/// @param target the file it was to become, where the name tells
/// @param pid the process that made it, where the name tells; as its own PID namespace counts
public record TempName(Name name, TempFamily family, Optional<Name> target, OptionalLong pid) {

    /// The shape of the name, for people: `sessions.json.<pid>.<uuid>.tmp`.
    public String shape() {
        return family.shape(this);
    }
}
