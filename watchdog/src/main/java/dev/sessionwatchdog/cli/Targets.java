package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.observation.StorePattern;
import dev.sessionwatchdog.store.forensic.Printable;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.RefusedException;
import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Finds what a person means by a path: an absolute one, one below a root or below the working
/// directory, or a bare name that only one store has.
final class Targets {

    private final Setup setup;

    Targets(Setup setup) {
        this.setup = setup;
    }

    /// A place below a configured root.
    record Target(Config.RootConfig root, Place place) {}

    /// @throws Failure if it is not below a root, is not there, or is there more than once
    Target find(String said) throws IOException {
        Path path = path(said);
        if (path.isAbsolute()) {
            return below(path).orElseThrow(() -> outside(said));
        }
        Optional<Target> known = belowARoot(path, true);
        if (known.isPresent()) {
            return known.get();
        }
        if (path.getNameCount() > 1) {
            return below(path.toAbsolutePath().normalize())
                    .filter(_ -> Files.exists(path, LinkOption.NOFOLLOW_LINKS))
                    .or(() -> belowARoot(path, false))
                    .orElseThrow(() -> missing(said));
        }
        return named(said);
    }

    private Optional<Target> belowARoot(Path path, boolean onlyWhatIsThere) {
        for (Config.RootConfig root : setup.config().roots()) {
            Path top = Path.of(root.path()).normalize();
            Path there = top.resolve(path).normalize();
            Optional<Place> place = place(top, there);
            if (place.isPresent()
                    && (!onlyWhatIsThere || Files.exists(there, LinkOption.NOFOLLOW_LINKS))) {
                return Optional.of(new Target(root, place.get()));
            }
        }
        return Optional.empty();
    }

    private static Path path(String said) {
        try {
            return Path.of(said).normalize();
        } catch (InvalidPathException notAPath) {
            throw new Failure(ExitCode.USAGE, Printable.of(said) + ": not a path", notAPath);
        }
    }

    /// Links on the way to a root, and to the file's directory, are followed; the file's own name
    /// is not.
    private Optional<Target> below(Path path) {
        for (Config.RootConfig root : setup.config().roots()) {
            Path top = Path.of(root.path());
            Optional<Place> place =
                    place(top.normalize(), path).or(() -> place(real(top), realParent(path)));
            if (place.isPresent()) {
                return Optional.of(new Target(root, place.get()));
            }
        }
        return Optional.empty();
    }

    private static Path realParent(Path path) {
        Path parent = path.getParent();
        Path name = path.getFileName();
        return parent == null || name == null ? path : real(parent).resolve(name);
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException unreachable) {
            return path;
        }
    }

    private static Optional<Place> place(Path top, Path path) {
        if (!path.startsWith(top) || path.equals(top)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Place.of(top.relativize(path).toString()));
        } catch (IllegalArgumentException notAPlace) {
            return Optional.empty();
        }
    }

    private Target named(String said) throws IOException {
        Name name = Name.parse(said).orElseThrow(() -> missing(said));
        List<Target> found = new ArrayList<>();
        for (Config.RootConfig config : setup.config().roots()) {
            try (Root root = LocalRoot.open(Path.of(config.path()), setup.natives())) {
                for (Place store :
                        StorePattern.of(config.stores()).expand(root, new ArrayList<>())) {
                    if (has(root, store, name)) {
                        found.add(new Target(config, store.child(name)));
                    }
                }
            } catch (NoSuchFileException noRoot) {
                // Nothing is there.
            }
        }
        if (found.size() > 1) {
            throw new Failure(
                    ExitCode.USAGE,
                    "several stores have "
                            + Printable.of(said)
                            + ": "
                            + found.stream()
                                    .limit(8)
                                    .map(each -> Printable.of(each.place().toString()))
                                    .collect(Collectors.joining(", ")));
        }
        return found.stream().findFirst().orElseThrow(() -> missing(said));
    }

    private static boolean has(Root root, Place store, Name name) throws IOException {
        try (Directory directory = root.open(store)) {
            return directory.look(name).isPresent();
        } catch (NoSuchFileException | RefusedException none) {
            return false;
        }
    }

    static Failure missing(String said) {
        return new Failure(
                ExitCode.FAILED,
                Printable.of(said)
                        + ": nothing stands there; what was done to it: session-watchdog events"
                        + " --path "
                        + Printable.of(said));
    }

    private Failure outside(String said) {
        return new Failure(
                ExitCode.USAGE,
                Printable.of(said)
                        + " lies outside the guarded roots ("
                        + setup.config().roots().stream()
                                .map(root -> Printable.of(root.path()))
                                .collect(Collectors.joining(", "))
                        + "): name its root by --root");
    }
}
