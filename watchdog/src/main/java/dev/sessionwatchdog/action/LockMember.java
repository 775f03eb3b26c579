package dev.sessionwatchdog.action;

import dev.sessionwatchdog.finding.Check;
import dev.sessionwatchdog.finding.LockFinding;
import dev.sessionwatchdog.finding.LockLimits;
import dev.sessionwatchdog.finding.LockTerm;
import dev.sessionwatchdog.observation.LockLook;
import dev.sessionwatchdog.observation.LockPayload.Written;
import dev.sessionwatchdog.observation.LockReading;
import dev.sessionwatchdog.observation.ProcessSight;
import dev.sessionwatchdog.store.forensic.Printable;
import dev.sessionwatchdog.store.root.InUse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/// The members `lock` and `owner` of an event: the payload as it stands, the lease and what is left
/// of it, and the owner with both sources of its liveness.
public final class LockMember {

    /// Far more than any gateway writes; what is longer is cut.
    private static final int MOST_RAW = 1_024;

    private LockMember() {}

    public static Consumer<JsonGenerator> lock(LockFinding finding, LockLimits limits) {
        LockLook look = finding.look();
        return json -> {
            json.writeObjectPropertyStart("lock");
            if (look.reading() instanceof LockReading.Read read) {
                String raw = read.raw();
                json.writeStringProperty(
                        "raw", Printable.of(raw.substring(0, Math.min(raw.length(), MOST_RAW))));
            }
            Optional<Written> written = look.written();
            number(json, "pid", written.map(Written::pid).orElse(OptionalLong.empty()));
            Optional<Instant> made = written.flatMap(Written::createdAt);
            if (made.isPresent()) {
                json.writeStringProperty("created_at", made.get().toString());
                long age = Duration.between(made.get(), look.clock().now()).toMillis();
                json.writeNumberProperty("age_ms", Math.max(0, age));
            } else {
                json.writeNullProperty("created_at");
            }
            number(
                    json,
                    "starttime",
                    written.map(Written::startTicks).orElse(OptionalLong.empty()));
            number(
                    json,
                    "max_hold_ms",
                    written.flatMap(Written::maxHold)
                            .map(hold -> OptionalLong.of(hold.toMillis()))
                            .orElse(OptionalLong.empty()));
            writeLease(json, look, LockTerm.of(look, limits));
            json.writeArrayPropertyStart("reasons");
            json.writeString(finding.verdict());
            json.writeEndArray();
            json.writeEndObject();
        };
    }

    private static void number(JsonGenerator json, String name, OptionalLong value) {
        if (value.isPresent()) {
            json.writeNumberProperty(name, value.getAsLong());
        } else {
            json.writeNullProperty(name);
        }
    }

    private static void writeLease(JsonGenerator json, LockLook look, LockTerm term) {
        json.writeObjectPropertyStart("lease");
        json.writeStringProperty("source", term.source().word());
        if (look.watched().beats() > 0) {
            json.writeStringProperty("last_heartbeat", look.facts().mtime().toString());
        }
        json.writeNumberProperty("beats_seen", look.watched().beats());
        json.writeNumberProperty("lapsed_ms", term.elapsed().toMillis());
        json.writeNumberProperty("limit_ms", term.limit().toMillis());
        json.writeNumberProperty("looks", look.watched().looks());
        json.writeEndObject();
    }

    /// Nothing is written for a lock that names no process.
    public static Consumer<JsonGenerator> owner(LockFinding finding) {
        LockLook look = finding.look();
        OptionalLong pid = look.written().map(Written::pid).orElse(OptionalLong.empty());
        Optional<ProcessSight> sight = look.owner().sight();
        return json -> {
            if (pid.isEmpty() || sight.isEmpty()) {
                return;
            }
            json.writeObjectPropertyStart("owner");
            json.writeNumberProperty("pid", pid.getAsLong());
            json.writeStringProperty("liveness", liveness(finding.ownerGone()));
            writeSources(json, sight.get());
            if (sight.get() instanceof ProcessSight.Running running) {
                number(json, "start_ticks", running.startTicks());
                json.writeBooleanProperty("recycled", finding.ownerGone() == Check.Answer.PASS);
                if (running.title().isPresent()) {
                    json.writeStringProperty("command_line", Printable.of(running.title().get()));
                }
                if (running.uid().isPresent()) {
                    json.writeNumberProperty("uid", running.uid().getAsInt());
                }
            }
            writeHoldsIt(json, look.inUse());
            json.writeEndObject();
        };
    }

    private static String liveness(Check.Answer gone) {
        return switch (gone) {
            case PASS -> "dead";
            case FAIL -> "alive";
            case CANNOT_TELL -> "unknown";
        };
    }

    private static void writeSources(JsonGenerator json, ProcessSight sight) {
        String[] sources =
                switch (sight) {
                    case ProcessSight.Gone _ -> new String[] {"ESRCH", "absent"};
                    case ProcessSight.Zombie _, ProcessSight.Running _ ->
                            new String[] {"ok", "visible"};
                    case ProcessSight.Unknown _ -> new String[] {"unavailable", "hidden"};
                };
        json.writeStringProperty("kill0", sources[0]);
        json.writeStringProperty("proc", sources[1]);
    }

    /// The kernel says whether anybody has it open, not who.
    private static void writeHoldsIt(JsonGenerator json, InUse inUse) {
        switch (inUse) {
            case InUse.Nobody _ -> json.writeBooleanProperty("holds_fd", false);
            case InUse.Somebody _, InUse.Unknown _ ->
                    json.writeStringProperty("holds_fd", "unknown");
        }
    }
}
