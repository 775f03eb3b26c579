package dev.sessionwatchdog.metrics;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The text format, read back.
///
/// @param samples value by `name{labels}`
public record Scrape(Map<String, Double> samples, List<String> labelValues, Set<String> families) {

    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    public static Scrape of(String text) {
        Map<String, Double> samples = new TreeMap<>();
        List<String> values = new ArrayList<>();
        Set<String> families = new LinkedHashSet<>();
        for (String line : text.lines().toList()) {
            if (line.startsWith("# TYPE ")) {
                families.add(line.split(" ", 4)[2]);
            } else if (!line.startsWith("#")) {
                int space = line.lastIndexOf(' ');
                samples.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
                Matcher label = LABEL.matcher(line.substring(0, space));
                while (label.find()) {
                    values.add(label.group(2));
                }
            }
        }
        return new Scrape(samples, values, families);
    }

    static Scrape of(WatchdogMetrics metrics) throws IOException {
        return of(new String(metrics.text(), StandardCharsets.UTF_8));
    }

    public double value(String series) {
        Double value = samples.get("session_watchdog_" + series);
        if (value == null) {
            throw new AssertionError("no series " + series + " in " + samples.keySet());
        }
        return value;
    }

    /// Of all series of one family.
    double sum(String family) {
        return samples.entrySet().stream()
                .filter(sample -> sample.getKey().startsWith("session_watchdog_" + family))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }
}
