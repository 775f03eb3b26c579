package dev.sessionwatchdog.finding;

import dev.sessionwatchdog.observation.LegacySeen;
import java.util.List;

/// What the rule `store.legacy` says about one legacy store, with everything it asked.
public sealed interface LegacyFinding {

    LegacySeen seen();

    List<Check> checks();

    /// May become, or be brought together with, a directory store.
    record Migratable(LegacySeen seen, List<Check> checks) implements LegacyFinding {}

    /// Not yet: not watched for long enough, or not read often enough.
    record Waiting(LegacySeen seen, List<Check> checks) implements LegacyFinding {}

    /// Left alone, and why.
    record Kept(LegacySeen seen, Reason reason, String words, List<Check> checks)
            implements LegacyFinding {}

    /// Why a store is left alone.
    enum Reason {
        NO_READER("gateway not known to read sessions.d"),
        CONFIGURED_SINGLE_FILE("gateway_reads: single-file"),
        SINGLE_FILE_BESIDE_DIRECTORY("single file beside a directory store"),
        FOREIGN_DIRECTORY("sessions.d is not known to be a store"),
        ROLLED_BACK("rolled back by hand"),
        GATEWAY_RUNS("gateway running"),
        GATEWAY_UNSEEN("gateway may be running"),
        NOT_OURS("index refused"),
        TOO_LARGE("index too large"),
        SKIPPED_EMPTY("skipped_empty"),
        SKIPPED_INVALID("skipped_invalid"),
        UNCLEAR("index cannot be judged");

        private final String words;

        Reason(String words) {
            this.words = words;
        }

        /// As it stands in events.
        public String words() {
            return words;
        }

        /// Whether it is the same for every store of a root, and told once for all of them.
        public boolean ofTheRoot() {
            return this == NO_READER || this == CONFIGURED_SINGLE_FILE;
        }
    }
}
