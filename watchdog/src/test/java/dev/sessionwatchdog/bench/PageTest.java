package dev.sessionwatchdog.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

final class PageTest {

    @TempDir private Path directory;

    @Test
    void a_value_above_its_demand_is_marked_and_one_within_the_aim_praised() {
        String table =
                new Comparison()
                        .atMost("resident", 65.2, 60, 40, "MiB")
                        .atMost("threads", 18, 18, "")
                        .atMost("wake-ups", 29, 60, 30, "")
                        .seen("first start", 412, "ms")
                        .table()
                        .markdown();

        assertThat(table.lines())
                .containsExactly(
                        "|  | measured | demanded | aim |  |",
                        "|---|---:|---:|---:|---:|",
                        "| resident | 65.2 MiB | <= 60.0 MiB | <= 40.0 MiB | MISSED |",
                        "| threads | 18.0 | <= 18.0 | - | met |",
                        "| wake-ups | 29.0 | <= 60.0 | <= 30.0 | aim met |",
                        "| first start | 412 ms | - | - |  |");
    }

    @Test
    void what_could_not_be_measured_has_missed() {
        assertThat(new Comparison().atMost("p99", Double.NaN, 1, "").table().markdown())
                .contains("MISSED");
    }

    @Test
    void quantiles_are_values_that_were_measured() {
        List<Double> values = List.of(5.0, 1.0, 4.0, 2.0, 3.0);

        assertThat(Figures.median(values)).isEqualTo(3);
        assertThat(Figures.quantile(values, 0.99)).isEqualTo(5);
        assertThat(Figures.quantile(values, 0)).isEqualTo(1);
        assertThat(Figures.median(List.of())).isNaN();
    }

    @Test
    void a_slope_is_found_in_spite_of_noise_that_cancels_out() {
        List<Double> x = List.of(0.0, 1.0, 2.0, 3.0);

        assertThat(Figures.slope(x, List.of(1.0, 3.0, 5.0, 7.0))).isCloseTo(2, within(1e-9));
        assertThat(Figures.slope(x, List.of(4.0, 4.0, 4.0, 4.0))).isZero();
        assertThat(Figures.slope(List.of(1.0), List.of(4.0))).isZero();
    }

    @Test
    void bars_are_as_long_as_their_values_and_names_are_escaped() throws Exception {
        Document svg =
                drawn(
                        new Plot.Bars(
                                "x",
                                "A & B",
                                "seconds",
                                "ours",
                                List.of(new Plot.Bar("ours", 1), new Plot.Bar("<find>", 4))));

        NodeList bars = svg.getElementsByTagName("rect");
        assertThat(bars.getLength()).isEqualTo(2);
        int ours =
                Integer.parseInt(bars.item(0).getAttributes().getNamedItem("width").getNodeValue());
        int find =
                Integer.parseInt(bars.item(1).getAttributes().getNamedItem("width").getNodeValue());
        assertThat((double) find / ours).isCloseTo(4, within(0.05));
        assertThat(svg.getDocumentElement().getTextContent()).contains("<find>", "A & B, seconds");
    }

    @Test
    void a_line_goes_from_corner_to_corner() throws Exception {
        Document svg =
                drawn(
                        new Plot.Lines(
                                "x",
                                "Free",
                                "GB",
                                false,
                                List.of(
                                        new Plot.Line(
                                                "free",
                                                List.of(
                                                        new Plot.Point(0, 20),
                                                        new Plot.Point(10, 30))))));

        assertThat(
                        svg.getElementsByTagName("polyline")
                                .item(0)
                                .getAttributes()
                                .getNamedItem("points")
                                .getNodeValue())
                .isEqualTo("60,300 700,70");
    }

    @Test
    void many_points_on_one_spot_are_drawn_once() throws Exception {
        List<Plot.Point> many = new ArrayList<>();
        for (int sample = 0; sample <= 100_000; sample++) {
            many.add(new Plot.Point(sample, sample < 50_000 ? 1 : 2));
        }

        String svg =
                drawing()
                        .svg(
                                new Plot.Lines(
                                        "x", "T", "a", true, List.of(new Plot.Line("n", many))));

        assertThat(svg.length()).isLessThan(12_000);
        assertThat(svg).contains("points=\"60,185 61,185 ", " 699,70 700,70\"");
    }

    @Test
    void a_page_lies_beside_the_pictures_that_it_names() throws Exception {
        Section section =
                new Section("Speed", "Asked: much.")
                        .say("As measured.")
                        .add(new Table("a", "b").row("x|y", "1"))
                        .add(
                                new Plot.Bars(
                                        "speed",
                                        "Speed",
                                        "s",
                                        "ours",
                                        List.of(new Plot.Bar("ours", 1))));

        Path page = new Page("# Top").add(section).write(directory, drawing());

        assertThat(Files.readString(page))
                .contains("# Top\n\n## Speed\n\nAsked: much.\n\nAs measured.", "| x\\|y | 1 |")
                .contains("![Speed](benchmarks/speed.svg)");
        assertThat(directory.resolve("benchmarks/speed.svg")).content().contains("<svg");
    }

    @Test
    void presets_have_the_same_keys_and_no_other_is_taken() throws Exception {
        Sizes quick = Sizes.of("quick", "reap.live=7");

        assertThat(quick.count("reap.live")).isEqualTo(7);
        assertThat(quick.preset()).isEqualTo("quick reap.live=7");
        for (String preset : List.of("full", "tiny")) {
            assertThat(Sizes.of(preset, "").values().keySet()).isEqualTo(quick.values().keySet());
        }
        assertThatThrownBy(() -> Sizes.of("quick", "reap.alive=7"))
                .hasMessageContaining("reap.live");
        assertThatThrownBy(() -> Sizes.of("huge", "")).hasMessageContaining("quick, full or tiny");
    }

    private Document drawn(Plot plot) throws Exception {
        Path file = Files.writeString(directory.resolve("plot.svg"), drawing().svg(plot));
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    }

    private Drawing drawing() {
        return new Drawing(directory.resolve("templates"));
    }
}
