package dev.sessionwatchdog.store.migration;

/// Is told how far a migration is, now and then, from the thread that does it.
@FunctionalInterface
public interface MigrationProgress {

    /// What is being done.
    enum Part {
        READING("reading"),
        WRITING("writing"),
        VERIFYING("verifying"),
        MERGING("merging"),
        REBUILDING("rebuilding");

        private final String word;

        Part(String word) {
            this.word = word;
        }

        /// For people.
        public String word() {
            return word;
        }
    }

    /// @param done sessions
    /// @param total sessions, 0 while that is not known
    void at(Part part, int done, int total);

    /// Nobody wants to know.
    static MigrationProgress none() {
        return (_, _, _) -> {};
    }
}
