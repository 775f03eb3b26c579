package dev.sessionwatchdog.incident;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/// The published schema of events.
public final class EventSchema {

    private EventSchema() {}

    public static Schema published() throws IOException {
        try (InputStream published =
                Objects.requireNonNull(
                        EventSchema.class.getResourceAsStream(
                                "/dev/sessionwatchdog/schema/event-v1.schema.json"))) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(published);
        }
    }
}
