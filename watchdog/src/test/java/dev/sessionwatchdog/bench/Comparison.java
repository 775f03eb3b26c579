package dev.sessionwatchdog.bench;

import java.util.ArrayList;
import java.util.List;

/// Measured values beside what was demanded of them, and what is aimed at.
public final class Comparison {

    private record Row(String metric, double measured, double demand, double aim, String unit) {

        String verdict() {
            if (Double.isInfinite(demand)) {
                return "";
            }
            return measured <= aim ? "aim met" : measured <= demand ? "met" : "MISSED";
        }
    }

    private final List<Row> rows = new ArrayList<>();

    /// A value that must not be larger than what is demanded.
    public Comparison atMost(String metric, double measured, double demand, String unit) {
        return atMost(metric, measured, demand, Double.NEGATIVE_INFINITY, unit);
    }

    /// Likewise, and would better not be larger than what is aimed at.
    public Comparison atMost(
            String metric, double measured, double demand, double aim, String unit) {
        rows.add(new Row(metric, measured, demand, aim, unit));
        return this;
    }

    /// A value that nothing is demanded of.
    Comparison seen(String metric, double measured, String unit) {
        return atMost(metric, measured, Double.POSITIVE_INFINITY, unit);
    }

    public Table table() {
        Table table = new Table("", "measured", "demanded", "aim", "");
        for (Row row : rows) {
            table.row(
                    row.metric,
                    Figures.of(row.measured, row.unit),
                    limit(row.demand, row.unit),
                    limit(row.aim, row.unit),
                    row.verdict());
        }
        return table;
    }

    private static String limit(double value, String unit) {
        return Double.isFinite(value) ? "<= " + Figures.of(value, unit) : "-";
    }
}
