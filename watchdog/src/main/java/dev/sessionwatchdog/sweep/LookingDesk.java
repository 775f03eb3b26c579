package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.decision.Permission;
import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.finding.Spans;
import dev.sessionwatchdog.observation.LockName;
import dev.sessionwatchdog.observation.StoreObservation;
import dev.sessionwatchdog.observation.TempSeen;
import dev.sessionwatchdog.observation.Visibility;
import dev.sessionwatchdog.store.forensic.Printable;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.RefusedException;
import dev.sessionwatchdog.store.time.Moment;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Answers what people ask about locks and paths, and breaks one lock for them.
final class LookingDesk {

    static final String LOCKS = "locks";
    static final String BREAK = "locks.break";
    static final String EXPLAIN = "explain";

    /// Locks in one answer, about half a kilobyte each, and what they may come to: the verb reads
    /// twice that at most.
    private static final int MOST_ROWS = 4_096;

    private static final long MOST_TEXT = 2L << 20;

    private static final Name INDEX = new Name("sessions.json");

    private final SweepParts parts;
    private final Sweep sweep;
    private final String stores;

    LookingDesk(SweepParts parts, Sweep sweep, String stores) {
        this.parts = parts;
        this.sweep = sweep;
        this.stores = stores;
    }

    /// @return empty if it is not for this desk
    Optional<Reply> answer(JsonNode request, Permission permission) throws IOException {
        return switch (request.path("verb").asString("")) {
            case LOCKS ->
                    Optional.of(locks(request.path("all").asString("").equals("true"), permission));
            case BREAK -> Optional.of(at(request, place -> breakOne(place, request, permission)));
            case EXPLAIN -> Optional.of(at(request, place -> explain(place, permission)));
            default -> Optional.empty();
        };
    }

    private interface AtPlace {
        Reply at(Place place) throws IOException;
    }

    private static Reply at(JsonNode request, AtPlace then) throws IOException {
        String path = request.path("path").asString("");
        try {
            return then.at(Place.of(path));
        } catch (IllegalArgumentException notAPlace) {
            return Reply.refused("not a place below the root: " + Printable.of(path));
        }
    }

    private static Reply notEnabled() {
        return Reply.refused("locks.enabled: false: no lock is judged here");
    }

    private Reply locks(boolean all, Permission permission) throws IOException {
        if (parts.locks().isEmpty()) {
            return notEnabled();
        }
        Moment now = parts.time().moment();
        sweep.begin(now);
        List<StoreObservation> observed = survey(now);
        LockInspection inspection =
                new LockInspection(parts.locks().get(), guarded(observed, permission), now);
        ObjectNode data = JsonMapper.shared().createObjectNode();
        data.put("at", now.wall().toString());
        if (parts.processes().visibility() instanceof Visibility.Blind blind) {
            data.put("blind", blind.reason());
        }
        ArrayNode rows = data.putArray("locks");
        int hidden = 0;
        int cut = 0;
        long text = 0;
        for (LockView view : inspection.all(observed)) {
            if (!all && !LockInspection.isCandidate(view)) {
                hidden++;
            } else if (rows.size() < MOST_ROWS && text < MOST_TEXT) {
                ObjectNode row = LockRow.of(view);
                text += row.toString().length();
                rows.add(row);
            } else {
                cut++;
            }
        }
        data.put("hidden", hidden);
        data.put("cut", cut);
        return Reply.done(Spans.count(rows.size(), "lock"), data);
    }

    private Reply breakOne(Place place, JsonNode request, Permission permission)
            throws IOException {
        if (parts.locks().isEmpty()) {
            return notEnabled();
        }
        Moment now = parts.time().moment();
        String id = sweep.begin(now);
        List<StoreObservation> observed = survey(now);
        Optional<StoreObservation> store = storeOf(observed, place);
        Optional<LockName> lock =
                place.isTop() ? Optional.empty() : LockName.recognise(place.name());
        if (store.isEmpty() || lock.isEmpty()) {
            return Reply.refused(
                    place + ": " + PathCatalogue.why(place, store.isPresent(), stores));
        }
        return new LockByHand(
                        parts.locks().get(),
                        parts.quarantine(),
                        guarded(observed, permission),
                        now,
                        id)
                .take(
                        place.parent(),
                        store.get().lockEra(),
                        lock.get(),
                        request.path("reason").asString(""));
    }

    private Reply explain(Place place, Permission asked) throws IOException {
        Moment now = parts.time().moment();
        sweep.begin(now);
        List<StoreObservation> observed = survey(now);
        Permission permission = guarded(observed, asked);
        ObjectNode data = JsonMapper.shared().createObjectNode();
        data.put("at", now.wall().toString());
        Optional<StoreObservation> store = storeOf(observed, place);
        Optional<LockName> lock =
                place.isTop() ? Optional.empty() : LockName.recognise(place.name());
        if (store.isPresent() && lock.isPresent()) {
            return parts.locks().isEmpty()
                    ? notEnabled()
                    : explain(data, store.get(), lock.get(), permission, now);
        }
        for (StoreObservation each : observed) {
            for (TempSeen seen : each.temps()) {
                if (seen.place().equals(place)) {
                    data.put("kind", "temp");
                    data.set("temp", new TempInspection(parts, permission, now).of(seen));
                    return Reply.done("temp", data);
                }
            }
        }
        if (store.isPresent() && place.name().equals(INDEX)) {
            data.put("kind", "index");
            data.set("index", new IndexInspection(parts).of(store.get(), observed));
            return Reply.done("index", data);
        }
        if (facts(place).isEmpty()) {
            return Reply.refused(words(place) + "nothing stands there");
        }
        data.put("kind", "other");
        ObjectNode other = data.putObject("other");
        other.put("path", place.toString());
        store.ifPresent(known -> other.put("era", known.era().word()));
        other.put("why", PathCatalogue.why(place, store.isPresent(), stores));
        return Reply.done("other", data);
    }

    private Reply explain(
            ObjectNode data,
            StoreObservation store,
            LockName lock,
            Permission permission,
            Moment now)
            throws IOException {
        Optional<LockView> view =
                new LockInspection(parts.locks().orElseThrow(), permission, now)
                        .one(store.store(), store.lockEra(), lock);
        if (view.isEmpty()) {
            return Reply.refused(
                    words(store.store().child(lock.name())) + "no lock stands there (any more)");
        }
        data.put("kind", "lock");
        ObjectNode row = LockRow.of(view.get());
        LockRow.addChecks(row, view.get().finding().checks());
        data.set("lock", row);
        return Reply.done("lock", data);
    }

    private static String words(Place place) {
        return Printable.of(place.toString()) + ": ";
    }

    private Optional<Facts> facts(Place place) throws IOException {
        if (place.isTop()) {
            return Optional.empty();
        }
        try (Directory directory = parts.root().open(place.parent())) {
            return directory.look(place.name());
        } catch (NoSuchFileException | RefusedException none) {
            return Optional.empty();
        }
    }

    private static Optional<StoreObservation> storeOf(
            List<StoreObservation> observed, Place place) {
        return observed.stream()
                .filter(store -> !place.isTop() && store.store().equals(place.parent()))
                .findFirst();
    }

    private List<StoreObservation> survey(Moment now) throws IOException {
        List<StoreObservation> observed = new ArrayList<>();
        for (Place store : parts.pattern().expand(parts.root(), new ArrayList<>())) {
            try {
                observed.add(parts.observer().observe(store, now.wall()));
            } catch (NoSuchFileException | RefusedException replaced) {
                // The sweeps tell of it.
            }
        }
        return observed;
    }

    /// As a sweep has it: while the gateway upgrades any store, the whole root is read-only.
    private static Permission guarded(List<StoreObservation> observed, Permission permission) {
        return observed.stream().anyMatch(store -> store.era() == Era.UPGRADING)
                ? new Permission.Withheld("store.upgrading")
                : permission;
    }
}
