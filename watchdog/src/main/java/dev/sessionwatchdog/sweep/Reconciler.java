package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.action.Event;
import dev.sessionwatchdog.action.FileMember;
import dev.sessionwatchdog.action.LockCapture;
import dev.sessionwatchdog.action.QuarantineActs;
import dev.sessionwatchdog.quarantine.Item;
import dev.sessionwatchdog.quarantine.QuarantineDirectory;
import dev.sessionwatchdog.store.forensic.ForensicLog;
import dev.sessionwatchdog.store.forensic.Level;
import dev.sessionwatchdog.store.forensic.OpenIntent;
import dev.sessionwatchdog.store.forensic.Phase;
import dev.sessionwatchdog.store.forensic.Printable;
import dev.sessionwatchdog.store.lease.Aftermath;
import dev.sessionwatchdog.store.lease.LeaseEvent;
import dev.sessionwatchdog.store.lease.LeaseOverseer;
import dev.sessionwatchdog.store.migration.MigrationEvent;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.RefusedException;
import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Concludes what an earlier watchdog announced and did not conclude: looks at what is there now,
/// and says it. Nothing is put back and nothing is finished by guess (`protocols.md` 5, S18, S94).
final class Reconciler {

    /// Written only while no intent is open; where the search backwards may end.
    static final String QUIET_ACTION = "sweep.summary";

    private final Root root;
    private final ForensicLog log;
    private final QuarantineDirectory quarantine;
    private final LegacyRecovery legacy;

    Reconciler(Root root, ForensicLog log, QuarantineDirectory quarantine, LegacyRecovery legacy) {
        this.root = root;
        this.log = log;
        this.quarantine = quarantine;
        this.legacy = legacy;
    }

    /// Concludes every open intent of this root; those of other roots are left for their watchdogs.
    ///
    /// @return how many were concluded
    int conclude() throws IOException {
        List<OpenIntent> begun = ours();
        legacy.conclude(begun);
        int concluded = begun.size() - ours().size();
        for (List<OpenIntent> open = ours(); !open.isEmpty(); open = ours()) {
            JsonMapper mapper = JsonMapper.shared();
            for (OpenIntent intent : open) {
                log.append(conclusion(intent, mapper.readTree(intent.line())));
                concluded++;
            }
            log.commit();
        }
        return concluded;
    }

    /// Concludes what is still open when every root that is guarded now has concluded its own: the
    /// next summary would hide it for ever.
    static void concludeOthers(ForensicLog log) throws IOException {
        for (List<OpenIntent> open = log.openIntents(QUIET_ACTION);
                !open.isEmpty();
                open = log.openIntents(QUIET_ACTION)) {
            for (OpenIntent intent : open) {
                String why =
                        intent.action().equals(ForensicLog.EXPIRE)
                                ? "what is left of it goes when it is due again"
                                : "its root is not guarded now";
                log.append(
                        Event.of(
                                        intent.action(),
                                        Phase.INDETERMINATE,
                                        Level.WARN,
                                        intent.action()
                                                + " indeterminate: announced before an"
                                                + " interruption; "
                                                + why)
                                .because("reconciled: " + why)
                                .concluding(intent.id()));
            }
            log.commit();
        }
    }

    private List<OpenIntent> ours() throws IOException {
        List<OpenIntent> open = log.openIntents(QUIET_ACTION);
        if (open.isEmpty()) {
            return open;
        }
        JsonMapper mapper = JsonMapper.shared();
        String ourRoot = Printable.of(root.path());
        return open.stream()
                .filter(intent ->
                        mapper.readTree(intent.line())
                                .path("file")
                                .path("root")
                                .asString("")
                                .equals(ourRoot))
                .toList();
    }

    private Event conclusion(OpenIntent intent, JsonNode line) throws IOException {
        Place place = placeOf(line);
        Finding finding =
                switch (intent.action()) {
                    case QuarantineActs.RESTORE -> restored(line, place);
                    case QuarantineActs.PURGE -> purged(line);
                    case LockCapture.BREAK -> broken(line, place);
                    case LeaseEvent.BREAK -> leaseBroken(intent, place);
                    case MigrationEvent.MIGRATE,
                            MigrationEvent.ROLLBACK,
                            MigrationEvent.CONFLICT,
                            MigrationEvent.BACKUP ->
                            legacy.left(intent)
                                    .map(left ->
                                            new Finding(left.phase(), left.words(), left.alert()))
                                    .orElseGet(() ->
                                            Finding.toldAPerson(
                                                    "its store is out of reach: see"
                                                            + " session-watchdog migrate status"));
                    default -> reaped(line, place);
                };
        Event event =
                Event.of(
                                intent.action(),
                                finding.phase(),
                                finding.level(),
                                intent.action()
                                        + " "
                                        + finding.phase().word()
                                        + ": "
                                        + Printable.of(place.toString())
                                        + ": announced before an interruption; "
                                        + finding.words())
                        .because("reconciled: " + finding.words())
                        .concluding(intent.id())
                        .member(FileMember.where(root, place));
        line.path("correlation").path("incident").stringValueOpt().ifPresent(event::inIncident);
        if (intent.action().equals(LockCapture.BREAK)) {
            event.member(json -> json.writeBooleanProperty("fenced", false));
        }
        return finding.alert() ? event.alert() : event;
    }

    /// Paths in the log are escaped; one that does not read back as a place is the root's.
    private Place placeOf(JsonNode line) {
        return place(root, line.path("file").path("path").asString(""));
    }

    static Place place(Root root, String path) {
        String prefix = Printable.of(root.path()) + "/";
        try {
            return path.startsWith(prefix) ? Place.of(path.substring(prefix.length())) : Place.TOP;
        } catch (IllegalArgumentException notAPlace) {
            return Place.TOP;
        }
    }

    /// The quarantine tells first: whether something arrived there is what the name cannot say.
    private Finding broken(JsonNode line, Place place) throws IOException {
        String id = line.path("quarantine").path("id").asString("");
        Optional<Facts> captured = quarantine.find(id).flatMap(Item::content);
        Optional<Facts> there = look(place);
        if (captured.isEmpty()) {
            dropPrepared(line);
            return notCaptured(line, there);
        }
        if (isSame(captured.get(), line.path("file"))) {
            return there.filter(facts -> isSame(facts, line.path("file"))).isPresent()
                    ? Finding.toldAPerson("it stands at its name and is in quarantine as " + id)
                    : new Finding(
                            Phase.DONE, "captured, it is in quarantine as " + id + leftAt(there));
        }
        return captured.get().size() == 0
                ? emptyCaptured(line, id, there)
                : Finding.toldAPerson(
                        "another lock was captured; it stays in quarantine as "
                                + id
                                + leftAt(there));
    }

    /// What is half done is not finished here: whoever wants the lease does that (`protocols.md`
    /// 4.5), and it may be that we must not.
    private Finding leaseBroken(OpenIntent intent, Place lease) throws IOException {
        Optional<Aftermath> aftermath =
                lease.isTop() ? Optional.empty() : LeaseOverseer.aftermath(root, lease, intent);
        if (aftermath.isEmpty()) {
            return new Finding(Phase.INDETERMINATE, "it does not say whose lease it was");
        }
        return switch (aftermath.get()) {
            case UNTOUCHED -> new Finding(Phase.OVERTAKEN, "its owner holds it still");
            case HALF_BROKEN ->
                    new Finding(
                            Phase.INDETERMINATE,
                            "half broken; whoever wants it next finishes that, or the rule"
                                    + " lease.lapsed where it is in force");
            case CLOSED ->
                    new Finding(
                            Phase.INDETERMINATE,
                            "its owner holds it no more: broken, or given back by itself");
        };
    }

    private static Finding notCaptured(JsonNode line, Optional<Facts> there) {
        return there.map(facts -> untouched(facts, line.path("file")))
                .orElse(
                        new Finding(
                                Phase.INDETERMINATE,
                                "it is absent: released or removed meanwhile"));
    }

    /// It is the empty file of ours that was to stand at the name, or a lock that was just being
    /// made. While the examined lock stands at its name it can only be ours.
    private Finding emptyCaptured(JsonNode line, String id, Optional<Facts> there)
            throws IOException {
        Finding finding = notCaptured(line, there);
        if (there.filter(facts -> isSame(facts, line.path("file"))).isPresent()) {
            quarantine.purge(id);
            return finding;
        }
        return new Finding(
                finding.phase(), finding.words() + "; an empty file is in quarantine as " + id);
    }

    /// An empty lock goes like any other empty lock: by its age, when nobody has it open.
    private static String leftAt(Optional<Facts> there) {
        return there.filter(facts -> facts.size() == 0).isPresent()
                ? "; an empty lock stands at its name"
                : "";
    }

    private static Finding untouched(Facts there, JsonNode file) {
        return isSame(there, file)
                ? new Finding(Phase.OVERTAKEN, "it is still there, untouched")
                : new Finding(Phase.OVERTAKEN, "another file stands there now");
    }

    private Finding reaped(JsonNode line, Place place) throws IOException {
        JsonNode file = line.path("file");
        Optional<Facts> there = look(place);
        if (there.isPresent()) {
            dropPrepared(line);
            return untouched(there.get(), file);
        }
        String id = line.path("quarantine").path("id").asString("");
        if (!id.isEmpty()) {
            Optional<Facts> content = quarantine.find(id).flatMap(Item::content);
            if (content.isPresent() && isSame(content.get(), file)) {
                return new Finding(Phase.DONE, "it is in quarantine as " + id);
            }
        }
        return new Finding(Phase.INDETERMINATE, "it is absent: most likely removed as announced");
    }

    /// The item that was made for a file that never came.
    private void dropPrepared(JsonNode line) throws IOException {
        String id = line.path("quarantine").path("id").asString("");
        if (!id.isEmpty()
                && quarantine.find(id).filter(item -> item.content().isEmpty()).isPresent()) {
            quarantine.forget(id);
        }
    }

    private Finding restored(JsonNode line, Place place) throws IOException {
        String id = line.path("labels").path("quarantine_id").asString("");
        if (quarantine.find(id).flatMap(Item::content).isPresent()) {
            return new Finding(Phase.OVERTAKEN, "it is still in quarantine");
        }
        return look(place).isPresent()
                ? new Finding(Phase.DONE, "it stands where it was to go")
                : new Finding(Phase.INDETERMINATE, "it is neither here nor there");
    }

    private Finding purged(JsonNode line) throws IOException {
        String id = line.path("labels").path("quarantine_id").asString("");
        return quarantine.find(id).flatMap(Item::content).isPresent()
                ? new Finding(Phase.OVERTAKEN, "it is still in quarantine")
                : new Finding(Phase.DONE, "it is not in quarantine any more");
    }

    private Optional<Facts> look(Place place) throws IOException {
        if (place.isTop()) {
            return Optional.empty();
        }
        try (Directory directory = root.open(place.parent())) {
            return directory.look(place.name());
        } catch (NoSuchFileException | RefusedException gone) {
            return Optional.empty();
        }
    }

    private static boolean isSame(Facts facts, JsonNode file) {
        return Long.toString(facts.inode()).equals(file.path("inode").asString(""))
                && facts.size() == file.path("size").asLong(-1);
    }

    /// @param alert whether a person has to look
    private record Finding(Phase phase, String words, boolean alert) {

        private Finding(Phase phase, String words) {
            this(phase, words, false);
        }

        private static Finding toldAPerson(String words) {
            return new Finding(Phase.INDETERMINATE, words, true);
        }

        private Level level() {
            if (alert) {
                return Level.ERROR;
            }
            return phase == Phase.INDETERMINATE ? Level.WARN : Level.INFO;
        }
    }
}
