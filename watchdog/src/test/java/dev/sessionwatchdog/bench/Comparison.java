package dev.sessionwatchdog.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Measured values beside what was demanded of them, as a table.
public final class Comparison {

    private static final String LINE = "%-28s %12s %12s  %s%n";

    private record Row(String metric, double measured, double demand, String unit) {}

    private final List<Row> rows = new ArrayList<>();

    /// A value that must not be larger than what is demanded.
    public Comparison atMost(String metric, double measured, double demand, String unit) {
        rows.add(new Row(metric, measured, demand, unit));
        return this;
    }

    /// A value that nothing is demanded of.
    public Comparison seen(String metric, double measured, String unit) {
        return atMost(metric, measured, Double.POSITIVE_INFINITY, unit);
    }

    public String table() {
        StringBuilder table = new StringBuilder();
        table.append(String.format(Locale.ROOT, LINE, "", "measured", "demand", ""));
        for (Row row : rows) {
            boolean demanded = Double.isFinite(row.demand);
            String demand = demanded ? "<= " + number(row.demand, row.unit) : "-";
            String verdict = row.measured <= row.demand ? "" : "MISSED";
            table.append(
                    String.format(
                            Locale.ROOT,
                            LINE,
                            row.metric,
                            number(row.measured, row.unit),
                            demand,
                            verdict));
        }
        return table.toString();
    }

    private static String number(double value, String unit) {
        return String.format(Locale.ROOT, value < 100 ? "%.1f %s" : "%.0f %s", value, unit).strip();
    }
}
