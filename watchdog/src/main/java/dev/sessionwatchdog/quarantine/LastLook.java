package dev.sessionwatchdog.quarantine;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Pinned;
import java.io.IOException;
import java.util.Optional;

/// The question asked directly before something is moved, under the claim where there is one: it
/// must be quick and sync nothing.
@FunctionalInterface
public interface LastLook {

    /// What is demanded of whoever has looked just before.
    LastLook NOTHING_MORE = (_, _) -> Optional.empty();

    /// Why it must stay; empty when nothing speaks against it.
    Optional<String> objection(Directory from, Pinned file) throws IOException;
}
