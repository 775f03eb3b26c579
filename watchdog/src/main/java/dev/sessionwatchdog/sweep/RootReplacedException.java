package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.action.Event;
import dev.sessionwatchdog.action.FileMember;
import dev.sessionwatchdog.store.forensic.ForensicLog;
import dev.sessionwatchdog.store.forensic.Level;
import dev.sessionwatchdog.store.forensic.Phase;
import dev.sessionwatchdog.store.forensic.Printable;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;

/// The path of a root leads to another directory than the one that is guarded (S83).
public final class RootReplacedException extends IOException {

    private static final long serialVersionUID = 1L;

    private RootReplacedException(String message) {
        super(message);
    }

    /// Writes it down, and is to be thrown.
    static RootReplacedException told(Root root, ForensicLog log) throws IOException {
        String what =
                "the path that led to "
                        + Printable.of(root.path())
                        + " leads to another directory now";
        log.append(
                Event.of(
                                "root.replaced",
                                Phase.OBSERVED,
                                Level.ERROR,
                                "root.replaced: " + what + "; nothing more is done in either")
                        .alert()
                        .because("replaced")
                        .member(FileMember.where(root, Place.TOP)));
        log.commit();
        return new RootReplacedException(what + "; start again when that one is right");
    }
}
