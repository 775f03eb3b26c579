package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.store.root.Place;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Which things a person was told of and is to hear of again when that is over, by the incident
/// that it was told under. Of more than [#REMEMBERED] the oldest are forgotten.
final class Troubles {

    private static final int REMEMBERED = 1_024;

    private final Map<Place, String> incidents =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Place, String> eldest) {
                    return size() > REMEMBERED;
                }
            };

    /// Notes that it is told; it keeps the incident that it was told under first.
    ///
    /// @return that incident
    String begin(Place about, String incident) {
        return incidents.computeIfAbsent(about, _ -> incident);
    }

    /// Ends it; says what incident it was, if anything was told.
    Optional<String> end(Place about) {
        return Optional.ofNullable(incidents.remove(about));
    }

    /// Ends what stood there under another incident than this.
    Optional<String> endOthers(Place about, Supplier<String> incident) {
        String told = incidents.get(about);
        return told == null || told.equals(incident.get()) ? Optional.empty() : end(about);
    }
}
