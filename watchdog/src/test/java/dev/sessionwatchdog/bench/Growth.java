package dev.sessionwatchdog.bench;

import java.util.ArrayList;
import java.util.List;

/// Whether something has grown, of which samples were taken, in spite of its ups and downs.
///
/// It has when the straight line through the samples (least squares) rises by more than is allowed:
/// twice the standard deviation of the samples around that line, and a margin. A leak that is fed
/// steadily rises by far more than it scatters; what only goes up and down rises by about nothing.
///
/// @param first where the line begins
/// @param rise by how much it rises from the first sample to the last
/// @param scatter the standard deviation of the samples around it
record Growth(double first, double rise, double scatter) {

    /// @param seconds when the samples were taken
    static Growth of(List<Double> seconds, List<Double> values) {
        double slope = Figures.slope(seconds, values);
        double meanX = mean(seconds);
        double meanY = mean(values);
        List<Double> squares = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            double off = values.get(i) - meanY - slope * (seconds.get(i) - meanX);
            squares.add(off * off);
        }
        double begun = seconds.isEmpty() ? 0 : seconds.getFirst();
        double ended = seconds.isEmpty() ? 0 : seconds.getLast();
        return new Growth(
                meanY + slope * (begun - meanX), slope * (ended - begun), Math.sqrt(mean(squares)));
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(v -> v).average().orElse(0);
    }

    /// What it may rise by without being growth.
    double allowed(double margin) {
        return 2 * scatter + margin;
    }
}
