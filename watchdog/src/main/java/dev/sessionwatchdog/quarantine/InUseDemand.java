package dev.sessionwatchdog.quarantine;

import dev.sessionwatchdog.store.root.InUse;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.Removal;
import java.io.IOException;

/// What must be known of who has a file open while it is taken from its name.
public enum InUseDemand {

    /// It goes only while the kernel says that nobody has it open, and keeps it so.
    CLOSED {
        @Override
        public Removal during(Pinned file, Act act) throws IOException {
            return claimed(file, act, true);
        }
    },

    /// The kernel is asked and keeps it closed if it can; only what it cannot say stops nothing.
    CLOSED_IF_KNOWN {
        @Override
        public Removal during(Pinned file, Act act) throws IOException {
            return claimed(file, act, false);
        }
    },

    /// The kernel is not asked: a claim would make an owner wait who beats, or who is alive and has
    /// it open by right.
    NOT_ASKED {
        @Override
        public Removal during(Pinned file, Act act) throws IOException {
            return act.remove();
        }
    };

    /// Acts on the file while the demand is met; the claim ends with the act.
    ///
    /// @throws IOException when nothing was removed
    public abstract Removal during(Pinned file, Act act) throws IOException;

    private static Removal claimed(Pinned file, Act act, boolean must) throws IOException {
        InUse use = file.claim();
        try {
            return switch (use) {
                case InUse.Nobody _ -> act.remove();
                case InUse.Somebody _ -> new Removal.Overtaken("somebody has it open");
                case InUse.Unknown unknown ->
                        must
                                ? new Removal.Overtaken(
                                        "it cannot be told who has it open: " + unknown.reason())
                                : act.remove();
            };
        } finally {
            file.release();
        }
    }

    /// The act itself.
    @FunctionalInterface
    public interface Act {
        Removal remove() throws IOException;
    }
}
