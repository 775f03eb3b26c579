package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.RefusedException;
import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Finds what a damaged index could be restored from: temps, the copies that gateways keep when
/// they rotate (`sessions.json.bak.<ms>`, `facts/upstream.md` c), and what our own migrations
/// retired. Which one it shall be is a person's decision.
public final class RecoverySources {

    /// The newest; each of them is read.
    private static final int MOST = 20;

    private static final String ROTATED = "sessions\\.json\\.bak\\.[0-9]+";

    private final Root root;
    private final CloseObserver closely;

    public RecoverySources(Root root, CloseObserver closely) {
        this.root = root;
        this.closely = closely;
    }

    /// @param health whether it is a whole JSON object
    public record Source(Place place, Facts facts, Health health) {}

    /// What there is for one store, newest first.
    ///
    /// @param backups of its index, that we made
    public List<Source> of(StoreObservation store, List<Place> backups) throws IOException {
        List<Place> places = new ArrayList<>(backups);
        for (TempSeen seen : store.temps()) {
            TempFamily family = seen.temp().family();
            if (family == TempFamily.INDEX || family == TempFamily.FS_SAFE_REPLACE) {
                places.add(seen.place());
            }
        }
        places.addAll(rotated(store.store()));
        List<Source> found = new ArrayList<>();
        for (Place place : places) {
            look(place)
                    .ifPresent(facts ->
                            found.add(new Source(place, facts, new Health.CannotTell("not read"))));
        }
        found.sort(Comparator.comparing((Source source) -> source.facts().mtime()).reversed());
        List<Source> read = new ArrayList<>();
        for (Source source : found.stream().limit(MOST).toList()) {
            read.add(new Source(source.place(), source.facts(), closely.whole(source.place())));
        }
        return read;
    }

    private List<Place> rotated(Place store) throws IOException {
        List<Name> names = new ArrayList<>();
        try (Directory directory = root.open(store)) {
            directory.list((name, _) -> {
                if (name.value().matches(ROTATED)) {
                    names.add(name);
                }
                return names.size() < Observer.MAX_TEMPS;
            });
        } catch (NoSuchFileException | RefusedException gone) {
            return List.of();
        }
        return names.stream().map(store::child).toList();
    }

    private Optional<Facts> look(Place place) throws IOException {
        try (Directory directory = root.open(place.parent())) {
            return directory.look(place.name());
        } catch (NoSuchFileException | RefusedException gone) {
            return Optional.empty();
        }
    }
}
