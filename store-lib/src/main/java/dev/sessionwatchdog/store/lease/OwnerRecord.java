package dev.sessionwatchdog.store.lease;

import dev.sessionwatchdog.store.root.Name;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// What an owner says about itself before it claims a lease; never changed afterwards. Claims: they
/// are checked before anything but a wait follows from them (S15).
///
/// @param lease the directory of the lease that it is for, so that an observer who looks for held
///   leases need not look at all; empty if it does not say
/// @param process which process it is
/// @param terms what it promises
/// @param purpose for people
/// @param created by the wall clock, for people
public record OwnerRecord(
        OwnerId owner,
        Optional<Name> lease,
        ProcessIdentity process,
        LeaseTerms terms,
        String purpose,
        String created) {

    static final int MAX_BYTES = 8 * 1024;
    private static final int VERSION = 1;

    private static final JsonFactory JSON =
            JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    byte[] json() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeNumberProperty("v", VERSION);
            json.writeStringProperty("owner", owner.value());
            lease.ifPresent(name -> json.writeStringProperty("lease", name.value()));
            process.write(json);
            json.writeNumberProperty("ttl_ms", terms.ttl().toMillis());
            json.writeNumberProperty("beat_ms", terms.beat().toMillis());
            json.writeNumberProperty("renew_deadline_ms", terms.renewDeadline().toMillis());
            json.writeNumberProperty("max_hold_ms", terms.maxHold().toMillis());
            json.writeStringProperty("purpose", purpose);
            json.writeStringProperty("created", created);
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    /// Empty if it is no record of this owner, or one that nobody can keep.
    static Optional<OwnerRecord> parse(OwnerId expected, byte[] content) {
        Map<String, String> members = new TreeMap<>();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), content)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (value.isScalarValue() && value != JsonToken.VALUE_NULL) {
                    members.put(name, json.getString());
                } else {
                    json.skipChildren();
                }
            }
            return json.nextToken() == null ? Optional.of(of(expected, members)) : Optional.empty();
        } catch (JacksonException | IllegalArgumentException | ArithmeticException notOne) {
            return Optional.empty();
        }
    }

    private static OwnerRecord of(OwnerId expected, Map<String, String> members) {
        if (!"1".equals(members.get("v")) || !expected.value().equals(members.get("owner"))) {
            throw new IllegalArgumentException("not the record of " + expected);
        }
        LeaseTerms terms =
                new LeaseTerms(
                        millis(members, "ttl_ms"),
                        millis(members, "beat_ms"),
                        millis(members, "renew_deadline_ms"),
                        millis(members, "max_hold_ms"));
        return new OwnerRecord(
                expected,
                Name.parse(members.getOrDefault("lease", "")).filter(LeasePlaces::isLease),
                ProcessIdentity.read(members),
                terms,
                members.getOrDefault("purpose", ""),
                members.getOrDefault("created", ""));
    }

    private static Duration millis(Map<String, String> members, String name) {
        return Duration.ofMillis(Long.parseLong(members.getOrDefault(name, "")));
    }
}
