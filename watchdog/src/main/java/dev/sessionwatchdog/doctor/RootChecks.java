package dev.sessionwatchdog.doctor;

import dev.sessionwatchdog.finding.Spans;
import dev.sessionwatchdog.observation.Oddity;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Whether a root is there, can be opened, and has stores (S83).
final class RootChecks {

    private static final int MOST_ODDITIES = 20;

    private final Circumstances circumstances;
    private final GuardedTree tree;

    RootChecks(Circumstances circumstances, GuardedTree tree) {
        this.circumstances = circumstances;
        this.tree = tree;
    }

    List<Result> look() throws IOException {
        if (tree.problem().isPresent()) {
            return List.of(closed(tree.problem().get()));
        }
        List<Result> results = new ArrayList<>();
        results.add(
                new Result.Ok(
                        "root.open",
                        tree.path().equals(tree.real())
                                ? tree.name() + " opens"
                                : tree.name()
                                        + " leads to "
                                        + tree.real()
                                        + ", which is followed once; links below it never are"));
        List<Oddity> oddities = new ArrayList<>();
        try (Root root = tree.open()) {
            List<Place> stores = tree.stores(root, oddities);
            results.add(
                    stores.isEmpty()
                            ? empty()
                            : new Result.Ok("root.stores", Spans.count(stores.size(), "store")));
        }
        oddities.stream().limit(MOST_ODDITIES).map(this::odd).forEach(results::add);
        return results;
    }

    private Result closed(IOException failure) {
        if (failure instanceof NoSuchFileException && isLink(tree.path())) {
            return Result.Finding.error(
                    "root.open",
                    Harm.IDLE,
                    tree.name() + " is a link that leads nowhere",
                    "nothing is guarded, and the daemon ends at its start",
                    "ls -l " + ShellWord.of(tree.path()),
                    "session-watchdog config show");
        }
        if (failure instanceof NoSuchFileException) {
            return Result.Finding.error(
                    "root.open",
                    Harm.IDLE,
                    tree.name() + " does not exist",
                    "nothing is guarded, and the daemon ends at its start; name the gateway's"
                            + " state directory under roots[].path",
                    "session-watchdog config show");
        }
        if (failure instanceof AccessDeniedException) {
            return Result.Finding.error(
                    "root.open",
                    Harm.IDLE,
                    circumstances.user().name() + " may not read " + tree.name(),
                    "nothing is guarded: the watchdog runs as the gateway's user",
                    "sudo -u \"$(stat -c %U "
                            + ShellWord.of(tree.path())
                            + ")\" session-watchdog doctor --root "
                            + ShellWord.of(tree.path()));
        }
        return Result.CannotTell.because(
                "root.open",
                tree.name() + " cannot be opened: " + failure.getMessage(),
                "ls -ld " + ShellWord.of(tree.path()));
    }

    private static boolean isLink(Path path) {
        return Files.isSymbolicLink(path) && Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    private Result empty() {
        return Result.Finding.warning(
                "root.stores",
                Harm.IDLE,
                "no directory below " + tree.name() + " matches " + tree.config().stores(),
                "there is nothing to guard: either no session was ever written, or the pattern"
                        + " roots[].stores is not the gateway's",
                "session-watchdog config show",
                "ls " + ShellWord.of(tree.real()));
    }

    private Result odd(Oddity oddity) {
        Path place = tree.real().resolve(oddity.place().toString());
        return Result.Finding.warning(
                "root.stores",
                Harm.IDLE,
                place + " is left out: " + oddity.what(),
                "below a root no link is followed and no mount point crossed; guard it as a root"
                        + " of its own",
                "session-watchdog sweep --dry-run --root " + ShellWord.of(place));
    }
}
