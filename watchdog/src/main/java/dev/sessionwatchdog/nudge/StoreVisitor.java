package dev.sessionwatchdog.nudge;

import dev.sessionwatchdog.store.root.Place;
import io.methvin.watcher.visitor.FileTreeVisitor;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Which directories are watched: the root, the way down to the stores, the stores themselves, and
/// the place where requests are left; nothing below or beside them, however large.
final class StoreVisitor implements FileTreeVisitor {

    private final Path root;
    private final List<Pattern> elements;
    private final Path requests;

    /// Changes come by the thousand from one directory.
    private volatile Parent lastParent;

    private record Parent(Path path, Optional<Place> store) {}

    /// @param stores the pattern's elements, `*` standing for any part of a name
    StoreVisitor(Path root, List<String> stores, Path requests) {
        this.root = root;
        this.requests = requests;
        this.elements = stores.stream().map(element -> Pattern.compile(glob(element))).toList();
        this.lastParent = new Parent(root, Optional.empty());
    }

    private static String glob(String element) {
        return "\\Q" + element.replace("*", "\\E[^/]*\\Q") + "\\E";
    }

    @Override
    public void recursiveVisitFiles(Path start, Callback onDirectory, Callback onFile)
            throws IOException {
        if (!start.startsWith(root) || start.equals(requests)) {
            onDirectory.call(start);
        } else if (start.equals(root) || leadsToStores(start) || isStore(start)) {
            visit(start, onDirectory);
        }
    }

    private void visit(Path directory, Callback onDirectory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        onDirectory.call(directory);
        int depth = depth(directory);
        if (depth >= elements.size()) {
            return;
        }
        try (DirectoryStream<Path> children =
                Files.newDirectoryStream(
                        directory,
                        child ->
                                elements.get(depth)
                                        .matcher(child.getFileName().toString())
                                        .matches())) {
            for (Path child : children) {
                visit(child, onDirectory);
            }
        } catch (NoSuchFileException gone) {
            // It went while it was visited; whoever removed it has told the watcher.
        }
    }

    private int depth(Path path) {
        return path.equals(root) ? 0 : root.relativize(path).getNameCount();
    }

    /// Whether it lies on the way from the root to the stores.
    boolean leadsToStores(Path path) {
        return path.startsWith(root) && matches(path) && depth(path) <= elements.size();
    }

    private boolean isStore(Path path) {
        return matches(path) && depth(path) == elements.size();
    }

    private boolean matches(Path path) {
        Path below = root.relativize(path);
        for (int i = 0; i < Math.min(depth(path), elements.size()); i++) {
            if (!elements.get(i).matcher(below.getName(i).toString()).matches()) {
                return false;
            }
        }
        return true;
    }

    /// The store in which it lies, if it lies in one.
    Optional<Place> storeOf(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            return Optional.empty();
        }
        Parent known = lastParent;
        if (!known.path.equals(parent)) {
            known = new Parent(parent, storeAround(parent));
            lastParent = known;
        }
        return known.store;
    }

    private Optional<Place> storeAround(Path directory) {
        if (!directory.startsWith(root)
                || depth(directory) < elements.size()
                || !matches(directory)) {
            return Optional.empty();
        }
        Path store = root.relativize(directory).subpath(0, elements.size());
        try {
            return Optional.of(Place.of(store.toString()));
        } catch (IllegalArgumentException notUtf8) {
            return Optional.empty();
        }
    }
}
