package dev.sessionwatchdog.store.sim;

import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.FileType;
import dev.sessionwatchdog.store.root.Name;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeMap;

/// One object on the simulated disk.
final class Inode {

    enum Kind {
        REGULAR,
        DIRECTORY,
        SYMLINK,
        FIFO,
        SOCKET,
        DEVICE
    }

    final Kind kind;
    final long device;
    final long number;
    final Instant btime;
    Instant mtime;
    Instant ctime;
    int mode;
    int uid;
    int gid;
    int links;
    boolean mountPoint;

    /// For a symbolic link.
    String target = "";

    /// For a directory: the names that everybody sees, and those that are safe from a crash.
    final TreeMap<Name, Inode> entries = new TreeMap<>();

    final TreeMap<Name, Inode> durable = new TreeMap<>();
    int undecodable;

    /// For a regular file.
    private byte[] buffer = {};

    private int size;
    int durableSize;

    /// So large may it become without needing more room.
    int reserved;

    boolean syncFailed;

    /// Open descriptions: ours, strangers', and strangers who wait for a lease to end.
    int opens;

    int strangers;
    int waiting;
    boolean claimed;
    boolean locked;

    Inode(Kind kind, long device, long number, Instant born) {
        this.kind = kind;
        this.device = device;
        this.number = number;
        this.btime = born;
        this.mtime = born;
        this.ctime = born;
        this.mode = kind == Kind.DIRECTORY ? 0700 : 0600;
    }

    /// The same facts under a number, without names, content and openers.
    Inode copy(long newNumber) {
        Inode copy = new Inode(kind, device, newNumber, btime);
        copy.mtime = mtime;
        copy.ctime = ctime;
        copy.mode = mode;
        copy.uid = uid;
        copy.gid = gid;
        copy.mountPoint = mountPoint;
        copy.target = target;
        copy.undecodable = undecodable;
        copy.reserved = reserved;
        return copy;
    }

    FileType type() {
        return switch (kind) {
            case REGULAR -> FileType.REGULAR;
            case DIRECTORY -> FileType.DIRECTORY;
            case SYMLINK -> FileType.SYMLINK;
            case FIFO, SOCKET, DEVICE -> FileType.OTHER;
        };
    }

    int size() {
        return kind == Kind.SYMLINK ? target.length() : size;
    }

    byte[] content() {
        return Arrays.copyOf(buffer, size);
    }

    byte[] content(int length) {
        return Arrays.copyOf(buffer, length);
    }

    /// Content that was there for long: durable.
    void settle(byte[] content) {
        buffer = content.clone();
        size = content.length;
        durableSize = size;
        syncFailed = false;
    }

    /// All content that is here or below is durable.
    void settleAll() {
        durableSize = size();
        entries.values().forEach(Inode::settleAll);
    }

    void append(byte[] more) {
        if (size + more.length > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(size + more.length, 2 * buffer.length));
        }
        System.arraycopy(more, 0, buffer, size, more.length);
        size += more.length;
    }

    /// A failed sync drops what was dirty, and later ones no longer know of it (fsync(2), Linux).
    void sync() {
        if (!syncFailed) {
            durableSize = size;
        }
    }

    long needed() {
        return SimulatedSpace.INODE + Math.max(size, reserved);
    }

    boolean openElsewhere() {
        return opens + strangers > 1;
    }

    boolean unused() {
        return links == 0 && opens == 0 && strangers == 0 && waiting == 0;
    }

    Facts facts() {
        return new Facts(
                type(),
                device,
                number,
                size(),
                mtime,
                ctime,
                Optional.of(btime),
                mode,
                uid,
                gid,
                links,
                mountPoint);
    }

    String describe() {
        return switch (kind) {
            case REGULAR -> "file " + size + " " + Integer.toHexString(Arrays.hashCode(content()));
            case DIRECTORY -> "directory";
            case SYMLINK -> "symlink " + target;
            case FIFO -> "fifo";
            case SOCKET -> "socket";
            case DEVICE -> "device";
        };
    }
}
