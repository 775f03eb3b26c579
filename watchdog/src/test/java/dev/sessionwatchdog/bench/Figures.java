package dev.sessionwatchdog.bench;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Numbers for people, and what many of them come to.
final class Figures {

    private Figures() {}

    /// Three digits or so, and the unit.
    static String of(double value, String unit) {
        double size = Math.abs(value);
        String format = size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
        return (String.format(Locale.ROOT, size == 0 ? "%.0f" : format, value) + " " + unit)
                .strip();
    }

    static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }

    static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    static double median(List<Double> values) {
        return quantile(values, 0.5);
    }

    /// The value that so large a part of all do not exceed; of no values it is not a number.
    static double quantile(List<Double> values, double part) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        List<Double> sorted = values.stream().sorted().toList();
        int rank = (int) Math.ceil(part * sorted.size()) - 1;
        return sorted.get(Math.clamp(rank, 0, sorted.size() - 1));
    }

    /// By how much `y` grows with `x`, by least squares; 0 when nothing can be said.
    static double slope(List<Double> x, List<Double> y) {
        double meanX = x.stream().mapToDouble(v -> v).average().orElse(0);
        double meanY = y.stream().mapToDouble(v -> v).average().orElse(0);
        double product = 0;
        double square = 0;
        for (int i = 0; i < x.size(); i++) {
            product += (x.get(i) - meanX) * (y.get(i) - meanY);
            square += (x.get(i) - meanX) * (x.get(i) - meanX);
        }
        return square == 0 ? 0 : product / square;
    }
}
