package dev.sessionwatchdog.incident;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import dev.sessionwatchdog.store.forensic.ForensicReader;
import dev.sessionwatchdog.store.forensic.Level;
import dev.sessionwatchdog.store.forensic.Phase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EventSchemaTest {

    @Test
    void every_line_of_the_writer_is_valid_by_the_published_schema(@TempDir Path directory)
            throws IOException {
        Schema schema = EventSchema.published();
        List<String> lines = new ArrayList<>();
        try (RealLog log = RealLog.in(directory, 4000)) {
            for (Phase phase : Phase.values()) {
                log.write(WrittenEvent.reap(phase, "main", Optional.of("some-intent")));
            }
            log.write(WrittenEvent.said("daemon.start", Level.ERROR, "\u0007 \u202e \"\\"));
            log.write(WrittenEvent.said("too.long", Level.DEBUG, "x".repeat(80_000)));
            new ForensicReader(log.directory).oldestFirst(line -> lines.add(line.text()));
        }

        assertThat(lines).hasSize(Phase.values().length + 2);
        for (String line : lines) {
            assertThat(schema.validate(line, InputFormat.JSON)).as(line).isEmpty();
        }
    }

    @Test
    void the_schema_refuses_what_we_do_not_write() throws IOException {
        assertThat(EventSchema.published().validate("{\"schema\":\"x\"}", InputFormat.JSON))
                .isNotEmpty();
    }
}
