package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.store.migration.MigrationProgress;

/// Passes on how far a migration is to whoever wants to know, which nobody does at first.
final class ReportedProgress implements MigrationProgress {

    private MigrationProgress listener = MigrationProgress.none();

    void reportTo(MigrationProgress other) {
        listener = other;
    }

    @Override
    public void at(Part part, int done, int total) {
        listener.at(part, done, total);
    }
}
