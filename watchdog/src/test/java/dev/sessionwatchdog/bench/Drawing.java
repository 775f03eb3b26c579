package dev.sessionwatchdog.bench;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import gg.jte.resolve.ResourceCodeResolver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Draws plots as SVG by templates, readable on light and on dark ground.
///
/// Public for the templates, which are compiled into a package of their own.
public final class Drawing {

    static final int WIDTH = 720;
    static final int BAR_HEIGHT = 34;

    /// Where the bars and lines begin, and how far they reach.
    static final int LEFT = 220;

    private static final int RIGHT = 640;
    private static final int TOP = 70;
    private static final int BOTTOM = 300;
    private static final int LINE_LEFT = 60;
    private static final int LINE_RIGHT = 700;

    private final TemplateEngine engine;

    /// @param classes a directory for the compiled templates
    Drawing(Path classes) {
        engine =
                TemplateEngine.create(new ResourceCodeResolver("bench"), classes, ContentType.Html);
    }

    /// A bar as it is drawn.
    public record DrawnBar(String name, String value, int top, int width, boolean ours) {}

    /// A line as it is drawn.
    ///
    /// @param at where its name stands in the legend
    public record DrawnLine(String name, String points, int number, int at) {}

    /// Something that is written beside an axis.
    public record Mark(String text, int at) {}

    String svg(Plot plot) {
        StringOutput output = new StringOutput();
        switch (plot) {
            case Plot.Bars bars ->
                    engine.render(
                            "bars.jte",
                            Map.of(
                                    "title", bars.title() + ", " + bars.axis(),
                                    "height", TOP + bars.bars().size() * BAR_HEIGHT,
                                    "bars", drawn(bars)),
                            output);
            case Plot.Lines lines -> engine.render("lines.jte", drawn(lines), output);
        }
        return output.toString();
    }

    /// From nought: lengths are to be compared.
    private static List<DrawnBar> drawn(Plot.Bars bars) {
        double most = bars.bars().stream().mapToDouble(Plot.Bar::value).max().orElse(1);
        List<DrawnBar> drawn = new ArrayList<>();
        for (Plot.Bar bar : bars.bars()) {
            int width = (int) Math.round((RIGHT - LEFT) * bar.value() / Math.max(most, 1e-9));
            drawn.add(
                    new DrawnBar(
                            bar.name(),
                            Figures.of(bar.value(), ""),
                            TOP - 20 + drawn.size() * BAR_HEIGHT,
                            Math.max(width, 1),
                            bar.name().equals(bars.ours())));
        }
        return drawn;
    }

    private static Map<String, Object> drawn(Plot.Lines lines) {
        List<Plot.Point> all = lines.lines().stream().flatMap(l -> l.points().stream()).toList();
        double end = all.stream().mapToDouble(Plot.Point::seconds).max().orElse(1);
        double most = all.stream().mapToDouble(Plot.Point::value).max().orElse(1);
        double least =
                Math.min(
                        most,
                        lines.fromNought()
                                ? 0
                                : all.stream().mapToDouble(Plot.Point::value).min().orElse(0));
        double span = most > least ? most - least : 1;
        List<DrawnLine> drawn = new ArrayList<>();
        for (Plot.Line line : lines.lines()) {
            // An hour of samples has far more points than the picture has places.
            List<String> points = new ArrayList<>();
            for (Plot.Point point : line.points()) {
                double along = point.seconds() / Math.max(end, 1e-9);
                double up = (point.value() - least) / span;
                String place =
                        Math.round(LINE_LEFT + (LINE_RIGHT - LINE_LEFT) * along)
                                + ","
                                + Math.round(BOTTOM - (BOTTOM - TOP) * up);
                if (points.isEmpty() || !points.getLast().equals(place)) {
                    points.add(place);
                }
            }
            drawn.add(
                    new DrawnLine(
                            line.name(),
                            String.join(" ", points),
                            drawn.size(),
                            LINE_LEFT + drawn.size() * 150));
        }
        List<Mark> values = new ArrayList<>();
        List<Mark> times = new ArrayList<>();
        for (int part = 0; part <= 4; part++) {
            values.add(
                    new Mark(
                            Figures.of(least + span * part / 4, ""),
                            BOTTOM - (BOTTOM - TOP) * part / 4));
            times.add(
                    new Mark(
                            Figures.of(end * part / 4, ""),
                            LINE_LEFT + (LINE_RIGHT - LINE_LEFT) * part / 4));
        }
        return Map.of(
                "title",
                lines.title() + ": " + lines.axis(),
                "lines",
                drawn,
                "values",
                values,
                "times",
                times);
    }
}
