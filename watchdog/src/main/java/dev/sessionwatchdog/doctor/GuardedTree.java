package dev.sessionwatchdog.doctor;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.observation.Oddity;
import dev.sessionwatchdog.observation.StorePattern;
import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One configured root, where it really lies.
///
/// @param path as configured
/// @param real with every link on the way followed; the path itself where it leads nowhere
/// @param problem why it cannot be opened
record GuardedTree(
        Config.RootConfig config,
        LocalRoot.Natives natives,
        Path path,
        Path real,
        Optional<IOException> problem) {

    static GuardedTree of(Config.RootConfig config, LocalRoot.Natives natives) {
        Path path = Path.of(config.path());
        try (Root root = LocalRoot.open(path, natives)) {
            return new GuardedTree(config, natives, path, Path.of(root.path()), Optional.empty());
        } catch (IOException failure) {
            return new GuardedTree(config, natives, path, path, Optional.of(failure));
        }
    }

    boolean opens() {
        return problem.isEmpty();
    }

    Root open() throws IOException {
        return LocalRoot.open(real, natives);
    }

    /// Its stores, as far as they can be reached.
    List<Place> stores(Root root, List<Oddity> oddities) throws IOException {
        return StorePattern.of(config.stores()).expand(root, oddities);
    }

    List<Place> stores() throws IOException {
        try (Root root = open()) {
            return stores(root, new ArrayList<>());
        }
    }

    String name() {
        return path.toString();
    }
}
