package dev.sessionwatchdog.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.forensic.ForensicReader;
import dev.sessionwatchdog.store.forensic.ForensicVerifier;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecordedIncidentTest {

    @Test
    void it_has_about_ten_thousand_events_of_every_kind_that_a_reader_meets(@TempDir Path state)
            throws Exception {
        RecordedIncident.writeTo(state);
        Map<String, Integer> kinds = new TreeMap<>();
        try (Root root = LocalRoot.open(state.resolve("events"), LocalRoot.Natives.AUTO);
                Directory directory = root.open(Place.TOP)) {
            assertThat(ForensicVerifier.verify(directory).sound()).isTrue();
            new ForensicReader(directory)
                    .oldestFirst(line -> {
                        LoggedEvent event = LoggedEvent.parse(line).orElseThrow();
                        kinds.merge(event.action() + " " + event.phase(), 1, Integer::sum);
                        return true;
                    });
        }
        int all = kinds.values().stream().mapToInt(Integer::intValue).sum();
        assertThat(all).as("%s", kinds).isBetween(9_500, 11_000);
        assertThat(kinds)
                .containsKeys(
                        "break.ineffective observed",
                        "clock.resume observed",
                        "clock.step observed",
                        "lock.break done",
                        "lock.suspect observed",
                        "store.corrupt observed",
                        "tmp.reap done",
                        "visibility.lost observed",
                        "visibility.restored observed");
    }
}
