package dev.sessionwatchdog.store.sim;

import dev.sessionwatchdog.store.root.KernelLock;
import dev.sessionwatchdog.store.root.Name;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.util.Optional;

/// The files of one directory that only we write.
final class SimulatedOwnFiles {

    private final SimulatedDirectory directory;
    private int temps;

    SimulatedOwnFiles(SimulatedDirectory directory) {
        this.directory = directory;
    }

    void create(Name name, byte[] content) throws IOException {
        directory.step("create", name);
        if (directory.find(name).isPresent()) {
            throw new FileAlreadyExistsException(directory.text(name));
        }
        OpenFile file = directory.open(directory.add(name, Inode.Kind.REGULAR), name);
        try {
            file.append(content);
            file.sync();
        } catch (IOException failure) {
            delete(name);
            throw failure;
        } finally {
            file.close();
        }
    }

    void replace(Name name, byte[] content) throws IOException {
        String start = name.value().substring(0, Math.min(50, name.value().length()));
        Name temp;
        do {
            temp = new Name("." + start + String.format(".%016x.new", temps++));
        } while (directory.find(temp).isPresent());
        try {
            create(temp, content);
            directory.step("rename", temp);
            if (directory.find(name).filter(it -> it.kind == Inode.Kind.DIRECTORY).isPresent()) {
                throw new FileSystemException(directory.text(name), null, "EISDIR");
            }
            directory.moveTo(temp, directory, name, true);
        } catch (IOException failure) {
            delete(temp);
            throw failure;
        }
        directory.sync();
    }

    OpenFile open(Name name) throws IOException {
        directory.step("create", name);
        Optional<Inode> there = directory.find(name);
        Inode file = there.isPresent() ? there.get() : directory.add(name, Inode.Kind.REGULAR);
        if (file.kind != Inode.Kind.REGULAR) {
            throw directory.refused(
                    name, file.kind == Inode.Kind.SYMLINK ? "symlink" : "not a regular file");
        }
        if (file.links != 1) {
            throw directory.refused(name, "hard link");
        }
        if (file.device != directory.inode.device) {
            throw directory.refused(name, "other device");
        }
        return directory.open(file, name);
    }

    void delete(Name name) throws IOException {
        directory.step("unlink", name);
        Optional<Inode> there = directory.find(name);
        if (there.isPresent()) {
            if (there.get().kind == Inode.Kind.DIRECTORY) {
                throw new FileSystemException(directory.text(name), null, "EISDIR");
            }
            directory.unlinkNow(name);
        }
    }

    void deleteDirectory(Name name) throws IOException {
        directory.step("rmdir", name);
        Optional<Inode> there = directory.find(name);
        if (there.isPresent()) {
            if (there.get().kind != Inode.Kind.DIRECTORY) {
                throw new FileSystemException(directory.text(name), null, "ENOTDIR");
            }
            if (!there.get().entries.isEmpty()) {
                throw new DirectoryNotEmptyException(directory.text(name));
            }
            directory.unlinkNow(name);
        }
    }

    void rename(Name from, SimulatedDirectory target, Name to) throws IOException {
        directory.step("rename", from);
        directory.present(from);
        if (target.find(to).isPresent()) {
            throw new FileAlreadyExistsException(target.text(to));
        }
        directory.moveTo(from, target, to, false);
    }

    Optional<KernelLock> lock(Name name) throws IOException {
        OpenFile file = open(name);
        boolean taken = false;
        try {
            file.step("lock");
            if (file.inode.locked) {
                return Optional.empty();
            }
            taken = true;
            return Optional.of(new SimulatedLock(file, directory.inode, name));
        } finally {
            if (!taken) {
                file.close();
            }
        }
    }
}
