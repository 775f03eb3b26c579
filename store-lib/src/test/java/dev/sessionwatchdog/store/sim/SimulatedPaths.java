package dev.sessionwatchdog.store.sim;

import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Paths;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.RefusedException;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Optional;

/// Each call in the steps of a kernel: it finds the directories on the way (`resolve`), and only
/// then looks up the last names in what it found. Others may come between.
final class SimulatedPaths implements Paths {

    private final SimulatedDirectory base;

    SimulatedPaths(SimulatedDirectory base) {
        this.base = base;
    }

    @Override
    public Optional<String> doubt() {
        return base.degraded() ? Optional.of("simulated: no fence") : Optional.empty();
    }

    /// The directory that holds it, whatever becomes of its name from now on.
    private SimulatedDirectory resolve(Place path) throws IOException {
        base.step("resolve", path);
        SimulatedDirectory at = base;
        for (Name name : path.parent().names()) {
            Inode child = at.find(name).orElseThrow(() -> new NoSuchFileException(path.toString()));
            if (child.kind != Inode.Kind.DIRECTORY) {
                throw new FileSystemException(path.toString(), null, "ENOTDIR");
            }
            at = at.child(name, child);
        }
        return at;
    }

    private static Inode present(SimulatedDirectory in, Place path) throws NoSuchFileException {
        return in.find(path.name()).orElseThrow(() -> new NoSuchFileException(path.toString()));
    }

    private static void requireFree(SimulatedDirectory in, Place path)
            throws FileAlreadyExistsException {
        if (in.find(path.name()).isPresent()) {
            throw new FileAlreadyExistsException(path.toString());
        }
    }

    @Override
    public void makeDirectory(Place path) throws IOException {
        SimulatedDirectory in = resolve(path);
        base.step("mkdir", path);
        requireFree(in, path);
        in.add(path.name(), Inode.Kind.DIRECTORY);
    }

    @Override
    public void create(Place path, byte[] content) throws IOException {
        SimulatedDirectory in = resolve(path);
        base.step("create", path);
        requireFree(in, path);
        OpenFile file = in.open(in.add(path.name(), Inode.Kind.REGULAR), path.name());
        try {
            file.append(content);
            file.sync();
        } catch (IOException failure) {
            delete(path);
            throw failure;
        } finally {
            file.close();
        }
    }

    @Override
    public void createEmpty(Place path) throws IOException {
        SimulatedDirectory in = resolve(path);
        base.step("create", path);
        requireFree(in, path);
        in.add(path.name(), Inode.Kind.REGULAR);
    }

    @Override
    public void touch(Place path, Instant mtime) throws IOException {
        SimulatedDirectory in = resolve(path);
        base.step("touch", path);
        Inode file = present(in, path);
        file.mtime = mtime;
        file.ctime = base.now();
    }

    @Override
    public Optional<Facts> look(Place path) throws IOException {
        SimulatedDirectory in;
        try {
            in = resolve(path);
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
        base.step("look", path);
        return in.find(path.name()).map(Inode::facts);
    }

    @Override
    public void replace(Place from, Place to) throws IOException {
        SimulatedDirectory source = resolve(from);
        SimulatedDirectory target = resolve(to);
        base.step("rename", from);
        Inode moved = present(source, from);
        Optional<Inode> there = target.find(to.name());
        if (there.isPresent() && there.get() != moved) {
            requireReplaceable(moved, there.get(), to);
        }
        source.moveTo(from.name(), target, to.name(), true);
    }

    /// rename(2): a file replaces a file, a directory an empty directory.
    private static void requireReplaceable(Inode moved, Inode there, Place to) throws IOException {
        boolean directory = there.kind == Inode.Kind.DIRECTORY;
        if (directory && moved.kind != Inode.Kind.DIRECTORY) {
            throw new RefusedException(to, "directory");
        }
        if (!directory && moved.kind == Inode.Kind.DIRECTORY) {
            throw new FileSystemException(to.toString(), null, "ENOTDIR");
        }
        if (directory && !there.entries.isEmpty()) {
            throw new DirectoryNotEmptyException(to.toString());
        }
    }

    @Override
    public void rename(Place from, Place to) throws IOException {
        SimulatedDirectory source = resolve(from);
        SimulatedDirectory target = resolve(to);
        base.step("rename", from);
        present(source, from);
        requireFree(target, to);
        source.moveTo(from.name(), target, to.name(), false);
    }

    @Override
    public void exchange(Place one, Place other) throws IOException {
        if (base.degraded()) {
            throw new UnsupportedOperationException("simulated: no native calls");
        }
        SimulatedDirectory first = resolve(one);
        SimulatedDirectory second = resolve(other);
        base.step("rename", one);
        present(first, one);
        present(second, other);
        first.exchange(one.name(), second, other.name());
    }

    @Override
    public void delete(Place path) throws IOException {
        SimulatedDirectory in;
        try {
            in = resolve(path);
        } catch (NoSuchFileException absent) {
            return;
        }
        base.step("unlink", path);
        Optional<Inode> there = in.find(path.name());
        if (there.isPresent()) {
            if (there.get().kind == Inode.Kind.DIRECTORY) {
                throw new FileSystemException(path.toString(), null, "EISDIR");
            }
            in.unlinkNow(path.name());
        }
    }

    @Override
    public void deleteDirectory(Place path) throws IOException {
        SimulatedDirectory in;
        try {
            in = resolve(path);
        } catch (NoSuchFileException absent) {
            return;
        }
        base.step("rmdir", path);
        Optional<Inode> there = in.find(path.name()).filter(it -> it.kind == Inode.Kind.DIRECTORY);
        if (there.isPresent()) {
            if (!there.get().entries.isEmpty()) {
                throw new DirectoryNotEmptyException(path.toString());
            }
            in.unlinkNow(path.name());
        }
    }
}
