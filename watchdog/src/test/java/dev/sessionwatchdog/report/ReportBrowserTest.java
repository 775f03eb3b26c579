package dev.sessionwatchdog.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sessionwatchdog.incident.RealLog;
import dev.sessionwatchdog.incident.RecordedIncident;
import dev.sessionwatchdog.incident.WrittenEvent;
import dev.sessionwatchdog.store.forensic.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The report of the recorded incident in a real browser. Pictures of it are kept in
/// `target/report`.
final class ReportBrowserTest {

    @TempDir private static Path home = Path.of("");

    private static final Path PICTURES = Path.of("target/report");

    private static Optional<Browser> browser = Optional.empty();
    private static Path page = Path.of("");

    @BeforeAll
    static void open() throws Exception {
        Optional<Path> program = Browser.installed();
        assumeTrue(program.isPresent(), "no Chromium is installed: the report was not opened");
        Files.createDirectories(PICTURES);
        RecordedIncident.writeTo(home.resolve("state"));
        page = PrintedReport.html(home);
        browser = Optional.of(Browser.start(program.get(), home.resolve("profile")));
    }

    @AfterAll
    static void close() throws Exception {
        if (browser.isPresent()) {
            browser.get().close();
        }
    }

    private static Browser browser() {
        return browser.orElseThrow();
    }

    private static int number(String expression) throws Exception {
        return browser().value(expression).asInt();
    }

    private static void choose(String id, String member, String value) throws Exception {
        browser()
                .value(
                        "(() => { const it = document.getElementById('%s'); it.%s = %s;"
                                        .formatted(id, member, value)
                                + " it.dispatchEvent(new Event('input', {bubbles: true})); })()");
    }

    private static int rowsShown() throws Exception {
        return number(
                "[...document.querySelectorAll('#events tbody tr')].filter(r => r.offsetHeight > 0).length");
    }

    @Test
    void it_asks_nobody_for_anything_complains_of_nothing_and_draws_its_plots() throws Exception {
        browser().open(page);

        assertThat(number("document.querySelectorAll('.u-wrap canvas').length")).isEqualTo(3);
        for (int i = 0; i < 3; i++) {
            assertThat(coloured(i)).as("coloured points of plot %s", i).isGreaterThan(200);
        }
        assertThat(browser().complaints()).isEmpty();
        assertThat(browser().requests(page)).isEmpty();
        browser().picture(PICTURES.resolve("incident.png"));
    }

    /// Of series, which are strongly coloured; axes, grid and gaps are grey or pale.
    private static int coloured(int canvas) throws Exception {
        return number(
                """
                (() => {
                  const c = document.querySelectorAll('.u-wrap canvas')[%d];
                  const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
                  let n = 0;
                  for (let i = 0; i < d.length; i += 4)
                    if (d[i + 3] > 128 && Math.max(d[i], d[i+1], d[i+2]) - Math.min(d[i], d[i+1], d[i+2]) > 90) n++;
                  return n;
                })()
                """
                        .formatted(canvas));
    }

    @Test
    void one_event_is_drawn_without_a_complaint_too() throws Exception {
        Path alone = Files.createDirectories(home.resolve("alone"));
        try (RealLog log = RealLog.in(alone.resolve("state/events"))) {
            log.write(WrittenEvent.said("daemon.start", Level.INFO, "started"));
        }
        Path one = PrintedReport.html(alone);

        browser().open(one);

        assertThat(rowsShown()).isOne();
        assertThat(browser().value("document.getElementById('plots').innerText").asString())
                .contains("Nothing of this in this time.");
        assertThat(browser().complaints()).isEmpty();
        assertThat(browser().requests(one)).isEmpty();
    }

    @Test
    void its_policy_lets_nothing_in() throws Exception {
        browser().open(page);

        browser()
                .value(
                        "(() => { const i = new Image(); i.src = 'http://127.0.0.1:9/x.png';"
                                + " document.body.append(i); const s = document.createElement('script');"
                                + " s.textContent = 'window.ran = true'; document.body.append(s); })()");

        assertThat(browser().value("window.ran === undefined").asBoolean()).isTrue();
        Awaitility.await()
                .untilAsserted(() -> assertThat(browser().refusals()).containsExactly("csp"));
        assertThat(browser().requests(page)).as("what was tried").hasSize(1);
        assertThat(browser().complaints())
                .filteredOn(said -> said.contains("Content Security Policy"))
                .hasSize(2);
    }

    @Test
    void its_filters_choose_rows() throws Exception {
        browser().open(page);
        int all = rowsShown();

        choose("filter-alerts", "checked", "true");
        int alerts = rowsShown();
        choose("filter-alerts", "checked", "false");
        choose("filter-action", "value", "'lock.break'");
        int breaks = rowsShown();
        choose("filter-text", "value", "'no such text'");
        int none = rowsShown();
        choose("filter-text", "value", "''");
        choose("filter-action", "value", "''");
        choose("filter-level", "value", "'3'");
        int errors = rowsShown();
        choose("filter-level", "value", "'0'");

        assertThat(all).isGreaterThan(1_000);
        assertThat(alerts).isBetween(1, 100);
        assertThat(breaks).isBetween(50, 500);
        assertThat(none).isZero();
        assertThat(errors).isBetween(1, 20);
        assertThat(rowsShown()).isEqualTo(all);
    }

    @Test
    void names_that_are_tags_or_turn_text_around_are_text() throws Exception {
        browser().open(page);

        String text = browser().value("document.body.innerText").asString();
        assertThat(text).contains("agents/" + RecordedIncident.TAG, "\\u{202e}gpj.exe\\u{7}");
        assertThat(text).doesNotContain("\u202e", "\u0007");
        assertThat(number("document.scripts.length")).as("ours only").isEqualTo(2);
    }

    @Test
    void it_is_of_use_without_scripts_and_on_paper() throws Exception {
        browser().send("Emulation.setScriptExecutionDisabled", Browser.with("value", true));
        browser().open(page);

        assertThat(browser().value("document.getElementById('filters').offsetHeight").asInt())
                .as("a filter that does nothing is not shown")
                .isZero();
        assertThat(rowsShown()).isGreaterThan(1_000);
        assertThat(number("document.querySelectorAll('svg.strip .gap').length"))
                .isGreaterThanOrEqualTo(3);
        assertThat(browser().value("document.body.innerText").asString())
                .contains("The plots need scripts", "session-watchdog quarantine restore q-");
        browser().send("Emulation.setScriptExecutionDisabled", Browser.with("value", false));

        browser().open(page);
        browser().send("Emulation.setEmulatedMedia", Browser.with("media", "print"));
        assertThat(rowsShown()).as("rows on paper").isLessThanOrEqualTo(200);
        assertThat(number("document.getElementById('filters').offsetHeight")).isZero();
        browser().picture(PICTURES.resolve("paper.png"));
        browser().send("Emulation.setEmulatedMedia", Browser.with("media", ""));
    }
}
