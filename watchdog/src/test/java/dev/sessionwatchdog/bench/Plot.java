package dev.sessionwatchdog.bench;

import java.util.List;

/// A picture of numbers; [Drawing] draws it.
sealed interface Plot {

    /// Its name, without an ending.
    String file();

    String title();

    /// What the numbers are, with their unit.
    String axis();

    /// One bar for each name.
    ///
    /// @param ours the name of the one that stands out
    record Bars(String file, String title, String axis, String ours, List<Bar> bars)
            implements Plot {}

    record Bar(String name, double value) {}

    /// Lines over time.
    ///
    /// @param fromNought otherwise from the least value
    record Lines(String file, String title, String axis, boolean fromNought, List<Line> lines)
            implements Plot {}

    record Line(String name, List<Point> points) {}

    /// @param seconds since the first
    record Point(double seconds, double value) {}
}
