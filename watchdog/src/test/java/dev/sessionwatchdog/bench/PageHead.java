package dev.sessionwatchdog.bench;

import java.io.IOException;
import java.time.Instant;

/// What a reader has to know before the numbers.
///
/// @param text paragraphs
/// @param machine what the numbers were taken on
record PageHead(String text, Table machine) {

    static PageHead of(Setting setting, Instant begun) throws IOException, InterruptedException {
        return new PageHead(
                """
                # Benchmarks

                Written by `mvn -Pbench verify` (preset: %s), begun %s, load %s. One machine, one run: the ratios
                are what counts.

                Each section begins with what is asked. *Demanded* is what has to hold, *aim* what would be better
                still; a row says `aim met`, `met` or `MISSED`, and nothing where a number is only told. What is
                measured are whole processes: the built program as its users start it, timed by its own log and
                metrics and by what the kernel counts for it, and the others from their start to their end. Nothing
                here is a benchmark of single methods: none of them is slow by itself, and what a beat, a session or
                an orphan costs is mostly system calls. Where many are too short to be timed one by one (beats,
                passes), many are timed together and divided.
                """
                        .formatted(setting.sizes().preset(), begun, Machine.load()),
                Machine.table(setting));
    }
}
