package dev.sessionwatchdog.report;

import dev.sessionwatchdog.report.Report.Gap;
import dev.sessionwatchdog.report.Report.Row;
import dev.sessionwatchdog.report.Report.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedSet;
import java.util.TreeSet;

/// The time of a report as one strip, in thousandths of its width: marks where something was done
/// or told, bars where nothing was watched. It is drawn without a script.
///
/// @param bars the gaps
/// @param acts where something was done
/// @param alerts where a person was told
/// @param labels of the beginning, the middle and the end
public record Strip(
        List<Bar> bars, List<Integer> acts, List<Integer> alerts, List<Instant> labels) {

    private static final int WIDTH = 1000;

    /// A gap is to be seen however short it was.
    private static final int LEAST = 3;

    public record Bar(int at, int width, String kind, String words) {}

    static Strip of(Report report) {
        if (report.time().isEmpty()) {
            return new Strip(List.of(), List.of(), List.of(), List.of());
        }
        Span time = report.time().get();
        List<Bar> bars = new ArrayList<>();
        for (Gap gap : report.gaps()) {
            int from = at(time, gap.from());
            int width = Math.max(LEAST, at(time, gap.to()) - from);
            bars.add(new Bar(Math.min(from, WIDTH - LEAST), width, gap.kind(), gap.words()));
        }
        SequencedSet<Integer> acts = new TreeSet<>();
        SequencedSet<Integer> alerts = new TreeSet<>();
        for (Row row : report.alerts()) {
            alerts.add(at(time, row.time()));
        }
        for (Plots.Bucket bucket : report.plots().activity()) {
            if (bucket.acts() > 0) {
                acts.add(at(time, bucket.from()));
            }
        }
        Instant middle = time.from().plus(Duration.between(time.from(), time.to()).dividedBy(2));
        return new Strip(
                bars,
                List.copyOf(acts),
                List.copyOf(alerts),
                List.of(time.from(), middle, time.to()));
    }

    private static int at(Span time, Instant moment) {
        long whole = Math.max(1, Duration.between(time.from(), time.to()).toMillis());
        long part = Duration.between(time.from(), moment).toMillis();
        return (int) Math.clamp(part * WIDTH / whole, 0L, (long) WIDTH);
    }
}
