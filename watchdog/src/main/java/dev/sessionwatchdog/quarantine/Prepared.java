package dev.sessionwatchdog.quarantine;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.Removal;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/// An item whose directory and record are durable, waiting for its content: taking it is one
/// rename, and nothing slow stands before it.
///
/// Closing it removes the item again if nothing was moved into it.
public final class Prepared implements Closeable {

    private static final Name CONTENT = QuarantineDirectory.CONTENT;

    private final QuarantineDirectory quarantine;
    private final String id;
    private final Directory item;
    private boolean used;

    Prepared(QuarantineDirectory quarantine, String id, Directory item) {
        this.quarantine = quarantine;
        this.id = id;
        this.item = item;
    }

    /// The item's identifier.
    public String id() {
        return id;
    }

    /// Moves a pinned file into the item; durable when this returns.
    ///
    /// @param demand what must be known of who has it open, from before the last look to after the
    ///   move
    /// @throws IOException when nothing was moved
    public Removal take(Directory from, Pinned file, InUseDemand demand, LastLook last)
            throws IOException {
        return take(from, file, demand, last, Directory::move);
    }

    /// Like [#take], for a name that others create exclusively: see [Directory#displace].
    public Removal displace(Directory from, Pinned file, InUseDemand demand, LastLook last)
            throws IOException {
        return take(from, file, demand, last, Directory::displace);
    }

    private interface Move {
        Removal move(Directory from, Pinned file, Directory to, Name as) throws IOException;
    }

    private Removal take(Directory from, Pinned file, InUseDemand demand, LastLook last, Move move)
            throws IOException {
        Removal removal =
                demand.during(
                        file,
                        () -> {
                            Optional<String> objection = last.objection(from, file);
                            return objection.isPresent()
                                    ? new Removal.Overtaken(objection.get())
                                    : move.move(from, file, item, CONTENT);
                        });
        return switch (removal) {
            case Removal.Overtaken _, Removal.PutBack _ -> removal;
            case Removal.Done _, Removal.Indeterminate _ -> {
                used = true;
                yield QuarantineDirectory.durable(removal, item, from);
            }
        };
    }

    @Override
    public void close() throws IOException {
        item.close();
        if (!used) {
            quarantine.forget(id);
        }
    }
}
