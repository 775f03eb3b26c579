package dev.sessionwatchdog.config;

import static dev.sessionwatchdog.config.Reads.error;
import static dev.sessionwatchdog.config.Reads.errors;
import static dev.sessionwatchdog.config.Reads.loaded;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FloorTest {

    @ParameterizedTest
    @CsvSource({
        "'tmp: {older_than: 299s}', 5m",
        "'tmp: {confirm_gap: 9s}', 10s",
        "'locks: {undeclared_max_age: 4m}', 5m",
        "'locks: {confirm_gap: 4s}', 5s",
        "'locks: {unreadable_grace: 29s}', 30s",
        "'locks: {declared_grace: 59s}', 1m",
        "'watch: {full_sweep: 9s}', 10s",
        "'quarantine: {keep_min: 61m, disk_pressure: {keep_min: 59m}}', 1h",
        "'migrate: {keep_backup: 23h}', 1d",
        "'events: {keep: {age: 23h}}', 1d",
        "'events: {rotate: {every: 59s}}', 1m",
        "'events: {rotate: {size: 63KiB}}', 64KiB",
        "'limits: {read_file: 1KiB}', 64KiB"
    })
    void a_value_below_its_floor_is_refused_unless_it_is_a_drill(String line, String floor) {
        assertThat(error("version: 1\n" + line + "\n").message())
                .contains("is below the floor of " + floor + ": ")
                .endsWith("; raise it, or set `drill: true` for a rehearsal");
    }

    @Test
    void a_drill_lifts_the_floors_wherever_the_file_says_that_it_is_one() {
        assertThat(
                        loaded("version: 1\ntmp: {older_than: 30s, confirm_gap: 0}\ndrill: true\n")
                                .config()
                                .tmp()
                                .olderThan())
                .isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void a_drill_keeps_what_the_mechanism_needs() {
        assertThat(error("version: 1\ndrill: true\nwatch: {full_sweep: 0}\n").message())
                .contains("is below the floor of 10ms that a drill keeps");
    }

    @Test
    void S92_a_threshold_edited_by_mistake_below_the_floor_is_refused_with_line_and_reason() {
        assertThat(error("version: 1\ntmp:\n  older_than: 30s   # meant 30m\n").render())
                .isEqualTo(
                        """
                        watchdog.yaml:3:15: older_than: 30s is below the floor of 5m: a slow or stopped writer may still rename a younger temp into place; raise it, or set `drill: true` for a rehearsal
                            older_than: 30s   # meant 30m
                                        ^\
                        """);
    }

    @Test
    void no_default_is_below_its_floor() {
        assertThat(errors("version: 1\n")).isEmpty();
    }
}
