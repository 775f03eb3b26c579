package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.store.migration.MigrationProgress;

/// One line on a terminal that says how far a migration is.
final class ProgressLine implements MigrationProgress {

    private static final int PERCENT_STEP = 5;

    private final Cli cli;
    private final String store;
    private String last = "";

    ProgressLine(Cli cli, String store) {
        this.cli = cli;
        this.store = store;
    }

    @Override
    public void at(Part part, int done, int total) {
        String line =
                store
                        + ": "
                        + part.word()
                        + (total == 0 ? "" : " " + steps(done, total) + "% of " + total);
        if (!line.equals(last)) {
            last = line;
            cli.say(line);
        }
    }

    private static long steps(int done, int total) {
        long percent = 100L * done / total;
        return percent - percent % PERCENT_STEP;
    }
}
