package dev.sessionwatchdog.action;

import dev.sessionwatchdog.decision.Decision.Disposal;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Removal;
import java.io.IOException;

/// How one act ended.
sealed interface Result {

    record Deleted(boolean proven) implements Result {}

    record Quarantined(Facts facts, boolean proven) implements Result {}

    /// It did not come to what was wanted, or not surely.
    sealed interface NotDone extends Result {}

    record Overtaken(String found) implements NotDone {}

    record Refused(String kind) implements NotDone {}

    record Failed(IOException failure) implements NotDone {}

    /// What was captured is not what was examined, and could not be put back.
    record Stranded(String found) implements NotDone {}

    /// Something else than the examined file is gone.
    record Unexpected(String found) implements NotDone {}

    record NotTried() implements NotDone {}

    static Result of(Removal removal, Disposal disposal, Facts facts) {
        return switch (removal) {
            case Removal.Done done ->
                    switch (disposal) {
                        case DELETE -> new Deleted(done.proven());
                        case QUARANTINE -> new Quarantined(facts, done.proven());
                    };
            case Removal.Overtaken overtaken -> new Overtaken(overtaken.found());
            case Removal.PutBack back -> new Overtaken(back.found() + ", put back");
            case Removal.Indeterminate unclear ->
                    switch (disposal) {
                        case DELETE -> new Unexpected(unclear.found());
                        case QUARANTINE -> new Stranded(unclear.found());
                    };
        };
    }

    static Result of(Capture capture) {
        return switch (capture) {
            case Capture.Broken broken -> new Quarantined(broken.facts(), broken.proven());
            case Capture.Overtaken overtaken -> new Overtaken(overtaken.what());
            case Capture.PutBack back -> new Overtaken(back.what() + ", put back");
            case Capture.Guarded _ -> new Overtaken("another party is reclaiming it");
            case Capture.Refused refused -> new Refused(refused.kind());
            case Capture.Failed failed -> new Failed(failed.failure());
            case Capture.Stranded stranded -> new Stranded(stranded.what());
        };
    }

    /// How it counts in the sweep's summary.
    default Tally tally(long size) {
        return switch (this) {
            case Deleted _, Quarantined _ -> new Tally(1, 0, 0, 0, size);
            case Overtaken _, Refused _ -> new Tally(0, 1, 0, 0, 0);
            case Failed _, Stranded _, Unexpected _ -> new Tally(0, 0, 1, 0, 0);
            case NotTried _ -> new Tally(0, 0, 0, 1, 0);
        };
    }
}
