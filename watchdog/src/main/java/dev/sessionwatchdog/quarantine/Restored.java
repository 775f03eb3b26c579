package dev.sessionwatchdog.quarantine;

import dev.sessionwatchdog.store.root.Facts;
import java.time.Instant;

/// A file that a person has put back, as it was then. A change of its content makes it another one.
public record Restored(long device, long inode, long size, Instant mtime) {

    static Restored of(ItemRecord record) {
        return new Restored(record.device(), record.inode(), record.size(), record.mtime());
    }

    /// The file with these facts, as something that may have been put back.
    public static Restored like(Facts facts) {
        return new Restored(facts.device(), facts.inode(), facts.size(), facts.mtime());
    }
}
