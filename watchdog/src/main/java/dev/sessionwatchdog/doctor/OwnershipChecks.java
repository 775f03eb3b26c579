package dev.sessionwatchdog.doctor;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.RefusedException;
import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Whose a tree is, and who else may write in it (S98).
final class OwnershipChecks {

    /// Enough to tell; a store may hold a hundred thousand files.
    private static final int MOST_FILES = 20_000;

    private static final int GROUP_WRITE = 0020;
    private static final int OTHERS_WRITE = 0002;

    private final GuardedTree tree;

    OwnershipChecks(GuardedTree tree) {
        this.tree = tree;
    }

    List<Result> look() throws IOException {
        if (!tree.opens()) {
            return List.of();
        }
        List<Result> results = new ArrayList<>();
        try (Root root = tree.open()) {
            Facts top;
            try (Directory directory = root.open(Place.TOP)) {
                top = directory.facts();
            }
            results.add(owner(root.uid(), top));
            results.add(mode(top));
            results.add(files(root, top.uid()));
        }
        return results;
    }

    private Result owner(int us, Facts top) {
        String rerun =
                "sudo -u '#"
                        + top.uid()
                        + "' session-watchdog doctor --root "
                        + ShellWord.of(tree.real());
        if (us == top.uid()) {
            return new Result.Ok("owner.root", tree.name() + " is ours");
        }
        return us == 0
                ? Result.Finding.error(
                        "owner.root",
                        Harm.UNSAFE,
                        "this runs as root, and " + tree.name() + " belongs to user " + top.uid(),
                        "whatever root writes there the gateway can no longer change; the watchdog"
                                + " is not meant to run as root",
                        rerun)
                : Result.Finding.error(
                        "owner.root",
                        Harm.IDLE,
                        tree.name() + " belongs to user " + top.uid() + ", we are user " + us,
                        "files of others are never touched: nothing in it is acted on",
                        rerun);
    }

    private Result mode(Facts top) {
        boolean others = (top.mode() & OTHERS_WRITE) != 0;
        if (others || (top.mode() & GROUP_WRITE) != 0) {
            return Result.Finding.error(
                    "owner.mode",
                    Harm.UNSAFE,
                    tree.name() + " can be written by " + (others ? "everybody" : "its group"),
                    "whoever writes there can put a file in the place of another while it is"
                            + " looked at, or read sessions",
                    "chmod go-w " + ShellWord.of(tree.real()));
        }
        return new Result.Ok("owner.mode", tree.name() + " is written by its owner only");
    }

    /// Files of somebody else's in the stores: the gateway fails on them, and we leave them alone.
    private Result files(Root root, int owner) throws IOException {
        Count count = new Count(owner);
        for (Place store : tree.stores(root, new ArrayList<>())) {
            try (Directory directory = root.open(store)) {
                count.take(directory);
            } catch (RefusedException | NoSuchFileException gone) {
                // What is no store any more has no files.
            }
        }
        if (count.foreign > 0) {
            return Result.Finding.error(
                    "owner.files",
                    Harm.IDLE,
                    count.foreign
                            + " files in the stores of "
                            + tree.name()
                            + " belong to somebody else, such as "
                            + count.example.map(Place::toString).orElse(""),
                    "the gateway cannot change them and fails on them; we never touch them. A"
                            + " command that was run by sudo leaves such files",
                    "sudo find "
                            + ShellWord.of(tree.real())
                            + " -xdev ! -uid "
                            + owner
                            + " -exec chown -h "
                            + owner
                            + " {} +");
        }
        return count.looked == MOST_FILES
                ? Result.CannotTell.because(
                        "owner.files",
                        "only the first " + MOST_FILES + " files were looked at",
                        "find " + ShellWord.of(tree.real()) + " ! -uid " + owner)
                : new Result.Ok("owner.files", count.looked + " files in stores, all its owner's");
    }

    private static final class Count {
        private final int owner;
        private int looked;
        private int foreign;
        private Optional<Place> example = Optional.empty();

        Count(int owner) {
            this.owner = owner;
        }

        void take(Directory store) throws IOException {
            List<Name> names = new ArrayList<>();
            store.list((name, _) -> {
                names.add(name);
                return looked + names.size() < MOST_FILES;
            });
            for (Name name : names) {
                looked++;
                Optional<Facts> facts = store.look(name);
                if (facts.isPresent() && facts.get().uid() != owner) {
                    foreign++;
                    example = example.or(() -> Optional.of(store.place().child(name)));
                }
            }
        }
    }
}
