package dev.sessionwatchdog.store.sim;

import dev.sessionwatchdog.store.root.Place;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// One open description of an inode of the simulated disk.
final class OpenFile {

    final SimulatedDisk disk;
    final Inode inode;

    /// Where it was when it was opened, from the top of the disk; for the hook.
    final Place place;

    private boolean closed;

    OpenFile(SimulatedDisk disk, Inode inode, Place place) {
        this.disk = disk;
        this.inode = inode;
        this.place = place;
        inode.opens++;
    }

    void step(String name) throws IOException {
        requireOpen();
        disk.step(name, place);
    }

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException(place + ": closed");
        }
    }

    int read(ByteBuffer into, long position) throws IOException {
        step("read");
        if (position >= inode.size()) {
            return -1;
        }
        byte[] content = inode.content();
        int count = Math.min(into.remaining(), content.length - (int) position);
        into.put(content, (int) position, count);
        return count;
    }

    /// A write that fails has written half.
    void append(byte[] content) throws IOException {
        int written = 0;
        try {
            step("write");
            int grows = inode.size() + content.length - Math.max(inode.size(), inode.reserved);
            disk.space.require(grows, place);
            written = content.length;
        } catch (IOException failure) {
            written = content.length / 2;
            throw failure;
        } finally {
            inode.append(Arrays.copyOf(content, written));
            inode.mtime = disk.inodes.now();
            inode.ctime = disk.inodes.now();
        }
    }

    void reserve(int bytes) throws IOException {
        step("reserve");
        int wanted = inode.size() + bytes;
        disk.space.require(wanted - Math.max(inode.size(), inode.reserved), place);
        inode.reserved = Math.max(inode.reserved, wanted);
    }

    void release() throws IOException {
        step("release-space");
        inode.reserved = 0;
    }

    void sync() throws IOException {
        try {
            step("sync");
        } catch (IOException failure) {
            inode.syncFailed = true;
            throw failure;
        }
        inode.sync();
    }

    /// Closing twice does no harm.
    void close() {
        if (!closed) {
            closed = true;
            inode.opens--;
            disk.inodes.freeIfUnused(inode);
        }
    }
}
